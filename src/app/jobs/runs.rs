//! Taking runs up, ending them, putting them off, looking at them.

use jiff::{SignedDuration, Timestamp};

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::jobs::{JobOutcome, JobRun, WorkerName};
use crate::storage::job_runs;

/// Takes up the run of a job at a tick, unless any worker has; for `lease`, then another may take it over.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn take_up_tick(
    app: &App,
    job: &'static str,
    scheduled_at: Timestamp,
    worker: &WorkerName,
    lease: SignedDuration,
) -> Result<Option<JobRun>, Failure> {
    let now = app.now();
    let lease_end = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
    let is_ours = app
        .write(|tx| async move {
            job_runs::begin_run(&tx, job, scheduled_at, worker.as_str(), now, lease_end)
                .await
                .map_err(Failure::from)
        })
        .await?;
    Ok(is_ours.then(|| JobRun {
        job: job.to_owned(),
        scheduled_at,
        started_at: now,
        finished_at: None,
        outcome: None,
        why: None,
        worker: worker.to_string(),
        attempt: 1,
        next_attempt_at: lease_end,
    }))
}

/// Takes up a run that was put off or whose worker is gone, if its time has come and no other worker was faster.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn take_up_again(
    app: &App,
    run: &JobRun,
    worker: &WorkerName,
    lease: SignedDuration,
) -> Result<Option<JobRun>, Failure> {
    let now = app.now();
    let lease_end = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
    let is_ours = app
        .write(|tx| async move {
            job_runs::resume_run(&tx, run, worker.as_str(), now, lease_end).await.map_err(Failure::from)
        })
        .await?;
    Ok(is_ours.then(|| JobRun {
        attempt: run.attempt + 1,
        worker: worker.to_string(),
        next_attempt_at: lease_end,
        ..run.clone()
    }))
}

/// Ends a run. Nothing happens if another worker has taken it over.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn finish(app: &App, run: &JobRun, outcome: JobOutcome, why: Option<&str>) -> Result<(), Failure> {
    let now = app.now();
    app.write(
        |tx| async move { job_runs::finish_run(&tx, run, outcome, why, now).await.map_err(Failure::from) },
    )
    .await?;
    Ok(())
}

/// Puts a run off: from `again_at` on any worker may take it up. Nothing happens if another one has.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn put_off(app: &App, run: &JobRun, again_at: Timestamp, why: Option<&str>) -> Result<(), Failure> {
    app.write(
        |tx| async move { job_runs::put_off_run(&tx, run, again_at, why).await.map_err(Failure::from) },
    )
    .await?;
    Ok(())
}

/// The run of a job's last tick, if it ever ran.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn last_run(app: &App, job: &'static str) -> Result<Option<JobRun>, Failure> {
    let runs = job_runs::list_runs(app.db.reader(), Some(job), 1).await.map_err(Failure::from)?;
    Ok(runs.into_iter().next())
}

/// The last runs, newest tick first; of one job, if given. They are the whole service's, and hold nobody's records.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_runs(
    app: &App,
    caller: &Caller,
    job: Option<&str>,
    limit: u64,
) -> Result<Vec<JobRun>, Failure> {
    require(app, caller, Action::ReadAudit, Concern::Clinic).await?;
    job_runs::list_runs(app.db.reader(), job, limit).await.map_err(Failure::from)
}
