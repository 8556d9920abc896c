//! Tasks of the staff.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

use crate::app::{App, tasks};
use crate::domain::access::Caller;
use crate::domain::tasks::TaskState as State;
use crate::graphql::expose::expose;
use crate::graphql::page::PageRequest;
use crate::graphql::types::{Task, TaskState};

#[derive(Default)]
pub(crate) struct TaskQueries;

#[Object]
impl TaskQueries {
    /// What the service can't do by itself, and somebody of the staff has to see to, newest first. For administrators and
    /// coordinators.
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there; the open ones if left out or empty.")] states: Option<
            Vec<TaskState>,
        >,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, Task>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let states: Vec<State> = states.unwrap_or_default().into_iter().map(Into::into).collect();
        let found = tasks::list_tasks(app, caller, &states, page.slice()).await.map_err(expose)?;
        page.connection(ctx, found, |task| task.id, Task)
    }
}
