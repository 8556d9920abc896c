//! Every clinic in turn.

use jiff::Timestamp;

use super::of_clinic::rederive_clinic;
use super::report::{LeftSession, RederiveReport};
use crate::app::{App, Failure};
use crate::domain::ids::ClinicId;
use crate::domain::time::tzdb_version;
use crate::storage::stale_sessions::list_clinics_with_stale_sessions;
use crate::storage::{Constraint, StorageError};

/// How often a clinic is tried when somebody takes a time that was free a moment ago.
const MOST_TRIES: u32 = 3;

/// Derives the planned sessions ahead again that another release of the tz database derived, in every clinic.
///
/// A session moves if its wall time is another instant now, or is skipped or comes twice and wasn't or didn't: it gets
/// its new times and everybody's time with it, its reminders are superseded, and it is audited. One that doesn't move
/// only gets the new release's name. Past, cancelled, held and marked sessions stay what they are, and so does one whose
/// new time is taken, or whose zone the data lack: these are in the report, and looked at again by the next run.
///
/// One that should have begun by the new rules moves too: its wall time has passed.
///
/// A transaction for each clinic, so that a whole evening can move at once; the second run finds nothing, and two at once
/// wait for each other. With `keep_going` answering no, the clinics that are left wait for the next run.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn; what was committed stays.
pub async fn rederive_sessions(
    app: &App,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<RederiveReport, Failure> {
    let now = app.now();
    let clinics = list_clinics_with_stale_sessions(app.db.reader(), tzdb_version(), now)
        .await
        .map_err(Failure::from)?;
    let (mut report, mut failed) = (RederiveReport::default(), None);
    for clinic_id in clinics {
        if !keep_going() {
            break;
        }
        match try_clinic(app, clinic_id, now).await {
            Ok(of_clinic) => {
                for LeftSession { session_id, why } in &of_clinic.left {
                    tracing::warn!(clinic = %clinic_id, session = %session_id, %why, "left under its old rules");
                }
                report.add(of_clinic);
            }
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %clinic_id, "a clinic's sessions cannot be derived again");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(report), Err)
}

async fn try_clinic(app: &App, clinic_id: ClinicId, now: Timestamp) -> Result<RederiveReport, Failure> {
    let mut tries = 1;
    loop {
        let tried = app
            .write(|tx| async move { rederive_clinic(&tx, app, clinic_id, now).await.map_err(Failure::from) })
            .await;
        match tried {
            // Free when it was looked at: whoever took it meanwhile is seen by the next try.
            Err(Failure::Internal(StorageError::Constraint(Constraint::OccupancyOverlap)))
                if tries < MOST_TRIES =>
            {
                tries += 1;
            }
            Err(Failure::Internal(StorageError::Constraint(Constraint::OccupancyOverlap))) => {
                return Err(Failure::Busy);
            }
            other => return other,
        }
    }
}
