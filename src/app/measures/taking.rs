//! Reading what was taken: the answers by their instrument, the day by the site's calendar.

use jiff::Timestamp;
use jiff::civil::Date;

use super::instruments::instrument_of;
use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, InstrumentId};
use crate::domain::measures::{DateError, Instrument, Occasion, Score, ScoreError, Taken, TakenWithin};
use crate::domain::time::local;
use crate::storage::{Transaction, clinics, enrollments, ledgers};

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

/// The enrollment, locked until the transaction ends, if the caller may do that where it is led.
///
/// # Errors
/// `NotFound`; `Denied`, not yet recorded; another `Failure` if the database fails.
pub(super) async fn lock_led(
    tx: &Transaction,
    caller: &Caller,
    action: Action,
    id: EnrollmentId,
) -> Result<Enrollment, Failure> {
    ledgers::lock_enrollments(tx, caller.clinic_id, &[id]).await?;
    let found = enrollments::find_enrollment(tx, Reach::clinic(caller.clinic_id), id).await?;
    let enrollment = found.ok_or(Failure::NotFound)?;
    let is_led = enrollments::is_led(tx, caller.reach(), id).await?;
    let own = caller.staff_member().filter(|_| is_led);
    decide(caller, action, Concern::LedBy(own.as_slice()))?;
    Ok(enrollment)
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
    let site = clinics::find_site(tx, caller.clinic_id, enrollment.site_id).await?;
    let zone = site.ok_or(Failure::NotFound)?.zone;
    let within = TakenWithin {
        today: local(now, &zone).date(),
        enrolled_on: local(enrollment.enrolled_at, &zone).date(),
        ended_on: enrollment.ended_at.map(|end| local(end, &zone).date()),
    };
    Ok(Some(Taking { enrollment, instrument, within }))
}
