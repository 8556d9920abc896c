//! One run, and what follows from its outcome.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use jiff::Timestamp;

use super::job::{Job, JobContext, Outcome};
use crate::app::{Failure, jobs};
use crate::domain::jobs::{JobOutcome, JobRun};
use crate::domain::reminders::retry_at;

/// How often a run is tried that asks to be: the next tick comes anyway.
const MOST_TRIES: u32 = 5;

/// Runs a job that this worker has taken up, and writes down what came of it. A panic fails this run only.
pub(super) async fn run_job(job: &Job, run: &JobRun, context: &JobContext) -> Result<(), Failure> {
    if run.attempt == 1 {
        // A clock set back in between is no lag.
        let lag = run.started_at.duration_since(run.scheduled_at);
        context.metrics.began(job.name, lag.try_into().unwrap_or_default());
    }
    let begun = tokio::time::Instant::now();
    let working = AssertUnwindSafe((job.work)(context.clone()));
    let outcome = working.catch_unwind().await.unwrap_or_else(|_| Outcome::Fail("it panicked".to_owned()));
    let app = &context.app;
    if outcome != Outcome::Done {
        tracing::warn!(job = job.name, scheduled_at = %run.scheduled_at, outcome = ?outcome, "not done");
    }
    let done_at = (outcome == Outcome::Done).then(|| app.now().as_second());
    context.metrics.ran(job.name, word(&outcome), begun.elapsed(), done_at);
    match outcome {
        Outcome::Done => jobs::finish(app, run, JobOutcome::Done, None).await,
        Outcome::Cancel(why) => jobs::finish(app, run, JobOutcome::Cancelled, Some(&why)).await,
        Outcome::Fail(why) => jobs::finish(app, run, JobOutcome::Failed, Some(&why)).await,
        Outcome::Snooze(until) => jobs::put_off(app, run, until, None).await,
        Outcome::Retry(why) => {
            let backoff = context.settings.run_backoff;
            let again = retry_at(run.attempt, backoff, Timestamp::MAX, app.now(), app.entropy());
            match again.filter(|_| run.attempt < MOST_TRIES) {
                Some(at) => jobs::put_off(app, run, at, Some(&why)).await,
                None => jobs::finish(app, run, JobOutcome::Failed, Some(&why)).await,
            }
        }
    }
}

const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "DONE",
        Outcome::Retry(_) => "RETRY",
        Outcome::Snooze(_) => "SNOOZED",
        Outcome::Cancel(_) => "CANCELLED",
        Outcome::Fail(_) => "FAILED",
    }
}
