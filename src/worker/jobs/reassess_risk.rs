//! Counting announced absences once their session has begun.

use jiff::SignedDuration;

use crate::app::risk::{ReassessedDue, reassess_due};
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// How far back a run looks, two weeks: a worker may have been down for so long. Looking twice changes nothing, and
/// only absences announced beforehand are looked at.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Reassesses the enrollments whose announced absences have begun to count.
#[must_use]
pub fn reassess_risk(schedule: JobSchedule) -> Job {
    Job::new("reassess_risk", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer: _, settings: _, worker: _, metrics: _, stop: _ } = context;
    let since = app.now().saturating_sub(LOOK_BACK).unwrap_or(jiff::Timestamp::MIN);
    match reassess_due(&app, since).await {
        Ok(ReassessedDue { enrollments, flags }) => {
            if flags > 0 {
                tracing::info!(enrollments, flags, "risk");
            }
            Outcome::Done
        }
        Err(failure) => failure.into(),
    }
}
