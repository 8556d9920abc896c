//! Reading what was taken: the answers by their instrument, the day by the site's calendar.

use jiff::Timestamp;
use jiff::civil::Date;

use super::instruments::instrument_of;
use crate::app::Failure;
use crate::domain::access::Caller;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::InstrumentId;
use crate::domain::measures::{
    DateError, Instrument, Occasion, Reading, SafetyNotice, Score, ScoreError, Taken, TakenWithin, Unheard,
};
use crate::domain::time::local;
use crate::storage::{Connection, Transaction, clinics, measures};

/// What was taken, as it was entered.
#[derive(Debug, Clone)]
pub struct TakenInput {
    /// The day, in the site's zone.
    pub on: Date,
    /// On what occasion.
    pub occasion: Occasion,
    /// The answers, item by item.
    pub items: Option<Vec<i32>>,
    /// The total.
    pub total: Option<i32>,
}

/// It is no reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}{unheard}")]
pub struct InvalidReading {
    /// Why.
    pub why: InvalidTaken,
    /// What was answered to item 9 nevertheless.
    pub unheard: Unheard,
}

/// Why it is no reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTaken {
    /// The answers are none of the instrument.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// It can't have been taken on that day.
    #[error(transparent)]
    Date(#[from] DateError),
}

/// An enrollment whose readings the transaction may write.
pub(super) struct Taking {
    pub(super) enrollment: Enrollment,
    pub(super) instrument: Instrument,
    within: TakenWithin,
}

impl Taking {
    /// What was taken; `notices` are those of the reading that is corrected, if one is.
    ///
    /// # Errors
    /// The first rule that it breaks, and what it says of item 9.
    pub(super) fn read(&self, input: &TakenInput, notices: &[SafetyNotice]) -> Result<Taken, InvalidReading> {
        self.check(input).map_err(|why| InvalidReading { why, unheard: self.unheard(input, notices) })
    }

    fn check(&self, input: &TakenInput) -> Result<Taken, InvalidTaken> {
        let TakenInput { on, occasion, items, total } = input;
        self.within.check(*on)?;
        let score = Score::parse(&self.instrument.scale(), items.as_deref(), *total)?;
        Ok(Taken { on: *on, occasion: *occasion, score })
    }

    /// What a refusal has to say of item 9 while no reading stands but the one of those `notices`.
    pub(super) fn unheard(&self, input: &TakenInput, notices: &[SafetyNotice]) -> Unheard {
        Unheard::of(self.instrument.id(), input.items.as_deref(), notices)
    }

    /// The reading of this instrument that stands on that day, if there is one.
    ///
    /// # Errors
    /// `Failure` if the database fails.
    pub(super) async fn standing_on(
        &self,
        tx: &Transaction,
        caller: &Caller,
        day: Date,
    ) -> Result<Option<Reading>, Failure> {
        let id = self.enrollment.id;
        let mut courses = measures::load_readings(tx, caller.clinic_id, &[id]).await?;
        let mut readings = courses.remove(&id).unwrap_or_default().into_iter();
        Ok(readings.find(|one| one.instrument_id == self.instrument.id() && one.taken.on == day))
    }
}

/// What reading an input needs to know.
///
/// # Errors
/// `NotFound` if the clinic has no such instrument; another `Failure` if the database fails.
pub(super) async fn taking(
    tx: &Transaction,
    caller: &Caller,
    now: Timestamp,
    enrollment: Enrollment,
    instrument_id: InstrumentId,
) -> Result<Option<Taking>, Failure> {
    let Some(instrument) = instrument_of(tx, caller.clinic_id, instrument_id).await? else { return Ok(None) };
    let within = days_of(tx, caller, now, &enrollment).await?;
    Ok(Some(Taking { enrollment, instrument, within }))
}

/// The days around a course, by the calendar of its site.
///
/// # Errors
/// `Failure` if the database fails.
pub(in crate::app) async fn days_of(
    on: &Connection,
    caller: &Caller,
    now: Timestamp,
    enrollment: &Enrollment,
) -> Result<TakenWithin, Failure> {
    let site = clinics::find_site(on, caller.clinic_id, enrollment.site_id).await?;
    let zone = site.ok_or(Failure::NotFound)?.zone;
    Ok(TakenWithin {
        today: local(now, &zone).date(),
        enrolled_on: local(enrollment.enrolled_at, &zone).date(),
        ended_on: enrollment.ended_at.map(|end| local(end, &zone).date()),
    })
}
