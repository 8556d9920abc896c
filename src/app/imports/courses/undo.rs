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
    #[error("somebody has gone on with {} since ({}); nothing was changed", told(.courses), .what.join(", "))]
    InUse {
        /// With what: kinds of records.
        what: Vec<&'static str>,
        /// Some of the courses, by the group's name or the client's number.
        courses: Vec<String>,
    },
    /// Somebody who waited for a course of it waits for the program again. Nothing was changed.
    #[error(
        "a client of its courses waits for the program again: withdraw the new entry of the waiting list first; nothing was changed"
    )]
    WaitsAgain,
    /// Other records refer to its courses. Nothing was changed.
    #[error("other records refer to courses of this import by now; nothing was changed")]
    Referred,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// How many courses that are in use are told.
const TOLD: u32 = 3;

fn told(courses: &[String]) -> String {
    if courses.is_empty() { "its courses".to_owned() } else { courses.join(", ") }
}

/// Removes the courses that an import of the caller's clinic recorded, with their sessions and marks, while everything is
/// as the import left it, and opens the entries of the waiting list that it closed. Undoing it again changes nothing.
///
/// # Errors
/// `InUse`, `WaitsAgain`, `Referred`; `Failure` if denied, missing or the database fails.
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
            let courses =
                imports::list_courses_in_use(&tx, clinic_id, id, TOLD).await.map_err(Failure::from)?;
            return Err(UndoCourseImportError::InUse { what: changed, courses });
        }
        let enrollments =
            imports::list_imported_enrollments(&tx, clinic_id, id).await.map_err(Failure::from)?;
        // Only then may its marks go.
        imports::mark_courses_undone(&tx, clinic_id, id, now).await.map_err(Failure::from)?;
        imports::reopen_accepted_entries(&tx, clinic_id, id).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::WaitlistEntryOpenOnce) => UndoCourseImportError::WaitsAgain,
            other => Failure::from(other).into(),
        })?;
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
