//! Mails that are due and wait until it is no longer quiet for their client, after what made them wait became something else.
//!
//! The check before sending held them back, and knows all rules: here they are only put before it again. Whether they leave now, or
//! wait for another hour, is for it to say; when they are due stays as it is, and so does what it counts from. One that was begun
//! keeps its time: it may wait because of a mail server.

use jiff::{SignedDuration, Timestamp};
use sea_orm::Value;
use sea_orm::entity::prelude::Uuid;

use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use crate::domain::ids::{ClientId, ClinicId};

/// For how long a mail waits at the most, with some to spare: quiet hours last for twenty.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// After the clinic's quiet hours may have changed: its mails to clients that wait for their end are looked at again. One statement, over
/// `reminder_delivery_to_come`.
pub(super) async fn end_waits(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let until = to_column(now.saturating_add(LONGEST).unwrap_or(Timestamp::MAX));
    end(tx, clinic_id, now, "next_attempt_at <= $3 AND participation_id IS NOT NULL", until.into()).await
}

/// The same of these clients' mails alone, after their zone or their own quiet hours may have changed.
pub(super) async fn end_waits_of_clients(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_ids: &[ClientId],
    now: Timestamp,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = client_ids.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(tx, "client_id", 3, &ids);
    let theirs =
        format!("participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND {among})");
    end(tx, clinic_id, now, &theirs, ids).await
}

/// What waits for another reason says why.
async fn end(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
    which: &str,
    bound: Value,
) -> Result<(), StorageError> {
    let sql = format!(
        "
UPDATE reminder_delivery
SET next_attempt_at = CASE WHEN due_at > $2 THEN due_at ELSE $2 END, row_version = row_version + 1
WHERE clinic_id = $1 AND state = 'PLANNED' AND why IS NULL AND sends = 0
  AND next_attempt_at > $2 AND next_attempt_at > due_at AND {which}"
    );
    change(tx, &sql, [clinic_id.uuid().into(), to_column(now).into(), bound]).await?;
    Ok(())
}
