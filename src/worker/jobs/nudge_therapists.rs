//! Asking therapists to record who came.

use crate::app::staff_mails;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Puts a mail into the outbox for everybody who led sessions that are over and not recorded.
#[must_use]
pub fn nudge_therapists(schedule: JobSchedule) -> Job {
    Job::new("nudge_therapists", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings: _, worker: _, metrics: _, stop } = context;
    match staff_mails::nudge_therapists(&app, &mailer, &|| !stop.is_requested()).await {
        Ok(made) => {
            tracing::debug!(made, "therapists nudged");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
