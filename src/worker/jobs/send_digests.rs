//! The week in figures, to coordinators.

use crate::app::staff_mails;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Puts the week's figures into the outbox for every coordinator for whom it is Monday, eight o'clock.
#[must_use]
pub fn send_digests(schedule: JobSchedule) -> Job {
    Job::new("send_digests", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings: _, worker: _, metrics: _, stop } = context;
    match staff_mails::send_digests(&app, &mailer, &|| !stop.is_requested()).await {
        Ok(made) => {
            tracing::debug!(made, "digests made");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
