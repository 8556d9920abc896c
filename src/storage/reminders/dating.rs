//! Reminders whose due time depends on what was changed: taken off, for the next planning to date them anew.
//!
//! Only what no worker has taken up and is still ahead: a reminder that was begun, or waits because of a mail server, keeps its
//! time. A planning tick follows within minutes, and one that falls due meanwhile counts as on time.

use jiff::Timestamp;

use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use crate::domain::ids::{ClientId, ClinicId};

const UNSENT: &str = "kind = 'REMINDER' AND state = 'PLANNED' AND sends = 0 AND due_at > $2";

/// After a client's zone was changed: their reminders ahead are dated anew.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn drop_unsent_of_client(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    let sql = format!(
        "
DELETE FROM reminder_delivery WHERE clinic_id = $1 AND {UNSENT}
  AND participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND client_id = $3)"
    );
    change(tx, &sql, [clinic_id.uuid().into(), to_column(now).into(), client_id.uuid().into()]).await
}

/// After a policy's quiet hours were changed: the clinic's reminders ahead are dated anew.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn drop_unsent_of_policies(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    let sql = format!("DELETE FROM reminder_delivery WHERE clinic_id = $1 AND {UNSENT}");
    change(tx, &sql, [clinic_id.uuid().into(), to_column(now).into()]).await
}
