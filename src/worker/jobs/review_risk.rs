//! Looking at everybody's risk once a night.

use crate::app::risk::{ReassessedDue, calibrate_all, reassess_open};
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Calibrates the forecast of each clinic, and then assesses every enrollment under way with it; also where some clinic
/// could not be calibrated, whose last calibration stays in use.
#[must_use]
pub fn review_risk(schedule: JobSchedule) -> Job {
    Job::new("review_risk", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer: _, settings: _, worker: _, metrics: _, stop: _ } = context;
    let calibrated = calibrate_all(&app).await;
    let reassessed = reassess_open(&app).await;
    match (calibrated, reassessed) {
        (Ok(calibrated), Ok(ReassessedDue { enrollments, flags })) => {
            tracing::info!(calibrated, enrollments, flags, "risk reviewed");
            Outcome::Done
        }
        (Err(first), _) | (Ok(_), Err(first)) => first.into(),
    }
}
