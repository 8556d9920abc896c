//! Looking at an uploaded file of courses, and bringing it in as it was seen.

use super::import_courses::{ImportCourses, ImportCoursesError, import_courses};
use super::preview::preview_courses;
use super::rights::require_all;
use crate::app::imports::gate::admit;
use crate::app::imports::upload::read_upload;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::ImportId;
use crate::domain::imports::{CourseImport, CoursePlan, UnreadableFile, read_courses};
use crate::domain::series::PlanHash;
use crate::storage::imports;

/// An uploaded file of courses, and how it is brought in.
#[derive(Debug, Clone, Copy)]
pub struct CommitCourseUpload {
    /// Which.
    pub id: ImportId,
    /// Whether courses with a bad row are left out; otherwise one keeps the whole file out.
    pub skip_bad_rows: bool,
}

/// What bringing in a file of courses would do.
#[derive(Debug, Clone)]
pub struct CoursePreview {
    /// Each course and what becomes of it.
    pub plan: CoursePlan,
    /// What the commit has to know.
    pub hash: PlanHash,
    /// Whether it would be carried out: no row is refused, or their courses are left out.
    pub committable: bool,
    /// When it was looked at: what had begun by then is past.
    pub at: jiff::Timestamp,
}

/// Why an uploaded file of courses can't be looked at or brought in.
#[derive(Debug, thiserror::Error)]
pub enum CommitCourseUploadError {
    /// Its text or its header can't be used.
    #[error(transparent)]
    Unreadable(#[from] UnreadableFile),
    /// Rows can't be taken, or something changed underneath.
    #[error(transparent)]
    Import(#[from] ImportCoursesError),
}

impl From<Failure> for CommitCourseUploadError {
    fn from(failure: Failure) -> Self {
        Self::Import(failure.into())
    }
}

/// What bringing in an upload of the caller's clinic would do. Writes nothing.
///
/// # Errors
/// `Unreadable`; `Failure` if the caller lacks one of the rights it takes, there is no such upload, or the database fails.
pub async fn preview_course_upload(
    app: &App,
    caller: &Caller,
    command: CommitCourseUpload,
) -> Result<CoursePreview, CommitCourseUploadError> {
    let CommitCourseUpload { id, skip_bad_rows } = command;
    require_all(app, caller, id).await?;
    let bytes = read_upload(app, caller, id).await?.ok_or(Failure::NotFound)?;
    let rows = read_courses(&bytes)?;
    let at = app.now();
    let plan = preview_courses(app, caller, id, &rows).await?;
    let hash = plan.hash(id, skip_bad_rows);
    let committable = plan.is_committable(skip_bad_rows);
    Ok(CoursePreview { plan, hash, committable, at })
}

/// Brings in an upload of the caller's clinic exactly as the preview of that hash showed; again it answers the import as
/// it was carried out.
///
/// # Errors
/// `Unreadable`; `Import` with `Stale` or `BadRows`, or with a `Failure` if the caller lacks one of the rights it takes,
/// there is no such upload, or the database fails.
pub async fn commit_course_upload(
    app: &App,
    caller: &Caller,
    command: CommitCourseUpload,
    expected: PlanHash,
) -> Result<CourseImport, CommitCourseUploadError> {
    let CommitCourseUpload { id, skip_bad_rows } = command;
    require_all(app, caller, id).await?;
    if let Some(import) = carried_out(app, caller, id).await? {
        return Ok(import);
    }
    let _under_way = admit(app)?;
    let Some(bytes) = read_upload(app, caller, id).await? else {
        let meanwhile = carried_out(app, caller, id).await?;
        return Ok(meanwhile.ok_or(Failure::NotFound)?);
    };
    let rows = read_courses(&bytes)?;
    drop(bytes);
    let command = ImportCourses { id, rows, skip_bad_rows, expected: Some(expected) };
    Ok(import_courses(app, caller, &command, &|_, _| {}).await?.import)
}

async fn carried_out(app: &App, caller: &Caller, id: ImportId) -> Result<Option<CourseImport>, Failure> {
    imports::find_course_import(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}
