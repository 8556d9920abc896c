//! The audit log and the change feed: appended to, never changed.

use jiff::Timestamp;
use sea_orm::sea_query::{Order, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::Connection;
use super::entities::{audit_event, change};
use super::error::StorageError;
use super::insert::insert_all;
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use crate::domain::audit::{AuditActor, AuditEvent};
use crate::domain::ids::{AuditEventId, ChangeId, ClientId, ClinicId, StaffMemberId};
use crate::domain::slice::Slice;

/// Appends one event to the clinic's audit log.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn append_audit_event(
    tx: &Transaction,
    clinic_id: ClinicId,
    event: AuditEvent,
) -> Result<(), StorageError> {
    audit_event::Entity::insert(to_row(clinic_id, event)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Appends events to the clinic's audit log, as many in a statement as both databases take.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn append_audit_events(
    tx: &Transaction,
    clinic_id: ClinicId,
    events: Vec<AuditEvent>,
) -> Result<(), StorageError> {
    let rows = events.into_iter().map(|event| to_row(clinic_id, event));
    insert_all::<audit_event::Entity, _>(tx, rows).await
}

fn to_row(clinic_id: ClinicId, event: AuditEvent) -> audit_event::ActiveModel {
    let AuditEvent { id, at, actor, operation, outcome, subject, details } = event;
    let (actor_kind, actor_id, rule) = match actor {
        AuditActor::Staff(id) => ("STAFF", Some(id.uuid()), None),
        AuditActor::Client(id) => ("CLIENT", Some(id.uuid()), None),
        AuditActor::System(rule) => ("SYSTEM", None, Some(rule)),
    };
    audit_event::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        at: Set(to_column(at)),
        actor_kind: Set(actor_kind.to_owned()),
        actor_id: Set(actor_id),
        rule: Set(rule),
        operation: Set(operation),
        outcome: Set(outcome.to_string()),
        subject: Set(subject),
        details: Set(details),
    }
}

/// An entry of the change feed.
#[derive(Debug)]
pub struct Change {
    /// Which entry.
    pub id: ChangeId,
    /// The operation that changed something.
    pub what: &'static str,
    /// The record that changed, as an id with its prefix.
    pub subject: String,
}

/// Appends entries to the clinic's change feed, in one statement.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn append_changes(
    tx: &Transaction,
    clinic_id: ClinicId,
    at: Timestamp,
    changes: Vec<Change>,
) -> Result<(), StorageError> {
    let rows = changes.into_iter().map(|Change { id, what, subject }| change::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        at: Set(to_column(at)),
        subject: Set(subject),
        what: Set(what.to_owned()),
    });
    insert_all::<change::Entity, _>(tx, rows).await
}

/// The event of that id, if the clinic's log has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_audit_event(
    on: &Connection,
    clinic_id: ClinicId,
    id: AuditEventId,
) -> Result<Option<AuditEvent>, StorageError> {
    audit_event::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// A slice of the clinic's audit log, newest first, of one subject if one is given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_audit_events(
    on: &Connection,
    clinic_id: ClinicId,
    subject: Option<&str>,
    slice: Slice<AuditEventId>,
) -> Result<Vec<AuditEvent>, StorageError> {
    let before: Option<SimpleExpr> = slice.after.map(|id| audit_event::Column::Id.lt(id.uuid()));
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(subject, |query, subject| query.filter(audit_event::Column::Subject.eq(subject)))
        .apply_if(before, QueryFilter::filter)
        .order_by(audit_event::Column::Id, Order::Desc)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: audit_event::Model) -> Result<AuditEvent, StorageError> {
    const OF: &str = "audit_event";
    let audit_event::Model {
        clinic_id: _,
        id,
        at,
        actor_kind,
        actor_id,
        rule,
        operation,
        outcome,
        subject,
        details,
    } = row;
    let actor = match (actor_kind.as_str(), actor_id, rule) {
        ("STAFF", Some(id), None) => AuditActor::Staff(StaffMemberId::from_uuid(id)),
        ("CLIENT", Some(id), None) => AuditActor::Client(ClientId::from_uuid(id)),
        ("SYSTEM", None, Some(rule)) => AuditActor::System(rule),
        _ => return Err(StorageError::Corrupt(OF)),
    };
    Ok(AuditEvent {
        id: AuditEventId::from_uuid(id),
        at: to_instant(at, OF)?,
        actor,
        operation,
        outcome: parse(&outcome, OF)?,
        subject,
        details,
    })
}
