//! Sealing the audit log.

use crate::app::audit;
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Appends the rows of the audit log that were committed since to its chain.
#[must_use]
pub fn seal_audit(schedule: JobSchedule) -> Job {
    Job::new("seal_audit", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer: _, settings: _, worker: _, metrics: _, stop } = context;
    match audit::seal_audit(&app, &|| !stop.is_requested()).await {
        Ok(sealed) => {
            tracing::debug!(sealed, "audit rows sealed");
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
