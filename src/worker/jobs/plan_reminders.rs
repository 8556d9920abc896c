//! Filling the outbox.

use crate::app::reminders::plan_due;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Puts the reminders that policies ask for into the outbox.
#[must_use]
pub fn plan_reminders(schedule: JobSchedule) -> Job {
    Job::new("plan_reminders", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings, worker: _, metrics: _, stop } = context;
    match plan_due(&app, &mailer, settings.horizon, &|| !stop.is_requested()).await {
        Ok(planned) => {
            tracing::debug!(planned, "reminders planned");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
