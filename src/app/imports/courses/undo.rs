//! Taking back a whole import of courses.

use serde_json::json;

use super::left_behind::{event, whole_import};
use super::rights::require_all;
use crate::app::records::done_many;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::ImportId;
use crate::domain::imports::CourseImport;
use crate::storage::imports::{self, ImportedEnrollment};
use crate::storage::{Constraint, StorageError};

/// Why an import of courses can't be undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoCourseImportError {
    /// Somebody has gone on with its courses. Nothing was changed.
    #[error("somebody has gone on with its courses since ({}); nothing was changed", .0.join(", "))]
    InUse(Vec<&'static str>),
    /// Other records refer to its courses. Nothing was changed.
    #[error("other records refer to courses of this import by now; nothing was changed")]
    Referred,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Removes the courses that an import of the caller's clinic recorded, with their sessions and marks, while everything is
/// as the import left it. Undoing it again changes nothing.
///
/// # Errors
/// `InUse`, `Referred`; `Failure` if denied, missing or the database fails.
pub async fn undo_course_import(
    app: &App,
    caller: &Caller,
    id: ImportId,
) -> Result<CourseImport, UndoCourseImportError> {
    require_all(app, caller, id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let known = imports::lock_course_import(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let (import, before) = known.ok_or(Failure::NotFound)?;
        if import.undone_at.is_some() {
            return Ok(import);
        }
        imports::lock_courses(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let standing = imports::read_standing(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let changed = standing.changed_since(&before);
        if !changed.is_empty() {
            return Err(UndoCourseImportError::InUse(changed));
        }
        let enrollments =
            imports::list_imported_enrollments(&tx, clinic_id, id).await.map_err(Failure::from)?;
        // Only then may its marks go.
        imports::mark_courses_undone(&tx, clinic_id, id, now).await.map_err(Failure::from)?;
        imports::delete_courses(&tx, clinic_id, id).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::Reference) => UndoCourseImportError::Referred,
            other => Failure::from(other).into(),
        })?;
        let mut done: Vec<_> = enrollments
            .iter()
            .map(|ImportedEnrollment { id: enrollment, client_id, group_id }| {
                let group = group_id.map(|group| group.to_string());
                let details = json!({ "client": client_id.to_string(), "group": group, "undoneImport": id.to_string() });
                event("removeEnrollment", enrollment, details)
            })
            .collect();
        done.push(event("undoCourseImport", id, whole_import(&import)));
        done_many(&tx, app, caller, now, done).await.map_err(Failure::from)?;
        Ok(CourseImport { undone_at: Some(now), ..import })
    })
    .await
}
