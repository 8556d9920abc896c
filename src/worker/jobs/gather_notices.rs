//! Putting notices of changes into the outbox.

use crate::app::notices::gather_due;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Makes mails of the changes that nobody has taken back within the debounce.
#[must_use]
pub fn gather_notices(schedule: JobSchedule) -> Job {
    Job::new("gather_notices", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings: _, worker: _, metrics: _, stop } = context;
    match gather_due(&app, &mailer, &|| !stop.is_requested()).await {
        Ok(made) => {
            tracing::debug!(made, "notices put into mails");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
