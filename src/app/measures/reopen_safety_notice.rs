//! Putting a safety notice back on the list that somebody acknowledged by mistake, or too early.

use serde_json::json;

use super::safety_notices::{ShownNotice, shown};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::ids::{ClinicId, RowId, SafetyNoticeId};
use crate::domain::measures::{
    Acknowledgement, NoticeReopening, NoticeState, ReopenNoticeError, SafetyNotice, reopen_notice,
};
use crate::storage::{Transaction, measures};

/// That a notice is to be looked at again.
#[derive(Debug, Clone)]
pub struct ReopenSafetyNotice {
    /// The notice.
    pub id: SafetyNoticeId,
    /// Why.
    pub reason: Note,
}

/// Why a notice can't be reopened.
#[derive(Debug, thiserror::Error)]
pub enum ReopenSafetyNoticeError {
    /// It is on the list, its reading is there by another, or there is nothing to look at any more.
    #[error(transparent)]
    Notice(#[from] ReopenNoticeError),
    /// The caller is no member of staff.
    #[error("only a member of staff can reopen it")]
    NobodyOfTheStaff,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Puts a notice on the list again, and keeps what was written when it was looked at; the same again changes nothing.
///
/// # Errors
/// What `ReopenSafetyNoticeError` names; `Failure` if it is not the clinic's, the caller leads none of the enrollment's
/// sessions and may not handle others' risk, or the database fails.
pub async fn reopen_safety_notice(
    app: &App,
    caller: &Caller,
    command: ReopenSafetyNotice,
) -> Result<ShownNotice, ReopenSafetyNoticeError> {
    require_for_own(app, caller, Action::HandleRisk, command.id).await?;
    let id = command.id;
    let command = &command;
    let outcome = app.write(|tx| async move { reopen_within(&tx, app, caller, command).await }).await;
    match outcome {
        Err(ReopenSafetyNoticeError::Failure(Failure::Denied(denied))) => {
            let seen = measures::find_safety_notice(app.db.reader(), caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

async fn reopen_within(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    command: &ReopenSafetyNotice,
) -> Result<ShownNotice, ReopenSafetyNoticeError> {
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let ReopenSafetyNotice { id, reason } = command;
    let find = || measures::find_safety_notice(tx, Reach::clinic(clinic_id), *id);
    let seen = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let enrollment = lock_led(tx, caller, Action::HandleRisk, seen.enrollment_id).await?;
    let notice = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let by = caller.staff_member().ok_or(ReopenSafetyNoticeError::NobodyOfTheStaff)?;
    if notice.state == NoticeState::Open {
        let standing = shown_once(tx, clinic_id, notice).await?;
        let last = standing.reopenings.last();
        let is_repeated = last.is_some_and(|last| last.reason == *reason && last.reopened_by == by);
        return if is_repeated { Ok(standing) } else { Err(ReopenNoticeError::NotAcknowledged.into()) };
    }
    let reading = measures::find_reading(tx, Reach::clinic(clinic_id), notice.measure_id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    let of_reading =
        measures::list_notices_of_measure(tx, clinic_id, reading.id).await.map_err(Failure::from)?;
    let (open, Acknowledgement { by: acknowledged_by, note, at: acknowledged_at }) =
        reopen_notice(&notice, &reading, &of_reading)?;
    let details = json!({
        "client": enrollment.client_id.to_string(),
        "measure": reading.id.to_string(),
        "acknowledgedBy": acknowledged_by.to_string(),
        "acknowledgedAt": acknowledged_at.to_string(),
    });
    let reopening = NoticeReopening {
        id: RowId::mint(now, app.entropy()),
        notice_id: *id,
        acknowledged_by,
        note,
        acknowledged_at,
        reason: reason.clone(),
        reopened_by: by,
        reopened_at: now,
    };
    measures::update_safety_notice(tx, clinic_id, &open).await.map_err(Failure::from)?;
    measures::insert_notice_reopening(tx, clinic_id, &reopening).await.map_err(Failure::from)?;
    records::done(tx, app, caller, now, "reopenSafetyNotice", *id, details).await.map_err(Failure::from)?;
    Ok(shown_once(tx, clinic_id, open).await?)
}

/// One notice, with whom to call.
async fn shown_once(
    tx: &Transaction,
    clinic_id: ClinicId,
    notice: SafetyNotice,
) -> Result<ShownNotice, Failure> {
    let shown = shown(tx, clinic_id, vec![notice]).await.map_err(Failure::from)?;
    shown.into_iter().next().ok_or(Failure::NotFound)
}
