//! New rules of a time zone: sessions ahead are derived again.

use crate::app::series::{self, RederiveReport};
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Derives sessions again that another release of the tz database derived: when the worker starts, since it may be a new
/// program, and at the ticks, since on PostgreSQL another process may still plan by older data.
#[must_use]
pub fn rederive_sessions(schedule: JobSchedule) -> Job {
    Job::new("rederive_sessions", schedule, run).at_start()
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer: _, settings: _, worker: _, metrics: _, stop } = context;
    match series::rederive_sessions(&app, &|| !stop.is_requested()).await {
        Ok(report) => {
            let left = report.left_in_words();
            let RederiveReport { confirmed, moved, left: _ } = report;
            if confirmed + moved > 0 {
                tracing::info!(confirmed, moved, "sessions by an older release of the tz database");
            }
            // Nothing is lost, and trying again does not help: somebody has to look at them.
            left.map_or(Outcome::Done, Outcome::Fail)
        }
        Err(failure) => failure.into(),
    }
}
