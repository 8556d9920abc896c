//! Changing what a program is called, and which meetings it asks for.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::companions::{Companion, InvalidCompanions, check_companions};
use crate::domain::ids::ProgramId;
use crate::domain::name::Name;
use crate::domain::programs::{InvalidProgram, ProgramDraft, TreatmentProgram};
use crate::storage::programs;

/// An edit of one program; what is left out stays. Its format, its sessions and its sizes do, too: courses were promised and
/// groups formed under them. Whoever needs others adds another program.
#[derive(Debug, Clone)]
pub struct UpdateProgram {
    /// Which.
    pub id: ProgramId,
    /// The version the editor saw.
    pub row_version: i64,
    /// The name shown.
    pub name: Option<Name>,
    /// The fewest sessions by which the treatment counts as received.
    pub minimum_dose: Option<i64>,
    /// All that it asks for beside the weekly sessions.
    pub companions: Option<Vec<Companion>>,
}

/// Why a program can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProgramError {
    /// Somebody else changed the program since the editor read it.
    #[error("somebody else has changed this program since: read it again")]
    Stale,
    /// Companion meetings that contradict themselves or each other.
    #[error(transparent)]
    Companions(#[from] InvalidCompanions),
    /// A minimum dose that is more than the fewest sessions of a course, or none.
    #[error(transparent)]
    MinimumDose(InvalidProgram),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes a program of the caller's clinic. What it asks for is asked of everybody who follows it from now on, their windows
/// are counted anew, and meetings that are scheduled already stay. What it is given already changes nothing.
///
/// # Errors
/// `Stale`, `Companions`, `MinimumDose`; `Failure` if denied, missing or the database fails.
pub async fn update_program(
    app: &App,
    caller: &Caller,
    command: UpdateProgram,
) -> Result<TreatmentProgram, UpdateProgramError> {
    require_on(app, caller, Action::ManageClinic, command.id).await?;
    check_companions(command.companions.as_deref().unwrap_or_default())?;
    let now = app.now();
    let command = &command;
    app.write(|tx| async move {
        let UpdateProgram { id, row_version, name, minimum_dose, companions } = command.clone();
        let known = programs::find_program(&tx, caller.clinic_id, id).await.map_err(Failure::from)?;
        let known = known.ok_or(Failure::NotFound)?;
        let draft = ProgramDraft {
            name: name.unwrap_or_else(|| known.draft.name.clone()),
            minimum_dose: minimum_dose.unwrap_or(known.draft.minimum_dose),
            companions: companions.unwrap_or_else(|| known.draft.companions.clone()),
            ..known.draft.clone()
        };
        if draft == known.draft {
            return Ok(known);
        }
        if known.row_version != row_version {
            return Err(UpdateProgramError::Stale);
        }
        let draft = draft.validate().map_err(UpdateProgramError::MinimumDose)?;
        let details = json!({ "fields": touched(command) });
        let program = TreatmentProgram { id, draft, row_version: known.row_version + 1 };
        if !programs::update_program(&tx, caller.clinic_id, &program).await.map_err(Failure::from)? {
            return Err(UpdateProgramError::Stale);
        }
        records::done(&tx, app, caller, now, "updateProgram", id, details).await.map_err(Failure::from)?;
        Ok(program)
    })
    .await
}

fn touched(command: &UpdateProgram) -> Vec<&'static str> {
    let UpdateProgram { id: _, row_version: _, name, minimum_dose, companions } = command;
    let all = [
        ("name", name.is_some()),
        ("minimumDose", minimum_dose.is_some()),
        ("companions", companions.is_some()),
    ];
    all.into_iter().filter_map(|(field, is_touched)| is_touched.then_some(field)).collect()
}
