//! The bytes of mails whose outcome nobody knows.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::entity::prelude::Uuid;
use sea_orm::sea_query::OnConflict;
use sea_orm::{FromQueryResult, Set};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::entities::mail_draft::{ActiveModel, Column, Entity};
use super::super::error::StorageError;
use super::super::insert::upsert_all;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::{to_column, to_instant};
use crate::domain::ids::ReminderDeliveryId;
use crate::domain::people::EmailAddress;
use crate::domain::reminders::{ClaimedDelivery, MailDraft};

const OF: &str = "mail_draft";

#[derive(FromQueryResult)]
struct Row {
    delivery_id: Uuid,
    envelope_from: String,
    recipient: String,
    dated_at: sea_orm::entity::prelude::DateTimeUtc,
    message: String,
}

fn from_row(row: Row) -> Result<MailDraft, StorageError> {
    let Row { delivery_id: _, envelope_from, recipient, dated_at, message } = row;
    let address = |text: &str| EmailAddress::parse(text).map_err(|_| StorageError::Corrupt(OF));
    Ok(MailDraft {
        envelope_from: address(&envelope_from)?,
        recipient: address(&recipient)?,
        dated_at: to_instant(dated_at, OF)?,
        message,
    })
}

/// What was kept of those of these mails whose outcome nobody knows; nothing is asked if it is known of all. What can't be
/// read is left out: such a mail is written anew, under another Message-ID.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_drafts(
    on: &Connection,
    mails: &[ClaimedDelivery],
) -> Result<HashMap<ReminderDeliveryId, MailDraft>, StorageError> {
    let unknown: Vec<&ClaimedDelivery> = mails.iter().filter(|mail| mail.unknowns > 0).collect();
    if unknown.is_empty() {
        return Ok(HashMap::new());
    }
    let (condition, values) = keys(on, &unknown);
    let sql = format!(
        "SELECT delivery_id, envelope_from, recipient, dated_at, message FROM mail_draft WHERE {condition}"
    );
    let found = rows::<Row>(on, &sql, values).await?.into_iter();
    Ok(found
        .filter_map(|row| {
            let id = ReminderDeliveryId::from_uuid(row.delivery_id);
            from_row(row).ok().map(|draft| (id, draft))
        })
        .collect())
}

/// Keeps the bytes of mails that are about to be handed over, in place of what was kept of them.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn keep_drafts(
    tx: &Transaction,
    drafts: &[(&ClaimedDelivery, MailDraft)],
) -> Result<(), StorageError> {
    let models = drafts.iter().map(|(mail, draft)| {
        let MailDraft { envelope_from, recipient, dated_at, message } = draft;
        ActiveModel {
            clinic_id: Set(mail.clinic_id.uuid()),
            delivery_id: Set(mail.id.uuid()),
            envelope_from: Set(envelope_from.as_str().to_owned()),
            recipient: Set(recipient.as_str().to_owned()),
            dated_at: Set(to_column(*dated_at)),
            message: Set(message.clone()),
        }
    });
    let same = OnConflict::columns([Column::ClinicId, Column::DeliveryId])
        .update_columns([Column::EnvelopeFrom, Column::Recipient, Column::DatedAt, Column::Message])
        .to_owned();
    upsert_all::<Entity, _>(tx, models, same).await
}

/// Drops what was kept of mails whose outcome is known.
pub(super) async fn drop_drafts(tx: &Transaction, mails: &[&ClaimedDelivery]) -> Result<(), StorageError> {
    if mails.is_empty() {
        return Ok(());
    }
    let (condition, values) = keys(tx, mails);
    change(tx, &format!("DELETE FROM mail_draft WHERE {condition}"), values).await?;
    Ok(())
}

/// Drops what was kept of mails that are in no worker's hands and wait for none; tells of how many. What is in doubt is kept while it
/// may be wanted again: a change that is undone, or an address that is good again, lets the same bytes go out.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn drop_stale_drafts(tx: &Transaction, now: Timestamp) -> Result<u64, StorageError> {
    // A superseded mail may still be in the hands of a worker until the end of its claim.
    let sql = "
DELETE FROM mail_draft WHERE NOT EXISTS (
    SELECT 1 FROM reminder_delivery d
    WHERE d.clinic_id = mail_draft.clinic_id AND d.id = mail_draft.delivery_id
      AND (d.state IN ('PLANNED', 'CLAIMED') OR d.next_attempt_at > $1
        OR (d.state = 'SUPPRESSED' AND d.unknowns > 0 AND d.not_after > $1)))";
    change(tx, sql, [to_column(now).into()]).await
}

fn keys(on: &Connection, mails: &[&ClaimedDelivery]) -> (String, [sea_orm::Value; 2]) {
    let mut clinics: Vec<Uuid> = mails.iter().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    let ids: Vec<Uuid> = mails.iter().map(|mail| mail.id.uuid()).collect();
    let (of_clinics, clinics) = is_any_of_bound(on, "clinic_id", 1, &clinics);
    let (among, ids) = is_any_of_bound(on, "delivery_id", 2, &ids);
    (format!("{of_clinics} AND {among}"), [clinics, ids])
}
