//! Correcting a reading, and withdrawing one that was recorded by mistake: another version is appended.

use super::queries::ShownReading;
use super::settle::{Recorded, settle, standing};
use super::taking::{InvalidReading, TakenInput, taking};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::ids::MeasureId;
use crate::domain::measures::{
    CorrectReadingError, Reading, ReadingOutcome, Unheard, WithdrawReadingError, plan_correct, plan_withdraw,
};
use crate::storage::{Transaction, measures};

/// What a reading should have been.
#[derive(Debug, Clone)]
pub struct CorrectMeasure {
    /// The reading.
    pub measure_id: MeasureId,
    /// The version that the corrector saw.
    pub expected_version: u32,
    /// What was taken.
    pub taken: TakenInput,
    /// Why, for whoever reads the history.
    pub note: Option<Note>,
}

/// A reading that was recorded by mistake.
#[derive(Debug, Clone)]
pub struct WithdrawMeasure {
    /// The reading.
    pub measure_id: MeasureId,
    /// The version that was seen.
    pub expected_version: u32,
    /// Why.
    pub reason: Note,
}

/// Why a reading can't be corrected or withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum ChangeMeasureError {
    /// A rule of corrections.
    #[error("{why}{unheard}")]
    Correct {
        /// Which.
        why: CorrectReadingError,
        /// The reading as it stands.
        standing: Box<ShownReading>,
        /// What the refused correction says of item 9.
        unheard: Unheard,
    },
    /// A rule of withdrawals.
    #[error("{why}")]
    Withdraw {
        /// Which.
        why: WithdrawReadingError,
        /// The reading as it stands.
        standing: Box<ShownReading>,
    },
    /// It would be no reading of that instrument, or of that day.
    #[error(transparent)]
    Invalid(#[from] InvalidReading),
    /// There is another reading of that instrument on the day it would be of.
    #[error(
        "there is another reading of {name} on {day}, with a total of {total}: correct or withdraw that one{unheard}",
        name = .standing.instrument.name(),
        day = .standing.reading.taken.on,
        total = .standing.reading.taken.score.total
    )]
    AnotherOnThatDay {
        /// That other reading.
        standing: Box<ShownReading>,
        /// What the refused correction says of item 9.
        unheard: Unheard,
    },
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What is done to a reading.
enum Step<'a> {
    Correct(u32, &'a TakenInput, Option<&'a Note>),
    Withdraw(u32, &'a Note),
}

impl<'a> Step<'a> {
    const fn operation(&self) -> &'static str {
        match self {
            Self::Correct(..) => "correctMeasure",
            Self::Withdraw(..) => "withdrawMeasure",
        }
    }

    const fn note(&self) -> Option<&'a Note> {
        match self {
            Self::Correct(_, _, note) => *note,
            Self::Withdraw(_, reason) => Some(reason),
        }
    }
}

/// Corrects a reading and brings notices and flags in line, in one transaction. Repeating the last correction appends nothing.
///
/// # Errors
/// `Correct` with the reading that stands, `Invalid`, `AnotherOnThatDay` with that one; `Failure` if it is not the clinic's, the
/// caller may not record there, or the database fails.
pub async fn correct_measure(
    app: &App,
    caller: &Caller,
    command: CorrectMeasure,
) -> Result<Recorded, ChangeMeasureError> {
    let CorrectMeasure { measure_id, expected_version, taken, note } = &command;
    change(app, caller, *measure_id, &Step::Correct(*expected_version, taken, note.as_ref())).await
}

/// Withdraws a reading and brings notices and flags in line, in one transaction; its history stays.
///
/// # Errors
/// `Withdraw` with the reading that stands; `Failure` if it is not the clinic's, the caller may not record there, or the
/// database fails.
pub async fn withdraw_measure(
    app: &App,
    caller: &Caller,
    command: WithdrawMeasure,
) -> Result<Recorded, ChangeMeasureError> {
    let WithdrawMeasure { measure_id, expected_version, reason } = &command;
    change(app, caller, *measure_id, &Step::Withdraw(*expected_version, reason)).await
}

async fn change(
    app: &App,
    caller: &Caller,
    id: MeasureId,
    step: &Step<'_>,
) -> Result<Recorded, ChangeMeasureError> {
    require_for_own(app, caller, Action::RecordAttendance, id).await?;
    let outcome = app.write(|tx| async move { change_within(&tx, app, caller, id, step).await }).await;
    match outcome {
        Err(ChangeMeasureError::Failure(Failure::Denied(denied))) => {
            let seen = measures::find_reading(app.db.reader(), caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

async fn change_within(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    id: MeasureId,
    step: &Step<'_>,
) -> Result<Recorded, ChangeMeasureError> {
    let now = app.now();
    let whole = Reach::clinic(caller.clinic_id);
    let find = || measures::find_reading(tx, whole, id);
    let seen = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let enrollment = lock_led(tx, caller, Action::RecordAttendance, seen.enrollment_id).await?;
    // Read again: somebody else may have held the lock to change it.
    let reading = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let taking =
        taking(tx, caller, now, enrollment, reading.instrument_id).await?.ok_or(Failure::NotFound)?;
    let shown = |reading| ShownReading { reading, instrument: taking.instrument.clone() };
    let outcome = match step {
        Step::Correct(expected, input, note) => {
            let notices = measures::list_notices_of_measure(tx, caller.clinic_id, id).await;
            let notices = notices.map_err(Failure::from)?;
            let taken = taking.read(input, &notices)?;
            let unheard = taking.unheard(input, &notices);
            let day = taken.on;
            let outcome = plan_correct(&reading, *expected, taken, &notices, *note).map_err(|why| {
                ChangeMeasureError::Correct { why, standing: Box::new(shown(reading.clone())), unheard }
            })?;
            // The enrollment is locked: nobody else takes that day meanwhile.
            let other = taking.standing_on(tx, caller, day).await?.filter(|other| other.id != id);
            if let (ReadingOutcome::Append(_), Some(other)) = (&outcome, other) {
                let standing = Box::new(shown(other));
                return Err(ChangeMeasureError::AnotherOnThatDay { standing, unheard });
            }
            outcome
        }
        Step::Withdraw(expected, _) => plan_withdraw(&reading, *expected).map_err(|why| {
            ChangeMeasureError::Withdraw { why, standing: Box::new(shown(reading.clone())) }
        })?,
    };
    let ReadingOutcome::Append(next) = outcome else {
        return Ok(standing(tx, caller, shown(reading)).await?);
    };
    let next = Reading { recorded_by: caller.actor.into(), recorded_at: now, ..*next };
    measures::update_reading(tx, caller.clinic_id, &next, step.note()).await.map_err(Failure::from)?;
    Ok(settle(tx, app, caller, now, step.operation(), &taking.enrollment, shown(next)).await?)
}
