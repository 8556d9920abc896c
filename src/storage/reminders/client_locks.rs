//! Keeping clients' records as they are while mails to them are checked.

use sea_orm::entity::prelude::Uuid;

use super::super::dialect::{is_any_of_bound, sharing_rows};
use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use crate::domain::reminders::ClaimedDelivery;

/// A change of the records of these mails' clients (consent, address, zone, a wish for no reminders) either is over by now, or waits until
/// the transaction is: then it finds what this held back, and lets it go again. Call it before anything else is locked or read: the
/// client's row comes first, as with whoever changes it.
///
/// One statement, and none on SQLite, or for mails to staff alone. Others may hold the same rows so, and refer to them.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_clients(tx: &Transaction, mails: &[ClaimedDelivery]) -> Result<(), StorageError> {
    let Some(sharing) = sharing_rows(tx) else { return Ok(()) };
    let to_clients = || mails.iter().filter(|mail| !mail.kind.is_to_staff());
    let mut clinics: Vec<Uuid> = to_clients().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    if clinics.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = to_clients().map(|mail| mail.id.uuid()).collect();
    let (of_clinics, clinics) = is_any_of_bound(tx, "d.clinic_id", 1, &clinics);
    let (among, ids) = is_any_of_bound(tx, "d.id", 2, &ids);
    let sql = format!(
        "
SELECT id FROM client
WHERE (clinic_id, id) IN (
    SELECT p.clinic_id, p.client_id FROM reminder_delivery d
    JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
    WHERE {of_clinics} AND {among})
ORDER BY id{sharing}"
    );
    change(tx, &sql, [clinics, ids]).await?;
    Ok(())
}
