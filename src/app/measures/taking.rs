//! Reading what was taken: the answers by their instrument, the day by the site's calendar.

use jiff::Timestamp;
use jiff::civil::Date;

use super::instruments::instrument_of;
use crate::app::Failure;
use crate::domain::access::Caller;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::InstrumentId;
use crate::domain::measures::{DateError, Instrument, Occasion, Score, ScoreError, Taken, TakenWithin};
use crate::domain::time::local;
use crate::storage::{Connection, Transaction, clinics};

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

/// Why it is no reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReading {
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
    /// The reading.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub(super) fn read(&self, input: &TakenInput) -> Result<Taken, InvalidReading> {
        let TakenInput { on, occasion, items, total } = input;
        self.within.check(*on)?;
        let score = Score::parse(&self.instrument.scale(), items.as_deref(), *total)?;
        Ok(Taken { on: *on, occasion: *occasion, score })
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
