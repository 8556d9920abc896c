//! One more mail to an address that came back, and when that is one too many.

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::app::{App, records};
use crate::domain::access::Caller;
use crate::domain::bounces::{HARD_BOUNCES, HARD_BOUNCES_WITHIN, StatusCode};
use crate::domain::ids::{ReminderDeliveryId, TaskId};
use crate::domain::people::EmailAddress;
use crate::domain::tasks::{Task, TaskKind};
use crate::storage::bounces::{BouncedMail, count_hard_bounces, suspend_address};
use crate::storage::{StorageError, Transaction, tasks};

/// What is kept of an address to count by: the address itself stands with the client alone.
pub(super) fn digest_of(address: &EmailAddress) -> String {
    hex::encode(Sha256::digest(address.as_str()))
}

/// After a mail to the client's address came back for good, and that was kept: suspends the address if it was one too many, opens
/// the task that says so, and answers whether it did. `mail` was locked in this transaction.
pub(super) async fn suspend_if_too_many(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    (id, mail): (ReminderDeliveryId, &BouncedMail),
    code: StatusCode,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let (Some(email), None) = (&mail.email, mail.address.suspended_at) else { return Ok(false) };
    // Those from before the same address was entered again too: one more says that it is as dead as it was.
    let since = now.saturating_sub(HARD_BOUNCES_WITHIN).unwrap_or(Timestamp::MIN);
    let hard = count_hard_bounces(tx, caller.clinic_id, &digest_of(email), since).await?;
    if hard < u64::from(HARD_BOUNCES) {
        return Ok(false);
    }
    suspend_address(tx, caller.clinic_id, mail.client_id, now).await?;
    let task = Task {
        id: TaskId::mint(now, app.entropy()),
        kind: TaskKind::EmailSuspended,
        client_id: mail.client_id,
        created_at: now,
        closing: None,
    };
    tasks::insert_task(tx, caller.clinic_id, &task).await?;
    let details =
        json!({ "delivery": id.to_string(), "code": code.to_string(), "task": task.id.to_string() });
    records::done(tx, app, caller, now, "suspendAddress", mail.client_id, details).await?;
    Ok(true)
}
