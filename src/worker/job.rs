//! A job: a name, a schedule, and what it does.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::schedule::JobSchedule;
use super::settings::WorkerSettings;
use super::stop::Stop;
use crate::app::reminders::Mailer;
use crate::app::{App, Failure};
use crate::domain::jobs::WorkerName;
use crate::metrics::Metrics;

/// How one run ended. The job decides, the worker obeys.
///
/// The texts are recorded and shown to administrators: ids and codes, nobody's name or address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing left to do until the next tick.
    Done,
    /// It did not work for now: tried again after a wait that grows, a few times, then it has failed.
    Retry(String),
    /// Not yet: to be run again at that instant, as often as it takes.
    Snooze(Timestamp),
    /// It must not, or need not, run at this tick.
    Cancel(String),
    /// It does not work, and trying again would not help.
    Fail(String),
}

impl From<Failure> for Outcome {
    /// A database that fails may come back; nobody can be denied, and nothing missing, in a job.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(cause) | Failure::Internal(cause) => {
                let error: &(dyn std::error::Error + 'static) = &cause;
                tracing::warn!(error, "a job's statement failed");
                Self::Retry(cause.to_string())
            }
            Failure::Busy => Self::Retry(failure.to_string()),
            Failure::Denied(_) | Failure::NotFound | Failure::VanishedZone(_) => {
                Self::Fail(failure.to_string())
            }
        }
    }
}

/// What a job is given.
#[derive(Clone)]
pub struct JobContext {
    /// The application.
    pub app: App,
    /// By which way mails leave.
    pub mailer: Mailer,
    /// The worker's settings, its timer among them.
    pub settings: Arc<WorkerSettings>,
    /// The worker that runs it.
    pub worker: WorkerName,
    /// Where runs are counted.
    pub metrics: Metrics,
    /// Whether the worker is to stop: asked between two pieces of work.
    pub stop: Stop,
}

type Work = dyn Fn(JobContext) -> BoxFuture<'static, Outcome> + Send + Sync;

/// A job.
#[derive(Clone)]
pub struct Job {
    /// With the tick, the key of a run.
    pub(super) name: &'static str,
    pub(super) schedule: JobSchedule,
    pub(super) work: Arc<Work>,
    /// Whether it also runs when a worker starts, before any job's ticks.
    pub(super) at_start: bool,
}

impl Job {
    /// A job that does `work` at the ticks of `schedule`. Running it twice must do no harm.
    #[must_use]
    pub fn new<F, Run>(name: &'static str, schedule: JobSchedule, work: F) -> Self
    where
        F: Fn(JobContext) -> Run + Send + Sync + 'static,
        Run: Future<Output = Outcome> + Send + 'static,
    {
        Self { name, schedule, work: Arc::new(move |context| Box::pin(work(context))), at_start: false }
    }

    /// Its name: with the tick, the key of a run.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// When it runs.
    #[must_use]
    pub const fn schedule(&self) -> &JobSchedule {
        &self.schedule
    }

    /// The same job, that also runs when a worker starts: the other jobs begin after it, done or not.
    #[must_use]
    pub fn at_start(mut self) -> Self {
        self.at_start = true;
        self
    }
}
