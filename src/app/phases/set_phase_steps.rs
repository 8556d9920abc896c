//! Having a program name steps of its own.

use serde_json::{Value, json};

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::ProgramId;
use crate::domain::phases::{InvalidSteps, PhaseStep, check_steps};
use crate::storage::phases;

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
/// shown. The audit log keeps the steps that were named before; naming the same again changes nothing.
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
        let (clinic_id, id) = (caller.clinic_id, *program_id);
        if !phases::lock_steps(&tx, clinic_id, id).await.map_err(Failure::from)? {
            return Err(SetPhaseStepsError::Failure(Failure::NotFound));
        }
        let mut stored = phases::load_steps(&tx, clinic_id, &[id]).await.map_err(Failure::from)?;
        let former = stored.remove(&id);
        if former.as_ref() == Some(steps) {
            return Ok(steps.clone());
        }
        phases::store_steps(&tx, clinic_id, id, steps, now).await.map_err(Failure::from)?;
        let codes: Vec<&str> = steps.iter().map(|step| step.code.as_str()).collect();
        // None, where the program had named none of its own.
        let former: Option<Vec<Value>> = former.map(|steps| steps.iter().map(for_audit).collect());
        let details = json!({ "steps": codes, "former": former });
        records::done(&tx, app, caller, now, "setPhaseSteps", id, details).await.map_err(Failure::from)?;
        Ok(steps.clone())
    })
    .await
}

/// What the audit log keeps of a step.
fn for_audit(step: &PhaseStep) -> Value {
    let PhaseStep { phase, code, label } = step;
    json!({ "phase": phase.word(), "code": code.as_str(), "label": label.as_str() })
}
