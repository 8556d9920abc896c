//! Adding a program of the clinic's own.

use serde_json::json;

use crate::app::access::require;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::command_text::CommandText;
use crate::domain::companions::Companion;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::ProgramId;
use crate::domain::programs::{InvalidProgram, ProgramDraft, TreatmentProgram};
use crate::storage::{Constraint, StorageError, programs};

/// What a new program is to be.
#[derive(Debug, Clone)]
pub struct CreateProgram {
    /// What it says.
    pub draft: ProgramDraft,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Why a program can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CreateProgramError {
    /// Its numbers contradict each other.
    #[error(transparent)]
    Invalid(InvalidProgram),
    /// The clinic has a program of that code.
    #[error("a program with this code exists")]
    CodeTaken,
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds a program to the caller's clinic; the same request again answers the same program.
///
/// # Errors
/// `Invalid`, `CodeTaken`, `KeyReused`; `Failure` if denied or the database fails.
pub async fn create_program(
    app: &App,
    caller: &Caller,
    command: CreateProgram,
) -> Result<TreatmentProgram, CreateProgramError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let keyed = &command.keyed();
    let CreateProgram { draft, idempotency_key: _ } = command;
    let draft = draft.validate().map_err(CreateProgramError::Invalid)?;
    let now = app.now();
    let program = &TreatmentProgram { id: ProgramId::mint(now, app.entropy()), draft, row_version: 1 };
    app.write(|tx| async move {
        if let Some(made) =
            made_before::<_, CreateProgramError>(&tx, caller, now, keyed.as_ref(), program.id).await?
        {
            let found = programs::find_program(&tx, caller.clinic_id, made).await.map_err(Failure::from)?;
            return Ok(found.ok_or(Failure::NotFound)?);
        }
        programs::insert_programs(&tx, caller.clinic_id, std::slice::from_ref(program)).await.map_err(
            |error| match error {
                StorageError::Constraint(Constraint::ProgramCodeOnce) => CreateProgramError::CodeTaken,
                other => Failure::from(other).into(),
            },
        )?;
        records::done(&tx, app, caller, now, "createProgram", program.id, json!({}))
            .await
            .map_err(Failure::from)?;
        Ok(program.clone())
    })
    .await
}

impl CreateProgram {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "createProgram";
        let Self { draft, idempotency_key } = self;
        let ProgramDraft {
            code,
            name,
            format,
            audience,
            min_sessions,
            max_sessions,
            minimum_dose,
            session_minutes,
            initial_phase_ends,
            middle_phase_ends,
            min_size,
            viable_size,
            max_size,
            companions,
        } = draft;
        let mut text = CommandText::new(OPERATION)
            .field("code", code)
            .field("name", name)
            .field("format", format)
            .field("audience", audience)
            .field("min_sessions", min_sessions)
            .field("max_sessions", max_sessions)
            .field("minimum_dose", minimum_dose)
            .field("session_minutes", session_minutes)
            .field("initial_phase_ends", initial_phase_ends)
            .field("middle_phase_ends", middle_phase_ends)
            .field("min_size", min_size)
            .field("viable_size", viable_size)
            .field("max_size", max_size);
        // Without any, the text is that of requests from before there were companions.
        if !companions.is_empty() {
            let all = companions.iter().map(|companion| {
                let Companion { kind, anchor, earliest_days, latest_days, minutes, required } = companion;
                format!("{kind} {anchor} {earliest_days} {latest_days} {} {required}", minutes.get())
            });
            text = text.list("companions", all);
        }
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}
