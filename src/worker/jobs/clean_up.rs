//! Dropping what serves nothing any more.

use crate::app::reminders;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Drops what was kept of mails that nobody will send again.
#[must_use]
pub fn clean_up(schedule: JobSchedule) -> Job {
    Job::new("clean_up", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer: _, settings: _, worker: _, metrics: _, stop: _ } = context;
    match reminders::clean_up(&app).await {
        Ok(drafts) => {
            tracing::info!(drafts, "cleaned up");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
