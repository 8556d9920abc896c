//! Adding a program of the clinic's own.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ProgramId;
use crate::domain::programs::{InvalidProgram, ProgramDraft, TreatmentProgram};
use crate::storage::{Constraint, StorageError, programs};

/// Why a program can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CreateProgramError {
    /// Its numbers contradict each other.
    #[error(transparent)]
    Invalid(InvalidProgram),
    /// The clinic has a program of that code.
    #[error("a program with this code exists")]
    CodeTaken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds a program to the caller's clinic.
///
/// # Errors
/// `Invalid`, `CodeTaken`; `Failure` if denied or the database fails.
pub async fn create_program(
    app: &App,
    caller: &Caller,
    draft: ProgramDraft,
) -> Result<TreatmentProgram, CreateProgramError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let draft = draft.validate().map_err(CreateProgramError::Invalid)?;
    let now = app.now();
    let program = &TreatmentProgram { id: ProgramId::mint(now, app.entropy()), draft };
    app.write(|tx| async move {
        programs::insert_programs(&tx, caller.clinic_id, std::slice::from_ref(program)).await.map_err(
            |error| match error {
                StorageError::Constraint(Constraint::ProgramCodeOnce) => CreateProgramError::CodeTaken,
                other => Failure::Internal(other).into(),
            },
        )?;
        records::done(&tx, app, caller, now, "createProgram", program.id, json!({}))
            .await
            .map_err(Failure::Internal)?;
        Ok(program.clone())
    })
    .await
}
