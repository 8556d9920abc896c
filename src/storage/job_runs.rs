//! The worker's runs: one row for each tick of each job, whoever runs it.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    TryInsertResult,
};

use super::Connection;
use super::entities::job_run::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse_option, to_column, to_instant};
use crate::domain::jobs::{JobOutcome, JobRun};

const OF: &str = "job_run";

/// How long runs are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Takes up the run of a tick that nobody has taken up yet; answers whether this worker has it. `lease_end` is when
/// another may take it over.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn begin_run(
    tx: &Transaction,
    job: &str,
    scheduled_at: Timestamp,
    worker: &str,
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<bool, StorageError> {
    let row = ActiveModel {
        job: Set(job.to_owned()),
        tick: Set(tick(scheduled_at)),
        scheduled_at: Set(to_column(scheduled_at)),
        started_at: Set(to_column(now)),
        finished_at: Set(None),
        outcome: Set(None),
        why: Set(None),
        worker: Set(worker.to_owned()),
        attempt: Set(1),
        next_attempt_at: Set(to_column(lease_end)),
    };
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::Job, Column::Tick])
        .exec_without_returning(&**tx)
        .await?;
    let is_ours = matches!(inserted, TryInsertResult::Inserted(1));
    if let Some(forgotten) = is_ours.then(|| now.checked_sub(KEPT).ok()).flatten() {
        Entity::delete_many()
            .filter(Column::Job.eq(job))
            .filter(Column::ScheduledAt.lt(to_column(forgotten)))
            .exec(&**tx)
            .await?;
    }
    Ok(is_ours)
}

/// Takes up a run again whose time has come: it was put off, or its worker is gone. Answers whether this worker has
/// it; `seen` is the run as read.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn resume_run(
    tx: &Transaction,
    seen: &JobRun,
    worker: &str,
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<bool, StorageError> {
    let result = Entity::update_many()
        .col_expr(Column::Worker, Expr::value(worker))
        .col_expr(Column::Attempt, Expr::value(i64::from(seen.attempt) + 1))
        .col_expr(Column::NextAttemptAt, Expr::value(to_column(lease_end)))
        .filter(of(&seen.job, seen.scheduled_at, seen.attempt))
        .filter(Column::NextAttemptAt.lte(to_column(now)))
        .exec(&**tx)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Ends a run, if `attempt` is still the one that counts; answers whether it was.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn finish_run(
    tx: &Transaction,
    run: &JobRun,
    outcome: JobOutcome,
    why: Option<&str>,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let result = Entity::update_many()
        .col_expr(Column::FinishedAt, Expr::value(to_column(now)))
        .col_expr(Column::Outcome, Expr::value(outcome.word()))
        .col_expr(Column::Why, Expr::value(why))
        .filter(of(&run.job, run.scheduled_at, run.attempt))
        .exec(&**tx)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Puts a run off until `again_at`, when any worker may take it up.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn put_off_run(
    tx: &Transaction,
    run: &JobRun,
    again_at: Timestamp,
    why: Option<&str>,
) -> Result<bool, StorageError> {
    let result = Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(to_column(again_at)))
        .col_expr(Column::Why, Expr::value(why))
        .filter(of(&run.job, run.scheduled_at, run.attempt))
        .exec(&**tx)
        .await?;
    Ok(result.rows_affected == 1)
}

/// The run of that tick, while it is not over and no other attempt has begun.
fn of(job: &str, scheduled_at: Timestamp, attempt: u32) -> Condition {
    Condition::all()
        .add(Column::Job.eq(job))
        .add(Column::Tick.eq(tick(scheduled_at)))
        .add(Column::FinishedAt.is_null())
        .add(Column::Attempt.eq(i64::from(attempt)))
}

/// The last runs, newest tick first; of one job, if given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_runs(on: &Connection, job: Option<&str>, limit: u64) -> Result<Vec<JobRun>, StorageError> {
    let rows = Entity::find()
        .apply_if(job, |query, job| query.filter(Column::Job.eq(job)))
        .order_by_desc(Column::ScheduledAt)
        .order_by_asc(Column::Job)
        .limit(limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn tick(scheduled_at: Timestamp) -> String {
    scheduled_at.to_string()
}

fn from_row(row: Model) -> Result<JobRun, StorageError> {
    let Model {
        job,
        tick: _,
        scheduled_at,
        started_at,
        finished_at,
        outcome,
        why,
        worker,
        attempt,
        next_attempt_at,
    } = row;
    Ok(JobRun {
        job,
        scheduled_at: to_instant(scheduled_at, OF)?,
        started_at: to_instant(started_at, OF)?,
        finished_at: finished_at.map(|at| to_instant(at, OF)).transpose()?,
        outcome: parse_option(outcome.as_deref(), OF)?,
        why,
        worker,
        attempt: attempt.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        next_attempt_at: to_instant(next_attempt_at, OF)?,
    })
}
