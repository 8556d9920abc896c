//! Closing tasks of the staff.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::tasks::{self, CloseTaskError};
use crate::domain::access::Caller;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::Task;

/// That a task is done, or not needed.
#[derive(InputObject)]
pub(crate) struct CloseTaskInput {
    /// The task (`tsk_…`).
    task_id: ID,
    /// What came of it: 1 to 500 characters.
    note: String,
}

payload! {
    /// The answer to `closeTask`.
    "closeTask" => CloseTaskPayload {
        /// The task.
        task: Task
    }
    CloseTaskUserError, CloseTaskErrorCode {
        /// It is closed already, by somebody else, by itself, or with another note.
        AlreadyClosed,
        /// Only a member of staff can close it.
        NobodyOfTheStaff,
    }
}

#[derive(Default)]
pub(crate) struct TaskMutations;

#[Object]
impl TaskMutations {
    /// Says that a task is done, or not needed. What it asked for need not have come about: an address that nothing is sent to
    /// stays so until the client has another one. Sending the same again changes nothing.
    async fn close_task(&self, ctx: &Context<'_>, input: CloseTaskInput) -> Result<CloseTaskPayload> {
        use CloseTaskErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("taskId", &input.task_id)?;
        let command = tasks::CloseTask { id, note: parsed!(text("note", &input.note)) };
        let error = match tasks::close_task(app, caller, command).await {
            Ok(task) => return CloseTaskPayload::done(ctx, task),
            Err(error) => error,
        };
        let code = match error {
            CloseTaskError::AlreadyClosed => Code::AlreadyClosed,
            CloseTaskError::NobodyOfTheStaff => Code::NobodyOfTheStaff,
            CloseTaskError::Failure(failure) => return Err(expose_on("taskId", failure)),
        };
        Ok(CloseTaskPayload::refused(code, Some("taskId"), error))
    }
}
