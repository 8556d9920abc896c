//! Reading the tasks.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::TaskId;
use crate::domain::slice::Slice;
use crate::domain::tasks::{Task, TaskState};
use crate::storage::tasks;

/// A slice of the clinic's tasks, newest first: those that stand there, or the open ones if no state is given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_tasks(
    app: &App,
    caller: &Caller,
    states: &[TaskState],
    slice: Slice<TaskId>,
) -> Result<Vec<Task>, Failure> {
    require(app, caller, Action::ReadTasks, Concern::Clinic).await?;
    let states = if states.is_empty() { &[TaskState::Open] } else { states };
    tasks::list_tasks(app.db.reader(), caller.clinic_id, states, slice).await.map_err(Failure::from)
}

/// One task of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_task(app: &App, caller: &Caller, id: TaskId) -> Result<Option<Task>, Failure> {
    require_on(app, caller, Action::ReadTasks, id).await?;
    tasks::find_task(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}
