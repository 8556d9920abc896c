//! Closing a task.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::attendance::Note;
use crate::domain::ids::TaskId;
use crate::domain::tasks::{Task, TaskClosing};
use crate::storage::tasks;

/// That a task is done, or not needed.
#[derive(Debug, Clone)]
pub struct CloseTask {
    /// The task.
    pub id: TaskId,
    /// What came of it.
    pub note: Note,
}

/// Why a task can't be closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseTaskError {
    /// Somebody else closed it, or it closed by itself, or it was closed with another note.
    #[error("it is closed already")]
    AlreadyClosed,
    /// The caller is no member of staff.
    #[error("only a member of staff can close it")]
    NobodyOfTheStaff,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Closes a task of the caller's clinic; the same again changes nothing. What it asked for need not have come about: an
/// address that is suspended stays so.
///
/// # Errors
/// `AlreadyClosed`, `NobodyOfTheStaff`; `Failure` if denied, missing or the database fails.
pub async fn close_task(app: &App, caller: &Caller, command: CloseTask) -> Result<Task, CloseTaskError> {
    require_on(app, caller, Action::HandleTasks, command.id).await?;
    require_on(app, caller, Action::ReadTasks, command.id).await?;
    let by = caller.staff_member().ok_or(CloseTaskError::NobodyOfTheStaff)?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let CloseTask { id, note } = &command;
    app.write(|tx| async move {
        let task = tasks::lock_task(&tx, clinic_id, *id).await.map_err(Failure::from)?;
        let task = task.ok_or(Failure::NotFound)?;
        if let Some(closing) = &task.closing {
            let is_repeated = closing.by == Some(by) && closing.note.as_ref() == Some(note);
            return if is_repeated { Ok(task) } else { Err(CloseTaskError::AlreadyClosed) };
        }
        let closing = TaskClosing { at: now, by: Some(by), note: Some(note.clone()) };
        tasks::close_task(&tx, clinic_id, *id, &closing).await.map_err(Failure::from)?;
        let details = json!({ "client": task.client_id.to_string(), "kind": task.kind.word() });
        records::done(&tx, app, caller, now, "closeTask", *id, details).await.map_err(Failure::from)?;
        Ok(Task { closing: Some(closing), ..task })
    })
    .await
}
