//! One Message-ID for one set of bytes.

use jiff::Timestamp;

use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use crate::domain::ids::{ClinicId, ReminderDeliveryId};

/// Gives a mail another Message-ID, because its next bytes are others than those that may have arrived. The former one is kept: it
/// explains a mail that came twice, and a report about it still finds its mail.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replace_message_id(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
    message_id: &str,
    now: Timestamp,
) -> Result<(), StorageError> {
    let key = || [clinic_id.uuid().into(), id.uuid().into()];
    // Under a claim that has only begun, nothing was handed over yet.
    let keep = "
INSERT INTO former_message_id (clinic_id, delivery_id, message_id, attempt, replaced_at)
SELECT clinic_id, id, message_id, CASE WHEN state = 'CLAIMED' THEN attempt - 1 ELSE attempt END, $3
FROM reminder_delivery WHERE clinic_id = $1 AND id = $2";
    change(tx, keep, key().into_iter().chain([to_column(now).into()])).await?;
    let replace = "
UPDATE reminder_delivery SET message_id = $3, row_version = row_version + 1 WHERE clinic_id = $1 AND id = $2";
    change(tx, replace, key().into_iter().chain([message_id.into()])).await?;
    Ok(())
}
