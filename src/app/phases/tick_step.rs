//! Ticking a step of a phase off, and taking that back.

use serde_json::json;

use super::course_phase::StepOfCourse;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::attendance::Note;
use crate::domain::ids::EnrollmentId;
use crate::domain::phases::{StepCode, StepTick, TickOutcome, default_steps, plan_tick};
use crate::storage::{enrollments, phases};

/// What is done of a course.
#[derive(Debug, Clone)]
pub struct TickStep {
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// Which step.
    pub code: StepCode,
    /// Whether it is done.
    pub is_done: bool,
    /// A few words beside it.
    pub note: Option<Note>,
}

/// Why a step can't be ticked off.
#[derive(Debug, thiserror::Error)]
pub enum TickStepError {
    /// The program names no such step.
    #[error("the program names no step `{code}`: its steps are {known}")]
    NoSuchStep {
        /// What was given.
        code: StepCode,
        /// Those it names.
        known: String,
    },
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Ticks a step off, or takes that back; the history keeps both, and the same again changes nothing.
///
/// # Errors
/// `NoSuchStep`; `Failure` if the enrollment is not the clinic's, the caller may not record there, or the database fails.
pub async fn tick_step(app: &App, caller: &Caller, command: TickStep) -> Result<StepOfCourse, TickStepError> {
    require_for_own(app, caller, Action::RecordAttendance, command.enrollment_id).await?;
    let now = app.now();
    let TickStep { enrollment_id, code, is_done, note } = &command;
    let outcome = app
        .write(|tx| async move {
            let enrollment = lock_led(&tx, caller, Action::RecordAttendance, *enrollment_id).await?;
            let program = enrollment.program_id;
            let mut own =
                phases::load_steps(&tx, caller.clinic_id, &[program]).await.map_err(Failure::from)?;
            let steps = own.remove(&program).unwrap_or_else(default_steps);
            let Some(step) = steps.iter().find(|step| step.code == *code).cloned() else {
                let known: Vec<&str> = steps.iter().map(|step| step.code.as_str()).collect();
                return Err(TickStepError::NoSuchStep { code: code.clone(), known: known.join(", ") });
            };
            let ticks =
                phases::load_ticks(&tx, caller.clinic_id, &[*enrollment_id]).await.map_err(Failure::from)?;
            let standing = ticks.into_iter().rfind(|tick| tick.code == *code);
            let TickOutcome::Append { version } = plan_tick(standing.as_ref(), *is_done) else {
                return Ok(StepOfCourse { step, tick: standing });
            };
            let tick = StepTick {
                enrollment_id: *enrollment_id,
                code: code.clone(),
                version,
                is_done: *is_done,
                note: note.clone(),
                recorded_by: caller.actor.into(),
                recorded_at: now,
            };
            phases::append_tick(&tx, caller.clinic_id, &tick).await.map_err(Failure::from)?;
            let details = json!({
                "client": enrollment.client_id.to_string(),
                "step": code.as_str(),
                "isDone": is_done,
                "version": version,
            });
            records::done(&tx, app, caller, now, "tickPhaseStep", *enrollment_id, details)
                .await
                .map_err(Failure::from)?;
            Ok(StepOfCourse { step, tick: Some(tick) })
        })
        .await;
    match outcome {
        Err(TickStepError::Failure(Failure::Denied(denied))) => {
            let seen = enrollments::find_enrollment(app.db.reader(), caller.reach(), *enrollment_id).await;
            Err(record_refusal_of_seen(app, caller, denied, enrollment_id, seen).await.into())
        }
        other => other,
    }
}
