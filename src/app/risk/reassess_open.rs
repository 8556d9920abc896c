//! The nightly run: some of what the rules ask for changes with the day alone.

use super::reassess_due::{BATCH, ReassessedDue, reassess_some};
use crate::app::{App, Failure};
use crate::domain::ids::ClinicId;
use crate::storage::{clinics, enrollments};

/// Assesses every enrollment under way, clinic by clinic and a batch at a time: silence grows longer, holidays come nearer,
/// and the model may have been calibrated. Doing it again changes nothing.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn; what was committed stays.
pub async fn reassess_open(app: &App) -> Result<ReassessedDue, Failure> {
    let (mut done, mut failed) = (ReassessedDue::default(), None);
    for clinic_id in clinics::list_clinic_ids(app.db.reader()).await? {
        if let Err(failure) = of_clinic(app, clinic_id, &mut done).await {
            let error: &(dyn std::error::Error + 'static) = &failure;
            tracing::error!(error, clinic = %clinic_id, "a clinic's risk cannot be assessed");
            failed = Some(failure);
        }
    }
    failed.map_or(Ok(done), Err)
}

async fn of_clinic(app: &App, clinic_id: ClinicId, done: &mut ReassessedDue) -> Result<(), Failure> {
    let now = app.now();
    let mut after = None;
    loop {
        let batch = enrollments::list_open_ids(app.db.reader(), clinic_id, after, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = Some(*last);
        done.flags += reassess_some(app, clinic_id, now, &batch).await?;
        done.enrollments += batch.len() as u64;
    }
}
