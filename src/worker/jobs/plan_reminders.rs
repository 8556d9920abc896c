//! Filling the outbox.

use crate::app::reminders::{plan_due, plan_welcomes};
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Puts welcomes into the outbox, and then the reminders that policies ask for: a welcome stands for the reminder of the same
/// appointment that is due with it.
#[must_use]
pub fn plan_reminders(schedule: JobSchedule) -> Job {
    Job::new("plan_reminders", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings, worker: _, metrics: _, stop } = context;
    let welcomed =
        if settings.welcomes { plan_welcomes(&app, &mailer, &|| !stop.is_requested()).await } else { Ok(0) };
    match (welcomed, plan_due(&app, &mailer, settings.horizon, &|| !stop.is_requested()).await) {
        (Ok(welcomes), Ok(reminders)) => {
            tracing::debug!(welcomes, reminders, "mails planned");
            Outcome::Done
        }
        (Err(failure), _) | (Ok(_), Err(failure)) => failure.into(),
    }
}
