//! Sending a mail again that has failed.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::ids::ReminderDeliveryId;
use crate::domain::reminders::{ReminderDelivery, ReminderState};
use crate::storage::bounces::lock_bounced_mail;
use crate::storage::reminders::{find_delivery, reopen_failed};
use crate::storage::staff_mails::is_to_staff;

/// Why a mail can't be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotResendable {
    /// It has not failed.
    #[error("only a mail that has failed can be sent again")]
    NotFailed,
    /// What it tells is over.
    #[error("it is too late for this mail: what it tells is over")]
    TooLate,
    /// Mails to the address came back.
    #[error(
        "nothing is sent to the client's address, because mails to it came back: enter another (`updateClient`)"
    )]
    AddressSuspended,
    /// It is to a member of staff.
    #[error(
        "a mail to staff is not sent again: `staffMails` says why it failed, and what it told stands in Roundel; the next nudge or \
         digest comes by itself"
    )]
    ToStaff,
}

/// Why a mail is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendDeliveryError {
    /// It can't be, as things stand.
    #[error(transparent)]
    NotResendable(#[from] NotResendable),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Puts a mail that has failed back into the outbox, due now and as if it had never been tried, under another Message-ID: it will be
/// other bytes, and the former ones may have arrived. Whether it may still go out is asked again before it does.
///
/// # Errors
/// What `NotResendable` names; `Failure` if denied, missing or the database fails.
pub async fn resend_delivery(
    app: &App,
    caller: &Caller,
    id: ReminderDeliveryId,
) -> Result<ReminderDelivery, ResendDeliveryError> {
    require_on(app, caller, Action::ManageReminders, id).await?;
    require_on(app, caller, Action::ReadReminders, id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        let locked = lock_bounced_mail(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let Some(locked) = locked else {
            let is_to_staff = is_to_staff(&tx, clinic_id, id).await.map_err(Failure::from)?;
            return Err(if is_to_staff { NotResendable::ToStaff.into() } else { Failure::NotFound.into() });
        };
        let find = || find_delivery(&tx, Reach::clinic(clinic_id), id);
        let mail = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
        if mail.state != ReminderState::Failed {
            return Err(NotResendable::NotFailed.into());
        }
        if now >= mail.not_after {
            return Err(NotResendable::TooLate.into());
        }
        if locked.address.suspended_at.is_some() {
            return Err(NotResendable::AddressSuspended.into());
        }
        let message_id = app.draw_message_id();
        if !reopen_failed(&tx, clinic_id, id, &message_id, now).await.map_err(Failure::from)? {
            return Err(NotResendable::NotFailed.into());
        }
        let details = json!({
            "client": mail.client_id.to_string(),
            "session": mail.session_id.to_string(),
            "was": mail.why.map(|why| why.word()),
            "formerMessageId": mail.message_id,
        });
        records::done(&tx, app, caller, now, "resendDelivery", id, details).await.map_err(Failure::from)?;
        find().await.map_err(Failure::from)?.ok_or_else(|| Failure::NotFound.into())
    })
    .await
}
