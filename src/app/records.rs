//! What every change leaves behind, in its own transaction: an audit event, and an entry of the change feed.

use std::fmt::Display;

use jiff::Timestamp;
use serde_json::Value;

use super::App;
use crate::domain::access::Caller;
use crate::domain::audit::{AuditEvent, AuditOutcome};
use crate::domain::ids::{AuditEventId, ChangeId};
use crate::storage::{StorageError, Transaction, records};

/// Records that `caller` did `operation` on `subject`. `details` hold ids and words, never names or addresses.
pub(super) async fn done(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    operation: &'static str,
    subject: impl Display,
    details: Value,
) -> Result<(), StorageError> {
    let subject = subject.to_string();
    records::append_change(
        tx,
        caller.clinic_id,
        ChangeId::mint(now, app.entropy()),
        now,
        &subject,
        operation,
    )
    .await?;
    let event = AuditEvent {
        id: AuditEventId::mint(now, app.entropy()),
        at: now,
        actor: caller.actor.into(),
        operation: operation.to_owned(),
        outcome: AuditOutcome::Done,
        subject: Some(subject),
        details,
    };
    records::append_audit_event(tx, caller.clinic_id, event).await
}

/// Appends entries to the change feed for records that changed along with another: in one statement, if there are any.
pub(super) async fn changed(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    what: &'static str,
    subjects: impl Iterator<Item = impl Display>,
) -> Result<(), StorageError> {
    let entries: Vec<_> =
        subjects.map(|subject| (ChangeId::mint(now, app.entropy()), subject.to_string())).collect();
    records::append_changes(tx, caller.clinic_id, now, &entries, what).await
}

/// Records that `caller` was refused `operation`, on `subject` if one record was asked for.
pub(super) async fn refused(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    operation: &'static str,
    subject: Option<String>,
) -> Result<(), StorageError> {
    let event = AuditEvent {
        id: AuditEventId::mint(now, app.entropy()),
        at: now,
        actor: caller.actor.into(),
        operation: operation.to_owned(),
        outcome: AuditOutcome::Refused,
        subject,
        details: Value::Object(serde_json::Map::new()),
    };
    records::append_audit_event(tx, caller.clinic_id, event).await
}
