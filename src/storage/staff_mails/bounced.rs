//! Mails to staff that came back.

use sea_orm::FromQueryResult;

use super::super::Connection;
use super::super::dialect::locking_rows;
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use crate::domain::bounces::StatusCode;
use crate::domain::ids::{ClinicId, ReminderDeliveryId};

#[derive(FromQueryResult)]
struct AttemptRow {
    attempt: i64,
}

/// Locks a mail to staff until the transaction ends: the number of its last claim, if it is one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_staff_mail(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
) -> Result<Option<i64>, StorageError> {
    find_attempt(tx, clinic_id, id, locking_rows(tx)).await
}

/// Whether the clinic has a mail of that id, and it is to staff.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn is_to_staff(
    on: &Connection,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
) -> Result<bool, StorageError> {
    Ok(find_attempt(on, clinic_id, id, "").await?.is_some())
}

async fn find_attempt(
    on: &Connection,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
    locking: &str,
) -> Result<Option<i64>, StorageError> {
    let sql = format!(
        "SELECT attempt FROM reminder_delivery WHERE clinic_id = $1 AND id = $2 AND staff_member_id IS NOT NULL{locking}"
    );
    let found = rows::<AttemptRow>(on, &sql, [clinic_id.uuid().into(), id.uuid().into()]).await?;
    Ok(found.into_iter().next().map(|AttemptRow { attempt }| attempt))
}

/// A mail to staff that a server had taken on did not arrive: it has failed. Answers whether it counted as sent, or as perhaps
/// sent.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn fail_bounced_staff_mail(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
    code: StatusCode,
) -> Result<bool, StorageError> {
    let sql = "
UPDATE reminder_delivery
SET state = 'FAILED', why = 'BOUNCED', why_detail = $3, sent_at = NULL, row_version = row_version + 1
WHERE clinic_id = $1 AND id = $2 AND staff_member_id IS NOT NULL
  AND (state = 'SENT' OR (state = 'PLANNED' AND unknowns > 0))";
    let values = [clinic_id.uuid().into(), id.uuid().into(), code.to_string().into()];
    Ok(change(tx, sql, values).await? > 0)
}
