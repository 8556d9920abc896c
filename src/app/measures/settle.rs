//! What follows from a reading that was recorded, corrected or withdrawn, in its transaction.

use jiff::Timestamp;
use serde_json::json;

use super::queries::ShownReading;
use super::safety_notices::{ShownNotice, shown};
use crate::app::records::{self, Done};
use crate::app::risk::reassess_locked;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::SafetyNoticeId;
use crate::domain::measures::{NoticeOutcome, NoticeState, Reading, SafetyNotice, plan_notice};
use crate::storage::{Connection, StorageError, Transaction, measures};

/// A reading as it now stands, and what it asks to be looked at.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The reading.
    pub reading: ShownReading,
    /// The notice that it raised and nobody has looked at yet.
    pub notice: Option<ShownNotice>,
}

/// Brings the notices and the flags in line with a reading that was written, and records who did that. The enrollment is
/// locked.
///
/// # Errors
/// `Failure` if the database refuses or fails.
pub(super) async fn settle(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    operation: &'static str,
    enrollment: &Enrollment,
    shown: ShownReading,
) -> Result<Recorded, Failure> {
    let reading = &shown.reading;
    let told = bring_in_line(tx, app, caller, now, reading).await?;
    let flags = reassess_locked(tx, app, caller, now, &[enrollment.id]).await?;
    // What was answered is no one's to read in the log.
    let details = json!({
        "client": enrollment.client_id.to_string(),
        "enrollment": enrollment.id.to_string(),
        "instrument": reading.instrument_id.to_string(),
        "version": reading.version,
        "notices": told.iter().map(|(_, notice)| notice.clone()).collect::<Vec<_>>(),
    });
    let done = Done { operation, subject: reading.id.to_string(), details };
    records::done_with_more(tx, app, caller, now, done, &flags, told).await?;
    standing(tx, caller, shown).await
}

/// A reading as it stands, with its open notice.
///
/// # Errors
/// `Failure` if the database fails.
pub(super) async fn standing(
    on: &Connection,
    caller: &Caller,
    reading: ShownReading,
) -> Result<Recorded, Failure> {
    let id = reading.reading.id;
    let known = measures::list_notices_of_measure(on, caller.clinic_id, id).await?;
    let open = known.into_iter().filter(|notice| notice.state == NoticeState::Open).collect();
    let notice = shown(on, caller.clinic_id, open).await?.into_iter().next();
    Ok(Recorded { reading, notice })
}

/// Writes what the reading means for its notices; what happened to which, for the feed.
async fn bring_in_line(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    reading: &Reading,
) -> Result<Vec<(&'static str, String)>, StorageError> {
    let clinic_id = caller.clinic_id;
    let known = measures::list_notices_of_measure(tx, clinic_id, reading.id).await?;
    let outcome = plan_notice(reading, &known);
    let open = known.into_iter().find(|notice| notice.state == NoticeState::Open);
    let (operation, notice) = match (outcome, open) {
        (NoticeOutcome::Unchanged, _) => return Ok(Vec::new()),
        (NoticeOutcome::Change(answer), Some(open)) => {
            let notice = SafetyNotice { answer, raised_at: now, ..open };
            measures::update_safety_notice(tx, clinic_id, &notice).await?;
            ("raiseSafetyNotice", notice.id)
        }
        (NoticeOutcome::Raise(answer) | NoticeOutcome::Change(answer), _) => {
            let notice = SafetyNotice {
                id: SafetyNoticeId::mint(now, app.entropy()),
                enrollment_id: reading.enrollment_id,
                measure_id: reading.id,
                answer,
                state: NoticeState::Open,
                raised_at: now,
                acknowledged_by: None,
                note: None,
                closed_at: None,
            };
            measures::insert_safety_notice(tx, clinic_id, &notice).await?;
            ("raiseSafetyNotice", notice.id)
        }
        (NoticeOutcome::Withdraw, Some(open)) => {
            let notice = SafetyNotice { state: NoticeState::Withdrawn, closed_at: Some(now), ..open };
            measures::update_safety_notice(tx, clinic_id, &notice).await?;
            ("withdrawSafetyNotice", notice.id)
        }
        // Only an open notice is withdrawn.
        (NoticeOutcome::Withdraw, None) => return Ok(Vec::new()),
    };
    Ok(vec![(operation, notice.to_string())])
}
