//! Bringing in courses from a file.

use super::preview::plan;
use super::rights::require_all;
use super::write::write_courses;
use crate::app::imports::Watch;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::ImportId;
use crate::domain::imports::{CourseImport, CoursePlan, CourseRow};
use crate::domain::series::PlanHash;
use crate::storage::{clinics, imports};

/// A file of courses to bring in.
#[derive(Debug, Clone)]
pub struct ImportCourses {
    /// The id the import gets.
    pub id: ImportId,
    /// Its rows.
    pub rows: Vec<CourseRow>,
    /// Whether courses with a bad row are left out; otherwise one keeps the whole file out.
    pub skip_bad_rows: bool,
    /// The hash of the plan that was looked at; another one is not carried out.
    pub expected: Option<PlanHash>,
}

/// An import and the plan that it was.
#[derive(Debug, Clone)]
pub struct CarriedOutCourses {
    /// The import.
    pub import: CourseImport,
    /// What became of each course.
    pub plan: CoursePlan,
}

/// Why a file of courses can't be brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportCoursesError {
    /// Rows have something wrong and no course may be left out. Nothing was written.
    #[error("{}; nothing was written", .0.refused_in_words())]
    BadRows(Box<CoursePlan>),
    /// What the plan was made from has changed since it was looked at. Nothing was written.
    #[error("what the preview was made from has changed, or it was of another import: preview again")]
    Stale,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Brings courses into the caller's clinic: one transaction makes the plan, from what it finds there, and carries it
/// out. An import of that id that was carried out before is answered as it is, with an empty plan.
///
/// # Errors
/// `Stale`, `BadRows`; `Failure` if the caller lacks one of the rights it takes or the database fails, `Busy` if somebody's
/// time was taken meanwhile.
pub async fn import_courses(
    app: &App,
    caller: &Caller,
    command: &ImportCourses,
    watch: &Watch,
) -> Result<CarriedOutCourses, ImportCoursesError> {
    require_all(app, caller, command.id).await?;
    let now = app.now();
    app.write(|tx| async move {
        let ImportCourses { id, rows, skip_bad_rows, expected } = command;
        // One at a time in a clinic: another file may hold the same courses.
        clinics::lock_clinic(&tx, caller.clinic_id).await.map_err(Failure::from)?;
        imports::lock_upload(&tx, caller.clinic_id, *id).await.map_err(Failure::from)?;
        let before = imports::find_course_import(&tx, caller.clinic_id, *id).await.map_err(Failure::from)?;
        if let Some(import) = before {
            return Ok(CarriedOutCourses { import, plan: CoursePlan::default() });
        }
        let plan = plan(&tx, caller.clinic_id, rows, now).await.map_err(Failure::from)?;
        if expected.is_some_and(|expected| expected != plan.hash(*id, *skip_bad_rows)) {
            return Err(ImportCoursesError::Stale);
        }
        if !plan.is_committable(*skip_bad_rows) {
            return Err(ImportCoursesError::BadRows(Box::new(plan)));
        }
        let import = CourseImport { id: *id, created_at: now, counts: plan.counts, undone_at: None };
        write_courses(&tx, app, caller, &import, &plan, watch).await?;
        imports::delete_upload(&tx, caller.clinic_id, *id).await.map_err(Failure::from)?;
        Ok(CarriedOutCourses { import, plan })
    })
    .await
}
