//! Reading programs.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ProgramId;
use crate::domain::programs::TreatmentProgram;
use crate::domain::slice::Slice;
use crate::storage::programs;

/// One program of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_program(
    app: &App,
    caller: &Caller,
    id: ProgramId,
) -> Result<Option<TreatmentProgram>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    programs::find_program(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the caller's programs, oldest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_programs(
    app: &App,
    caller: &Caller,
    slice: Slice<ProgramId>,
) -> Result<Vec<TreatmentProgram>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    programs::list_programs(app.db.reader(), caller.clinic_id, slice).await.map_err(Failure::from)
}
