//! The worker's runs.

use async_graphql::Object;

use crate::app::jobs::JobStanding;
use crate::domain::jobs;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// How a run of a job ended.
    JobOutcome = jobs::JobOutcome {
        /// It did what there was to do.
        Done,
        /// It found that it must not, or need not, run.
        Cancelled,
        /// It could not do it.
        Failed,
    }
}

/// One of the worker's jobs: the whole service's, not one clinic's.
pub(crate) struct Job(pub(crate) JobStanding);

/// One of the worker's jobs: the whole service's, not one clinic's.
#[Object]
impl Job {
    /// Its name, such as `plan_reminders`.
    async fn name(&self) -> &str {
        self.0.name
    }

    /// Its cron expression, seconds first, as the server that answers is configured.
    async fn cron(&self) -> &str {
        &self.0.cron
    }

    /// The tz database zone whose clock the expression is read on.
    async fn zone(&self) -> &str {
        &self.0.zone
    }

    /// The run of its last tick; null if it never ran.
    async fn last_run(&self) -> Option<JobRun> {
        self.0.last_run.clone().map(JobRun)
    }

    /// Its next tick; null once its schedule is over.
    async fn next_tick_at(&self) -> Option<Instant> {
        self.0.next_tick_at.map(Instant)
    }
}

/// One run of one of the worker's jobs: the whole service's, not one clinic's.
pub(crate) struct JobRun(pub(crate) jobs::JobRun);

/// One run of one of the worker's jobs: the whole service's, not one clinic's.
#[Object]
impl JobRun {
    /// The job's name, such as `plan_reminders`.
    async fn job(&self) -> &str {
        &self.0.job
    }

    /// The tick of its schedule that it ran for; with the job's name, its key.
    async fn scheduled_at(&self) -> Instant {
        Instant(self.0.scheduled_at)
    }

    /// When a worker first took it up.
    async fn started_at(&self) -> Instant {
        Instant(self.0.started_at)
    }

    /// When it was over; null while it runs or waits for another try.
    async fn finished_at(&self) -> Option<Instant> {
        self.0.finished_at.map(Instant)
    }

    /// How it ended; null while it has not.
    async fn outcome(&self) -> Option<JobOutcome> {
        self.0.outcome.map(Into::into)
    }

    /// Why it ended like that, or waits.
    async fn why(&self) -> Option<&str> {
        self.0.why.as_deref()
    }

    /// The worker that took it up last, by the name it drew when it started.
    async fn worker(&self) -> &str {
        &self.0.worker
    }

    /// How often it was taken up.
    async fn attempt(&self) -> u32 {
        self.0.attempt
    }

    /// While it has not ended: from when on any worker may take it up again.
    async fn next_attempt_at(&self) -> Option<Instant> {
        self.0.finished_at.is_none().then_some(Instant(self.0.next_attempt_at))
    }
}
