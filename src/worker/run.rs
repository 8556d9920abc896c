//! The worker: a loop for each job.

use std::sync::Arc;

use futures_util::future::{Either, join_all, select};
use jiff::{SignedDuration, Timestamp};

use super::job::{Job, JobContext};
use super::jobs::all;
use super::run_job::run_job;
use super::schedule::Tick;
use super::settings::WorkerSettings;
use super::stop::Stop;
use crate::app::reminders::Mailer;
use crate::app::{App, Failure, jobs};
use crate::domain::jobs::{JobRun, WorkerName};
use crate::metrics::Metrics;

/// How soon the database is asked again after it failed.
const AFTER_A_FAILURE: SignedDuration = SignedDuration::from_secs(5);

/// Runs jobs by their schedules until it is told to stop. Several workers, in one process or in many, share the ticks.
pub struct Worker {
    app: App,
    mailer: Mailer,
    settings: Arc<WorkerSettings>,
    name: WorkerName,
    jobs: Vec<Job>,
    metrics: Metrics,
}

impl Worker {
    /// A worker that keeps sessions by the current rules of their zones, plans reminders, gathers notices and delivers
    /// both, keeps risk flags in time and seals the audit log, under a name drawn at random.
    #[must_use]
    pub fn new(app: App, mailer: Mailer, settings: WorkerSettings) -> Self {
        let jobs = all(&settings);
        let name = WorkerName::draw(app.entropy());
        Self { app, mailer, settings: Arc::new(settings), name, jobs, metrics: Metrics::default() }
    }

    /// The same worker with one job more.
    #[must_use]
    pub fn with_job(mut self, job: Job) -> Self {
        self.jobs.push(job);
        self
    }

    /// The same worker, that counts its runs there.
    #[must_use]
    pub fn with_metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// The name its claims and runs are recorded under.
    #[must_use]
    pub const fn name(&self) -> &WorkerName {
        &self.name
    }

    /// Works until `shutdown` is ready; then mails under way are finished, claimed ones that are not are handed back,
    /// and it returns.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let Self { app, mailer, settings, name, jobs, metrics } = self;
        let (stop_now, stop) = Stop::channel();
        let context = JobContext { app, mailer, settings, worker: name, metrics, stop };
        tracing::info!(worker = %context.worker, "working");
        let loops = std::pin::pin!(async {
            for job in jobs.iter().filter(|job| job.at_start) {
                begin(job, &context).await;
            }
            join_all(jobs.iter().map(|job| attend(job, &context))).await
        });
        let shutdown = std::pin::pin!(shutdown);
        // The loops end only when told to, so it is `shutdown` that ends this.
        if let Either::Right(((), loops)) = select(loops, shutdown).await {
            stop_now.send_replace(true);
            loops.await;
        }
        tracing::info!(worker = %context.worker, "stopped");
    }
}

/// Runs a job because a worker starts: a tick at this instant. If another worker starts in the same second, one runs it.
async fn begin(job: &Job, context: &JobContext) {
    let JobContext { app, settings, worker, .. } = context;
    let begun = async {
        match jobs::take_up_tick(app, job.name, app.now(), worker, settings.run_lease).await? {
            Some(run) => run_job(job, &run, context).await,
            None => Ok(()),
        }
    };
    if let Err(failure) = begun.await {
        let error: &(dyn std::error::Error + 'static) = &failure;
        tracing::warn!(job = job.name, error, "a run at the start could not be recorded");
    }
}

/// Runs one job whenever it is due, and sleeps in between.
async fn attend(job: &Job, context: &JobContext) {
    while !context.stop.is_requested() {
        let wake_at = match run_if_due(job, context).await {
            Ok(None) => continue,
            Ok(Some(wake_at)) => wake_at,
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::warn!(job = job.name, error, "a run could not be recorded");
                context.app.now().saturating_add(AFTER_A_FAILURE).unwrap_or(Timestamp::MAX)
            }
        };
        let asleep = context.settings.timer.sleep_until(wake_at);
        select(asleep, std::pin::pin!(context.stop.requested())).await;
    }
}

/// Runs the job if its time has come and no other worker was faster: none. Otherwise: when to look again.
async fn run_if_due(job: &Job, context: &JobContext) -> Result<Option<Timestamp>, Failure> {
    let JobContext { app, settings, worker, .. } = context;
    let now = app.now();
    let last = jobs::last_run(app, job.name).await?;
    let last_tick = last.as_ref().map(|run| Tick { scheduled_at: run.scheduled_at });
    let open = last.filter(|run| run.finished_at.is_none());
    // A new tick comes before an old one that waits for another try: whatever is to be done, it does.
    let taken = match (job.schedule.due(last_tick, now), &open) {
        (Some(tick), _) => {
            jobs::take_up_tick(app, job.name, tick.scheduled_at, worker, settings.run_lease).await?
        }
        (None, Some(run)) if run.next_attempt_at <= now => {
            jobs::take_up_again(app, run, worker, settings.run_lease).await?
        }
        (None, _) => return Ok(Some(next_look(job, open.as_ref(), now))),
    };
    if let Some(run) = taken {
        run_job(job, &run, context).await?;
    }
    Ok(None)
}

/// The next tick, or before it the time at which an unfinished run may be taken up.
fn next_look(job: &Job, open: Option<&JobRun>, now: Timestamp) -> Timestamp {
    let tick = job.schedule.next_after(now).map(|tick| tick.scheduled_at);
    let again = open.map(|run| run.next_attempt_at);
    tick.into_iter().chain(again).min().unwrap_or(Timestamp::MAX)
}
