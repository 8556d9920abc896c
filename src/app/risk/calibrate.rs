//! Calibrating the forecast on a clinic's own marks.

use serde_json::json;

use super::courses::each_course;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::ClinicId;
use crate::domain::risk::calibration::{Calibrated, Calibration, NotEnoughMarks, calibrate, observations};
use crate::storage::{clinics, risk_calibrations};

/// The name the audit log has for it.
const RULE: &str = "risk.calibrate";

/// What came of calibrating.
#[derive(Debug, Clone, PartialEq)]
pub enum CalibrationOutcome {
    /// There is too little to learn from.
    PriorOnly(NotEnoughMarks),
    /// Nothing has changed since that one.
    Unchanged(Calibration),
    /// This one was kept, or would be; its verdict says whether it is used.
    Kept(Calibration),
}

/// Calibrates the forecast on a clinic's marks and keeps what came of it, unless that is what the newest one says already.
/// With `dry_run` nothing is kept. Flags follow when they are next assessed.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn calibrate_clinic(
    app: &App,
    clinic_id: ClinicId,
    dry_run: bool,
) -> Result<CalibrationOutcome, Failure> {
    let now = app.now();
    let mut all = Vec::new();
    each_course(app, clinic_id, now, |enrollment, course| {
        let cut_short = enrollment.is_cut_short();
        all.extend(observations(enrollment.client_id, enrollment.id, course, cut_short));
    })
    .await?;
    // Many steps over all marks of a clinic: meanwhile other tasks move to other threads.
    let fitted: Calibrated = match tokio::task::block_in_place(|| calibrate(&all)) {
        Ok(fitted) => fitted,
        Err(not_enough) => return Ok(CalibrationOutcome::PriorOnly(not_enough)),
    };
    let fitted = &fitted;
    let kept = app
        .write(|tx| async move {
            let newest = risk_calibrations::list_newest(&tx, clinic_id, 1).await?.pop();
            let version = match newest {
                Some(newest) if newest.says_the_same_as(fitted) => {
                    return Ok::<_, Failure>(CalibrationOutcome::Unchanged(newest));
                }
                Some(newest) => newest.version + 1,
                None => 1,
            };
            let calibration = Calibration { version, fitted_at: now, fitted: fitted.clone() };
            if !dry_run {
                risk_calibrations::insert_calibration(&tx, clinic_id, &calibration).await?;
                let caller = Caller::system(clinic_id, RULE);
                let details = json!({ "version": version, "verdict": fitted.verdict.word() });
                records::done(&tx, app, &caller, now, "calibrateRisk", clinic_id, details).await?;
            }
            Ok(CalibrationOutcome::Kept(calibration))
        })
        .await?;
    Ok(kept)
}

/// Calibrates every clinic, and tells how many calibrations were kept.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn calibrate_all(app: &App) -> Result<u64, Failure> {
    let (mut kept, mut failed) = (0, None);
    for clinic_id in clinics::list_clinic_ids(app.db.reader()).await? {
        match calibrate_clinic(app, clinic_id, false).await {
            Ok(CalibrationOutcome::Kept(_)) => kept += 1,
            Ok(CalibrationOutcome::PriorOnly(_) | CalibrationOutcome::Unchanged(_)) => {}
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %clinic_id, "a clinic's risk cannot be calibrated");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(kept), Err)
}
