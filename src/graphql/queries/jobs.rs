//! The worker's runs.

use async_graphql::{Context, Object, Result};

use crate::app::{App, jobs};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::page::PageRequest;
use crate::graphql::types::{Job, JobRun};

#[derive(Default)]
pub(crate) struct JobQueries;

#[Object]
impl JobQueries {
    /// The worker's jobs: each with its schedule, its last run and its next tick. The whole service's. For administrators.
    async fn jobs(&self, ctx: &Context<'_>) -> Result<Vec<Job>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let jobs = jobs::list_jobs(app, caller).await.map_err(expose)?;
        Ok(jobs.into_iter().map(Job).collect())
    }

    /// The last runs of the worker's jobs, newest tick first: the whole service's. For administrators.
    async fn job_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's name, such as `plan_reminders`; every job's if left out.")] job: Option<
            String,
        >,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
    ) -> Result<Vec<JobRun>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let rows = PageRequest::<String>::parse(first, None)?.rows();
        let runs = jobs::list_runs(app, caller, job.as_deref(), rows).await.map_err(expose)?;
        Ok(runs.into_iter().map(JobRun).collect())
    }
}
