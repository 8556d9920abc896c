//! Reading imports of courses.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ImportId;
use crate::domain::imports::CourseImport;
use crate::domain::slice::Slice;
use crate::storage::imports;

/// One import of courses of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_course_import(
    app: &App,
    caller: &Caller,
    id: ImportId,
) -> Result<Option<CourseImport>, Failure> {
    require_on(app, caller, Action::ManageSchedule, id).await?;
    imports::find_course_import(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the imports of courses of the caller's clinic, newest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_course_imports(
    app: &App,
    caller: &Caller,
    slice: Slice<ImportId>,
) -> Result<Vec<CourseImport>, Failure> {
    require(app, caller, Action::ManageSchedule, Concern::Clinic).await?;
    imports::list_course_imports(app.db.reader(), caller.clinic_id, slice).await.map_err(Failure::from)
}
