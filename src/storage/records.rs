//! The audit log and the change feed: appended to, never changed. `audit_events` reads the log, `audit_chain` seals it.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::entities::{audit_event, change};
use super::error::StorageError;
use super::insert::insert_all;
use super::transaction::Transaction;
use super::values::to_column;
use crate::domain::audit::{AuditActor, AuditEvent};
use crate::domain::ids::{ChangeId, ClinicId};

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
    let AuditEvent { id, at, actor, kind, operation, outcome, subject, details, request_id, source, about } =
        event;
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
        kind: Set(kind.to_string()),
        request_id: Set(request_id),
        source: Set(source),
        about: Set(about.ids().into()),
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
