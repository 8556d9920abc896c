//! Keeping clients' records as they are while mails to them are checked.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;

use super::super::dialect::{is_any_of_bound, sharing_rows};
use super::super::error::StorageError;
use super::super::statement::rows;
use super::super::transaction::Transaction;
use crate::domain::ids::ReminderDeliveryId;
use crate::domain::reminders::ClaimedDelivery;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
}

/// Keeps these mails' clients as they are until the transaction is over; answers which mails are to somebody whose record is being
/// changed at this moment: what is known of them won't hold, and nobody waits for it with the mails of others in hand.
///
/// A change of consent, address, zone or of a wish for no reminders comes before this, or waits, and then finds what this held back, and
/// lets it go again. Call it before anything else is locked or read: the client's row comes first, as with whoever changes it.
///
/// One statement, and none on SQLite, or for mails to staff alone. Others may hold the same rows so, and refer to them.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_clients(
    tx: &Transaction,
    mails: &[ClaimedDelivery],
) -> Result<HashSet<ReminderDeliveryId>, StorageError> {
    let Some(sharing) = sharing_rows(tx) else { return Ok(HashSet::new()) };
    let to_clients = || mails.iter().filter(|mail| !mail.kind.is_to_staff());
    let mut clinics: Vec<Uuid> = to_clients().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    if clinics.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<Uuid> = to_clients().map(|mail| mail.id.uuid()).collect();
    let (of_clinics, clinics) = is_any_of_bound(tx, "d.clinic_id", 1, &clinics);
    let (among, ids) = is_any_of_bound(tx, "d.id", 2, &ids);
    let sql = format!(
        "
WITH mail AS MATERIALIZED (
    SELECT d.id, p.clinic_id, p.client_id FROM reminder_delivery d
    JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
    WHERE {of_clinics} AND {among}),
shared AS MATERIALIZED (
    SELECT clinic_id, id FROM client WHERE (clinic_id, id) IN (SELECT clinic_id, client_id FROM mail) ORDER BY id{sharing})
SELECT mail.id FROM mail
WHERE NOT EXISTS (SELECT 1 FROM shared WHERE shared.clinic_id = mail.clinic_id AND shared.id = mail.client_id)"
    );
    let in_change = rows::<Row>(tx, &sql, [clinics, ids]).await?;
    Ok(in_change.into_iter().map(|Row { id }| ReminderDeliveryId::from_uuid(id)).collect())
}
