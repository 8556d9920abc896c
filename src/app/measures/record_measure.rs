//! Recording a reading.

use super::queries::ShownReading;
use super::settle::{Recorded, settle, standing};
use super::taking::{InvalidReading, TakenInput, taking};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::{EnrollmentId, InstrumentId, MeasureId};
use crate::domain::measures::{NoticeState, Reading};
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
         wrong{item9}",
        item9 = unheard_text(.unheard.as_ref()),
        name = .standing.instrument.name(),
        day = .standing.reading.taken.on,
        total = .standing.reading.taken.score.total
    )]
    AlreadyRecorded {
        /// The reading that stands.
        standing: Box<ShownReading>,
        /// The answer above 0 to item 9 that was given now, and that no open notice of the standing reading tells.
        unheard: Option<u8>,
    },
    /// Somebody else recorded one in the same moment.
    #[error("somebody else recorded a reading in the same moment; read the readings again")]
    Overtaken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fn unheard_text(answer: Option<&u8>) -> String {
    answer.map_or_else(String::new, |answer| {
        format!(
            ". Item 9 was answered with {answer} now, and nothing tells of it until that reading is corrected: look at it \
             now and speak with the client"
        )
    })
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
    let RecordMeasure { enrollment_id, instrument_id, taken } = &command;
    let outcome = app
        .write(|tx| async move {
            let enrollment = lock_led(&tx, caller, Action::RecordAttendance, *enrollment_id).await?;
            let Some(taking) = taking(&tx, caller, now, enrollment, *instrument_id).await? else {
                return Err(RecordMeasureError::NoSuchInstrument);
            };
            let taken = taking.read(taken)?;
            let instrument = taking.instrument;
            let mut courses = measures::load_readings(&tx, caller.clinic_id, &[*enrollment_id])
                .await
                .map_err(Failure::from)?;
            let of_that_day = courses.remove(enrollment_id).unwrap_or_default().into_iter();
            let mut of_that_day =
                of_that_day.filter(|one| one.instrument_id == *instrument_id && one.taken.on == taken.on);
            match of_that_day.next() {
                Some(known) if known.taken == taken => {
                    let shown = ShownReading { reading: known, instrument };
                    return Ok(standing(&tx, caller, shown).await?);
                }
                Some(reading) => {
                    let refused = Reading { taken, ..reading.clone() };
                    let notices = measures::list_notices_of_measure(&tx, caller.clinic_id, reading.id)
                        .await
                        .map_err(Failure::from)?;
                    let is_told = notices.iter().any(|notice| notice.state == NoticeState::Open);
                    let unheard = refused
                        .endorsed_self_harm()
                        .filter(|now| !is_told || reading.endorsed_self_harm() < Some(*now));
                    let standing = Box::new(ShownReading { reading, instrument });
                    return Err(RecordMeasureError::AlreadyRecorded { standing, unheard });
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
                StorageError::Constraint(Constraint::MeasureOnceADay) => RecordMeasureError::Overtaken,
                other => Failure::from(other).into(),
            })?;
            let shown = ShownReading { reading, instrument };
            let recorded = settle(&tx, app, caller, now, "recordMeasure", &taking.enrollment, shown);
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
