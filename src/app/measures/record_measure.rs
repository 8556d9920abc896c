//! Recording a reading.

use super::queries::ShownReading;
use super::settle::{Recorded, settle, standing};
use super::taking::{InvalidReading, TakenInput, taking};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::{EnrollmentId, InstrumentId, MeasureId};
use crate::domain::measures::{Reading, Unheard};
use crate::storage::{Constraint, StorageError, enrollments, measures};

/// A reading of an instrument.
#[derive(Debug, Clone)]
pub struct RecordMeasure {
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// Of which instrument.
    pub instrument_id: InstrumentId,
    /// What was taken.
    pub taken: TakenInput,
}

/// Why a reading can't be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordMeasureError {
    /// The clinic has no such instrument.
    #[error("the clinic has no such instrument: `instruments` lists those it has")]
    NoSuchInstrument,
    /// It is no reading of that instrument, or of that day.
    #[error(transparent)]
    Invalid(#[from] InvalidReading),
    /// That instrument was taken on that day already, with another result.
    #[error(
        "{name} was recorded for {day} already, with a total of {total}: correct that reading (correctMeasure) if it is \
         wrong{unheard}",
        name = .standing.instrument.name(),
        day = .standing.reading.taken.on,
        total = .standing.reading.taken.score.total
    )]
    AlreadyRecorded {
        /// The reading that stands.
        standing: Box<ShownReading>,
        /// What the refused one says of item 9.
        unheard: Unheard,
    },
    /// Somebody else recorded one in the same moment.
    #[error("somebody else recorded a reading in the same moment: read the readings again{unheard}")]
    Overtaken {
        /// What the refused one says of item 9.
        unheard: Unheard,
    },
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Records a reading, raises the notice that it asks for, and assesses risk anew, in one transaction. The same reading again
/// changes nothing.
///
/// # Errors
/// What `RecordMeasureError` names; `Failure` if the enrollment is not the clinic's, the caller may not record there, or the
/// database fails.
pub async fn record_measure(
    app: &App,
    caller: &Caller,
    command: RecordMeasure,
) -> Result<Recorded, RecordMeasureError> {
    require_for_own(app, caller, Action::RecordAttendance, command.enrollment_id).await?;
    let now = app.now();
    let RecordMeasure { enrollment_id, instrument_id, taken: input } = &command;
    let outcome = app
        .write(|tx| async move {
            let enrollment = lock_led(&tx, caller, Action::RecordAttendance, *enrollment_id).await?;
            let Some(taking) = taking(&tx, caller, now, enrollment, *instrument_id).await? else {
                return Err(RecordMeasureError::NoSuchInstrument);
            };
            let taken = taking.read(input, &[])?;
            let shown = |reading| ShownReading { reading, instrument: taking.instrument.clone() };
            match taking.standing_on(&tx, caller, taken.on).await? {
                Some(reading) if reading.taken == taken => {
                    return Ok(standing(&tx, caller, shown(reading)).await?);
                }
                Some(reading) => {
                    let notices = measures::list_notices_of_measure(&tx, caller.clinic_id, reading.id)
                        .await
                        .map_err(Failure::from)?;
                    let unheard = taking.unheard(input, &notices);
                    return Err(RecordMeasureError::AlreadyRecorded {
                        standing: Box::new(shown(reading)),
                        unheard,
                    });
                }
                None => (),
            }
            let reading = Reading {
                id: MeasureId::mint(now, app.entropy()),
                enrollment_id: *enrollment_id,
                instrument_id: *instrument_id,
                taken,
                is_withdrawn: false,
                version: 1,
                recorded_by: caller.actor.into(),
                recorded_at: now,
            };
            measures::insert_reading(&tx, caller.clinic_id, &reading).await.map_err(|error| match error {
                StorageError::Constraint(Constraint::MeasureOnceADay) => {
                    RecordMeasureError::Overtaken { unheard: taking.unheard(input, &[]) }
                }
                other => Failure::from(other).into(),
            })?;
            let recorded = settle(&tx, app, caller, now, "recordMeasure", &taking.enrollment, shown(reading));
            Ok(recorded.await?)
        })
        .await;
    match outcome {
        Err(RecordMeasureError::Failure(Failure::Denied(denied))) => {
            let seen = enrollments::find_enrollment(app.db.reader(), caller.reach(), *enrollment_id).await;
            Err(record_refusal_of_seen(app, caller, denied, enrollment_id, seen).await.into())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measures::Published;

    #[test]
    fn who_was_overtaken_is_told_of_item_9() {
        let unheard = |item9| Unheard::of(Published::Phq9.id(), Some(&[1, 1, 1, 1, 1, 1, 1, 1, item9]), &[]);
        let message = |item9| RecordMeasureError::Overtaken { unheard: unheard(item9) }.to_string();
        assert!(message(0).ends_with("read the readings again"));
        assert!(message(2).contains("read the readings again. Item 9 was answered with 2 now"));
    }
}
