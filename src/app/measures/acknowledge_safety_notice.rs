//! Recording that somebody looked at a safety notice, and what came of it.

use serde_json::json;

use super::safety_notices::{ShownNotice, shown};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::ids::SafetyNoticeId;
use crate::domain::measures::{NoticeState, SafetyNotice};
use crate::storage::measures;

/// That somebody looked at a notice.
#[derive(Debug, Clone)]
pub struct AcknowledgeSafetyNotice {
    /// The notice.
    pub id: SafetyNoticeId,
    /// What they found and did.
    pub note: Note,
}

/// Why a notice can't be acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum AcknowledgeSafetyNoticeError {
    /// Somebody else did.
    #[error("somebody looked at it already, and wrote another note: read it, and speak with them")]
    AlreadyAcknowledged,
    /// There is nothing to look at any more.
    #[error("the reading was corrected or withdrawn: it does not say so any more")]
    Withdrawn,
    /// The caller is no member of staff.
    #[error("only a member of staff can look at it")]
    NobodyOfTheStaff,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes a notice off the list; the same again changes nothing.
///
/// # Errors
/// What `AcknowledgeSafetyNoticeError` names; `Failure` if it is not the clinic's, the caller leads none of the enrollment's
/// sessions and may not handle others' risk, or the database fails.
pub async fn acknowledge_safety_notice(
    app: &App,
    caller: &Caller,
    command: AcknowledgeSafetyNotice,
) -> Result<ShownNotice, AcknowledgeSafetyNoticeError> {
    use AcknowledgeSafetyNoticeError as Refused;
    require_for_own(app, caller, Action::HandleRisk, command.id).await?;
    let now = app.now();
    let AcknowledgeSafetyNotice { id, note } = &command;
    let outcome = app
        .write(|tx| async move {
            let find = || measures::find_safety_notice(&tx, Reach::clinic(caller.clinic_id), *id);
            let seen = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
            let enrollment = lock_led(&tx, caller, Action::HandleRisk, seen.enrollment_id).await?;
            let notice = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
            let by = caller.staff_member().ok_or(Refused::NobodyOfTheStaff)?;
            let notice = match notice.state {
                NoticeState::Withdrawn => return Err(Refused::Withdrawn),
                NoticeState::Acknowledged if notice.note.as_ref() == Some(note) => notice,
                NoticeState::Acknowledged => return Err(Refused::AlreadyAcknowledged),
                NoticeState::Open => {
                    let notice = SafetyNotice {
                        state: NoticeState::Acknowledged,
                        acknowledged_by: Some(by),
                        note: Some(note.clone()),
                        closed_at: Some(now),
                        ..notice
                    };
                    measures::update_safety_notice(&tx, caller.clinic_id, &notice)
                        .await
                        .map_err(Failure::from)?;
                    let details = json!({
                        "client": enrollment.client_id.to_string(),
                        "measure": notice.measure_id.to_string(),
                    });
                    records::done(&tx, app, caller, now, "acknowledgeSafetyNotice", notice.id, details)
                        .await
                        .map_err(Failure::from)?;
                    notice
                }
            };
            let shown = shown(&tx, caller.clinic_id, vec![notice]).await.map_err(Failure::from)?;
            Ok(shown.into_iter().next().ok_or(Failure::NotFound)?)
        })
        .await;
    match outcome {
        Err(Refused::Failure(Failure::Denied(denied))) => {
            let seen = measures::find_safety_notice(app.db.reader(), caller.reach(), *id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}
