//! The periodic run: an absence that was announced counts once its session has begun.

use jiff::Timestamp;
use serde_json::json;

use super::reassess;
use crate::app::{App, Failure, records};
use crate::domain::access::{Caller, Reach};
use crate::domain::ids::{ClinicId, EnrollmentId};
use crate::storage::{enrollments, ledgers};

/// How many enrollments one statement asks for, and one transaction at most locks: marks of others wait no longer
/// than for these.
pub(super) const BATCH: u64 = 100;

/// The name the audit log has for it.
const RULE: &str = "risk.reassess_due";

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReassessedDue {
    /// How many enrollments were assessed anew.
    pub enrollments: u64,
    /// How many flags were raised or changed.
    pub flags: u64,
}

/// Assesses, in every clinic, the enrollments with an absence marked in advance whose session began after `since` and
/// by now. It costs what began in that time, not what exists; windows may overlap, since doing it again changes
/// nothing.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn; what was committed stays, and the run can be
/// repeated.
pub async fn reassess_due(app: &App, since: Timestamp) -> Result<ReassessedDue, Failure> {
    let until = app.now();
    let (mut after, mut done, mut failed) = (None, ReassessedDue::default(), None);
    loop {
        let batch = ledgers::list_begun_absences(app.db.reader(), since, until, after, BATCH)
            .await
            .map_err(Failure::from)?;
        for of_clinic in batch.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((clinic_id, _)) = of_clinic.first() else { continue };
            let enrollments: Vec<EnrollmentId> = of_clinic.iter().map(|(_, id)| *id).collect();
            match reassess_some(app, *clinic_id, until, &enrollments).await {
                Ok(flags) => {
                    done.flags += flags;
                    done.enrollments += enrollments.len() as u64;
                }
                // The others have their turn all the same: they must not wait for this one's repair.
                Err(failure) => {
                    let error: &(dyn std::error::Error + 'static) = &failure;
                    tracing::error!(error, clinic = %clinic_id, "a clinic's risk cannot be assessed");
                    failed = Some(failure);
                }
            }
        }
        after = batch.last().copied();
        if (batch.len() as u64) < BATCH {
            return failed.map_or(Ok(done), Err);
        }
    }
}

pub(super) async fn reassess_some(
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    enrollments: &[EnrollmentId],
) -> Result<u64, Failure> {
    let caller = &Caller::system(clinic_id, RULE);
    app.write(|tx| async move {
        let flags = reassess(&tx, app, caller, now, enrollments).await.map_err(Failure::from)?;
        if !flags.is_empty() {
            let changed: Vec<EnrollmentId> = flags.iter().map(|flag| flag.enrollment_id).collect();
            let whose = enrollments::load_enrollments(&tx, Reach::clinic(clinic_id), &changed)
                .await
                .map_err(Failure::from)?;
            let clients: Vec<String> = whose.iter().map(|one| one.client_id.to_string()).collect();
            let details = json!({ "clients": clients });
            records::done_with_flags(&tx, app, caller, now, "assessRisk", clinic_id, details, &flags)
                .await
                .map_err(Failure::from)?;
        }
        Ok(flags.len() as u64)
    })
    .await
}
