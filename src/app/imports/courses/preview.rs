//! Looking at what an import of courses would do.

use jiff::Timestamp;

use super::load_known::load_known;
use super::rights::require_all;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ImportId};
use crate::domain::imports::{CoursePlan, CourseRow, plan_courses};
use crate::storage::{Connection, StorageError, occupancy};

/// What an import of these rows under that id would do to the caller's clinic. Writes nothing.
///
/// # Errors
/// `Failure` if the caller lacks one of the rights it takes, or the database fails.
pub async fn preview_courses(
    app: &App,
    caller: &Caller,
    id: ImportId,
    rows: &[CourseRow],
) -> Result<CoursePlan, Failure> {
    require_all(app, caller, id).await?;
    plan(app.db.reader(), caller.clinic_id, rows, app.now()).await.map_err(Failure::from)
}

/// The one plan: from the file, what the clinic has, and whose time is taken.
pub(super) async fn plan(
    on: &Connection,
    clinic_id: ClinicId,
    rows: &[CourseRow],
    now: Timestamp,
) -> Result<CoursePlan, StorageError> {
    let known = load_known(on, clinic_id, rows, now).await?;
    let plan = plan_courses(rows, &known, now);
    let taken = match plan.claims(now) {
        None => Vec::new(),
        Some((holders, from, until)) => {
            occupancy::load_occupancy(on, clinic_id, &holders, from, until).await?
        }
    };
    Ok(plan.without_conflicts(&taken, now).with_elsewhere(rows, &known))
}
