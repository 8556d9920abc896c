//! The chain over the audit log: what waits to be sealed, the links, and what a check compares.

use std::collections::HashMap;

use sea_orm::sea_query::Order;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::{is_any_of, is_any_of_bound, locking_against_itself};
use super::entities::{audit_event, audit_mention, audit_seal};
use super::error::StorageError;
use super::insert::insert_all;
use super::statement::{change, rows};
use super::transaction::Transaction;
use super::values::to_instant;
use crate::domain::audit::{AuditHash, AuditRow, ChainLink};
use crate::domain::ids::{AuditEventId, ClinicId};

const OF_SEAL: &str = "audit_seal";

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// The clinics that have rows waiting to be sealed.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinics_to_seal(on: &Connection) -> Result<Vec<ClinicId>, StorageError> {
    let sql = "SELECT id FROM clinic WHERE EXISTS (SELECT 1 FROM audit_unsealed WHERE clinic_id = clinic.id) ORDER BY id";
    let found = rows::<IdRow>(on, sql, []).await?;
    Ok(found.into_iter().map(|row| ClinicId::from_uuid(row.id)).collect())
}

/// Lets one transaction at a time go on the clinic's chain; nothing else waits for it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_chain(tx: &Transaction, clinic_id: ClinicId) -> Result<(), StorageError> {
    let sql = format!("SELECT id FROM clinic WHERE id = $1 {}", locking_against_itself(tx));
    rows::<IdRow>(tx, &sql, [clinic_id.uuid().into()]).await?;
    Ok(())
}

/// The chain's last link, if there is one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_last_link(on: &Connection, clinic_id: ClinicId) -> Result<Option<ChainLink>, StorageError> {
    let row = audit_seal::Entity::find()
        .filter(audit_seal::Column::ClinicId.eq(clinic_id.uuid()))
        .order_by(audit_seal::Column::Sequence, Order::Desc)
        .one(on)
        .await?;
    row.map(to_link).transpose()
}

/// The next links after a place, in order.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_links(
    on: &Connection,
    clinic_id: ClinicId,
    after: i64,
    limit: u64,
) -> Result<Vec<ChainLink>, StorageError> {
    let rows = audit_seal::Entity::find()
        .filter(audit_seal::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(audit_seal::Column::Sequence.gt(after))
        .order_by(audit_seal::Column::Sequence, Order::Asc)
        .limit(limit)
        .all(on)
        .await?;
    rows.into_iter().map(to_link).collect()
}

/// The oldest rows that wait to be sealed, by id.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_unsealed(
    on: &Connection,
    clinic_id: ClinicId,
    limit: u64,
) -> Result<Vec<AuditRow>, StorageError> {
    let sql = format!(
        "
SELECT {} FROM audit_unsealed u JOIN audit_event e ON e.clinic_id = u.clinic_id AND e.id = u.event_id
WHERE u.clinic_id = $1 ORDER BY u.event_id LIMIT $2",
        audit_event::COLUMNS
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [clinic_id.uuid().into(), limit.into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let rows = audit_event::Entity::find().from_raw_sql(statement).all(on).await?;
    rows.into_iter().map(to_row).collect()
}

/// Appends links, and takes their rows off the queue.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn append_links(
    tx: &Transaction,
    clinic_id: ClinicId,
    links: &[ChainLink],
) -> Result<(), StorageError> {
    let link = |link: &ChainLink| {
        let ChainLink { sequence, event_id, event_hash, previous } = link;
        audit_seal::ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            sequence: Set(*sequence),
            event_id: Set(event_id.uuid()),
            event_hash: Set(event_hash.to_string()),
            previous_hash: Set(previous.to_string()),
        }
    };
    insert_all::<audit_seal::Entity, _>(tx, links.iter().map(link)).await?;
    let ids: Vec<Uuid> = links.iter().map(|link| link.event_id.uuid()).collect();
    let (of_these, bound) = is_any_of_bound(tx, "event_id", 2, &ids);
    let sql = format!("DELETE FROM audit_unsealed WHERE clinic_id = $1 AND {of_these}");
    change(tx, &sql, [clinic_id.uuid().into(), bound]).await?;
    Ok(())
}

/// The rows of those ids, as stored.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_rows(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[AuditEventId],
) -> Result<Vec<AuditRow>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(to_row).collect()
}

/// The clients and sessions by which each of those rows is found.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_mentions(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[AuditEventId],
) -> Result<HashMap<AuditEventId, Vec<Uuid>>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = audit_mention::Entity::find()
        .filter(audit_mention::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "event_id", &ids))
        .all(on)
        .await?;
    let mut mentions: HashMap<AuditEventId, Vec<Uuid>> = HashMap::new();
    for audit_mention::Model { clinic_id: _, record_id, event_id } in rows {
        mentions.entry(AuditEventId::from_uuid(event_id)).or_default().push(record_id);
    }
    Ok(mentions)
}

/// A row that is neither sealed nor waiting for it: it came in past the triggers.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_stray_row(
    on: &Connection,
    clinic_id: ClinicId,
) -> Result<Option<AuditEventId>, StorageError> {
    let sql = "
SELECT e.id FROM audit_event e WHERE e.clinic_id = $1
AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.clinic_id = e.clinic_id AND s.event_id = e.id)
AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.clinic_id = e.clinic_id AND u.event_id = e.id)
ORDER BY e.id LIMIT 1";
    let found = rows::<IdRow>(on, sql, [clinic_id.uuid().into()]).await?;
    Ok(found.into_iter().next().map(|row| AuditEventId::from_uuid(row.id)))
}

/// A row that waits to be sealed and is not there any more.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_lost_row(
    on: &Connection,
    clinic_id: ClinicId,
) -> Result<Option<AuditEventId>, StorageError> {
    let sql = "
SELECT u.event_id AS id FROM audit_unsealed u WHERE u.clinic_id = $1
AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.clinic_id = u.clinic_id AND e.id = u.event_id)
ORDER BY u.event_id LIMIT 1";
    let found = rows::<IdRow>(on, sql, [clinic_id.uuid().into()]).await?;
    Ok(found.into_iter().next().map(|row| AuditEventId::from_uuid(row.id)))
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

/// How many rows wait to be sealed.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn count_unsealed(on: &Connection, clinic_id: ClinicId) -> Result<i64, StorageError> {
    let sql = "SELECT COUNT(*) AS count FROM audit_unsealed WHERE clinic_id = $1";
    let found = rows::<CountRow>(on, sql, [clinic_id.uuid().into()]).await?;
    Ok(found.first().map_or(0, |row| row.count))
}

fn to_link(row: audit_seal::Model) -> Result<ChainLink, StorageError> {
    let audit_seal::Model { clinic_id: _, sequence, event_id, event_hash, previous_hash } = row;
    let hash = |text: &str| text.parse::<AuditHash>().map_err(|_| StorageError::Corrupt(OF_SEAL));
    Ok(ChainLink {
        sequence,
        event_id: AuditEventId::from_uuid(event_id),
        event_hash: hash(&event_hash)?,
        previous: hash(&previous_hash)?,
    })
}

fn to_row(row: audit_event::Model) -> Result<AuditRow, StorageError> {
    let audit_event::Model {
        clinic_id,
        id,
        at,
        actor_kind,
        actor_id,
        rule,
        operation,
        outcome,
        subject,
        details,
        kind,
        request_id,
        source,
        about,
    } = row;
    Ok(AuditRow {
        clinic_id: ClinicId::from_uuid(clinic_id),
        id: AuditEventId::from_uuid(id),
        at: to_instant(at, "audit_event")?,
        actor_kind,
        actor_id,
        rule,
        kind,
        operation,
        outcome,
        subject,
        details,
        request_id,
        source,
        about,
    })
}
