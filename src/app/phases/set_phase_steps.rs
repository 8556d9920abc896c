//! Having a program name steps of its own.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::ProgramId;
use crate::domain::phases::{InvalidSteps, PhaseStep, check_steps};
use crate::storage::{Constraint, StorageError, phases};

/// The steps that a program's phases are to name.
#[derive(Debug, Clone)]
pub struct SetPhaseSteps {
    /// The program.
    pub program_id: ProgramId,
    /// Its steps, in their order; none at all are none.
    pub steps: Vec<PhaseStep>,
}

/// Why a program can't have these steps.
#[derive(Debug, thiserror::Error)]
pub enum SetPhaseStepsError {
    /// They break a rule.
    #[error(transparent)]
    Steps(#[from] InvalidSteps),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Has a program of the caller's clinic name these steps. What was ticked off stays; of a step that is named no more it is not
/// shown.
///
/// # Errors
/// `Steps`; `Failure` if denied, the program is missing, or the database fails.
pub async fn set_phase_steps(
    app: &App,
    caller: &Caller,
    command: SetPhaseSteps,
) -> Result<Vec<PhaseStep>, SetPhaseStepsError> {
    require_on(app, caller, Action::ManageClinic, command.program_id).await?;
    let now = app.now();
    let SetPhaseSteps { program_id, steps } = &command;
    check_steps(steps)?;
    app.write(|tx| async move {
        phases::store_steps(&tx, caller.clinic_id, *program_id, steps, now).await.map_err(
            |error| match error {
                StorageError::Constraint(Constraint::Reference) => Failure::NotFound,
                other => Failure::from(other),
            },
        )?;
        let codes: Vec<&str> = steps.iter().map(|step| step.code.as_str()).collect();
        records::done(&tx, app, caller, now, "setPhaseSteps", *program_id, json!({ "steps": codes }))
            .await
            .map_err(Failure::from)?;
        Ok(steps.clone())
    })
    .await
}
