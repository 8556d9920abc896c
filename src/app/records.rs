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

/// Records that `caller` was refused `operation`.
pub(super) async fn refused(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    operation: &'static str,
) -> Result<(), StorageError> {
    let event = AuditEvent {
        id: AuditEventId::mint(now, app.entropy()),
        at: now,
        actor: caller.actor.into(),
        operation: operation.to_owned(),
        outcome: AuditOutcome::Refused,
        subject: None,
        details: Value::Object(serde_json::Map::new()),
    };
    records::append_audit_event(tx, caller.clinic_id, event).await
}
