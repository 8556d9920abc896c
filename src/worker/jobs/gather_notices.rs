//! Putting notices of changes into the outbox.

use crate::app::notices::gather_due;
use crate::app::reminders::plan_welcomes;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Makes mails of the changes that nobody has taken back within the debounce. Welcomes go into the outbox before: whoever is to get one
/// is told a changed time by it, and not where it was moved from.
#[must_use]
pub fn gather_notices(schedule: JobSchedule) -> Job {
    Job::new("gather_notices", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings, worker: _, metrics: _, stop } = context;
    let keep_going = || !stop.is_requested();
    let welcomed = if settings.welcomes { plan_welcomes(&app, &mailer, &keep_going).await } else { Ok(0) };
    match (welcomed, gather_due(&app, &mailer, &keep_going).await) {
        (Ok(welcomes), Ok(made)) => {
            tracing::debug!(welcomes, made, "notices put into mails");
            Outcome::Done
        }
        (Err(failure), _) | (Ok(_), Err(failure)) => failure.into(),
    }
}
