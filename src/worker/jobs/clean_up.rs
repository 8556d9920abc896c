//! Dropping what serves nothing any more.

use crate::app::reminders;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Drops what was kept of mails that nobody will send again, and links that count no more.
#[must_use]
pub fn clean_up(schedule: JobSchedule) -> Job {
    Job::new("clean_up", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer: _, settings: _, worker: _, metrics: _, stop: _ } = context;
    match reminders::clean_up(&app).await {
        Ok(dropped) => {
            tracing::info!(dropped, "cleaned up");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
