//! Telling who leads a session from now on that somebody can't come.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::app::App;
use crate::domain::ids::{ClinicId, ReminderDeliveryId, SessionId};
use crate::domain::series::Session;
use crate::domain::staff_mails::{NewStaffMail, StaffMailCause};
use crate::storage::staff_mails::{insert_staff_mails, load_standing_declines, reopen_for_leaders};
use crate::storage::{StorageError, Transaction};

/// To be called in the transaction that gave these sessions to another leader, once they are written: of answers that stand, whoever
/// led them was to hear, and now it is theirs. None of a session that has begun.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn tell_new_leaders(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    given: &[&Session],
) -> Result<(), StorageError> {
    let coming = given.iter().filter(|session| !session.is_cancelled() && session.starts_at > now);
    let by_id: HashMap<SessionId, &Session> = coming.map(|session| (session.id, *session)).collect();
    if by_id.is_empty() {
        return Ok(());
    }
    let ids: Vec<SessionId> = by_id.keys().copied().collect();
    let mut mails = Vec::new();
    for decline in load_standing_declines(tx, clinic_id, &ids).await? {
        let Some(session) = by_id.get(&decline.session_id) else { continue };
        mails.push(NewStaffMail {
            id: ReminderDeliveryId::mint(now, app.entropy()),
            staff_member_id: session.therapist_id,
            cause: StaffMailCause::ClientDeclined {
                place: decline.place,
                mark_version: decline.mark_version,
                notice: decline.notice,
            },
            message_id: app.draw_message_id(),
            due_at: now,
            not_after: session.starts_at,
        });
    }
    let keys: Vec<_> = mails.iter().map(NewStaffMail::dedupe_key).collect();
    reopen_for_leaders(tx, clinic_id, &keys, now).await?;
    insert_staff_mails(tx, clinic_id, &mails, now).await?;
    Ok(())
}
