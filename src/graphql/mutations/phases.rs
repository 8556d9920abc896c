//! Ticking steps of phases off, and a program's own steps.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use crate::app::App;
use crate::app::audit::ReadRecords;
use crate::app::phases::{self, SetPhaseSteps, SetPhaseStepsError, TickStep, TickStepError};
use crate::domain::access::Caller;
use crate::domain::ids::EnrollmentId;
use crate::domain::phases as domain;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, each, optional_text, text};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::reads::{Shown, note_in_payload};
use crate::graphql::types::{PhaseStep, StepInCourse, TreatmentPhase};

/// Whose course a step is of.
struct StepOf(EnrollmentId);

impl Shown for StepOf {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0);
    }
}

/// What is done of a course.
#[derive(InputObject)]
pub(crate) struct TickPhaseStepInput {
    /// The enrollment (`enr_…`).
    enrollment_id: ID,
    /// The step's code, such as `INVENTORY`.
    code: String,
    /// Whether it is done; false takes a tick back.
    #[graphql(default = true)]
    is_done: bool,
    /// A few words beside it: 1 to 500 characters.
    note: Option<String>,
}

payload! {
    /// The answer to `tickPhaseStep`.
    "tickPhaseStep" => TickPhaseStepPayload {
        /// The step as it stands now.
        step: StepInCourse
    }
    TickPhaseStepUserError, TickPhaseStepErrorCode {
        /// The program names no such step.
        NoSuchStep,
    }
}

/// A step that a phase is to name.
#[derive(InputObject)]
pub(crate) struct PhaseStepInput {
    /// In which phase it is due.
    phase: TreatmentPhase,
    /// What it is known by, once in the program: 1 to 40 capital letters, digits and underscores.
    code: String,
    /// What it is called: 1 to 120 characters.
    label: String,
}

/// The steps that a program's phases are to name.
#[derive(InputObject)]
pub(crate) struct SetPhaseStepsInput {
    /// The program (`prg_…`).
    program_id: ID,
    /// Its steps, in their order: at most 40.
    steps: Vec<PhaseStepInput>,
}

/// Why `setPhaseSteps` was refused.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetPhaseStepsErrorCode {
    /// A field of the input can't be read; `field` names it.
    InvalidInput,
    /// Two steps have the same code, or there are too many.
    InvalidSteps,
}

/// One reason why `setPhaseSteps` was refused.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct SetPhaseStepsUserError {
    /// What kind of reason, for programs.
    code: SetPhaseStepsErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words, with the value and the way out.
    pub(crate) message: String,
}

/// The answer to `setPhaseSteps`.
#[derive(SimpleObject)]
pub(crate) struct SetPhaseStepsPayload {
    /// The program's steps; null if refused.
    phase_steps: Option<Vec<PhaseStep>>,
    /// Why nothing was done; empty if it was.
    user_errors: Vec<SetPhaseStepsUserError>,
}

impl SetPhaseStepsPayload {
    fn refused(code: SetPhaseStepsErrorCode, field: &str, message: String) -> Self {
        let error = SetPhaseStepsUserError { code, field: Some(field.to_owned()), message };
        Self { phase_steps: None, user_errors: vec![error] }
    }
}

impl From<InvalidField> for SetPhaseStepsPayload {
    fn from(invalid: InvalidField) -> Self {
        Self::refused(SetPhaseStepsErrorCode::InvalidInput, &invalid.field, invalid.message)
    }
}

/// More than a program may have, so that the rule's own refusal is told.
const MOST_READ: usize = 200;

#[derive(Default)]
pub(crate) struct PhaseMutations;

#[Object]
impl PhaseMutations {
    /// Ticks a step of a course off, or takes that back; the history keeps both. Sending the same again changes nothing.
    async fn tick_phase_step(
        &self,
        ctx: &Context<'_>,
        input: TickPhaseStepInput,
    ) -> Result<TickPhaseStepPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let TickPhaseStepInput { enrollment_id, code, is_done, note } = input;
        let enrollment_id = parse_id("enrollmentId", &enrollment_id)?;
        let command = TickStep {
            enrollment_id,
            code: parsed!(text("code", &code)),
            is_done,
            note: parsed!(optional_text("note", note.as_deref())),
        };
        match phases::tick_step(app, caller, command).await {
            Ok(step) => {
                note_in_payload(ctx, &StepOf(enrollment_id))?;
                TickPhaseStepPayload::done(ctx, StepInCourse(step))
            }
            Err(error @ TickStepError::NoSuchStep { .. }) => {
                let code = TickPhaseStepErrorCode::NoSuchStep;
                Ok(TickPhaseStepPayload::refused(code, Some("code"), error))
            }
            Err(TickStepError::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
        }
    }

    /// Has the phases of a program name these steps. What was ticked off stays; of a step that is named no more it is not shown.
    /// The audit log keeps the steps that were named before. Sending the same again changes nothing.
    async fn set_phase_steps(
        &self,
        ctx: &Context<'_>,
        input: SetPhaseStepsInput,
    ) -> Result<SetPhaseStepsPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let SetPhaseStepsInput { program_id, steps } = input;
        let program_id = parse_id("programId", &program_id)?;
        let step = |PhaseStepInput { phase, code, label }| {
            Ok(domain::PhaseStep {
                phase: TreatmentPhase::into(phase),
                code: text("code", &code)?,
                label: text("label", &label)?,
            })
        };
        let command = SetPhaseSteps { program_id, steps: parsed!(each("steps", steps, MOST_READ, step)) };
        match phases::set_phase_steps(app, caller, command).await {
            Ok(steps) => {
                let steps = steps.into_iter().map(Into::into).collect();
                Ok(SetPhaseStepsPayload { phase_steps: Some(steps), user_errors: Vec::new() })
            }
            Err(SetPhaseStepsError::Steps(error)) => {
                let code = SetPhaseStepsErrorCode::InvalidSteps;
                Ok(SetPhaseStepsPayload::refused(code, "steps", error.to_string()))
            }
            Err(SetPhaseStepsError::Failure(failure)) => Err(expose_on("programId", failure)),
        }
    }
}
