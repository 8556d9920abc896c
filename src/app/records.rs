//! What every change leaves behind, in its own transaction: an audit event, and an entry of the change feed.

use std::fmt::Display;

use jiff::Timestamp;
use serde_json::Value;

use super::App;
use super::risk::ChangedFlag;
use crate::domain::access::Caller;
use crate::domain::audit::{AuditEvent, AuditOutcome};
use crate::domain::ids::{AuditEventId, ChangeId};
use crate::storage::records::{self, Change};
use crate::storage::{StorageError, Transaction};

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
    append(tx, app, caller, now, Done { operation, subject: subject.to_string(), details }, &[]).await
}

/// The same for an operation after which risk was assessed: the flags that changed are told with it, in the audit
/// event's details as in the feed. As many statements as without.
#[expect(clippy::too_many_arguments, reason = "what `done` takes, and the flags")]
pub(super) async fn done_with_flags(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    operation: &'static str,
    subject: impl Display,
    mut details: Value,
    flags: &[ChangedFlag],
) -> Result<(), StorageError> {
    details["flags"] = flags.iter().map(ChangedFlag::for_audit).collect();
    append(tx, app, caller, now, Done { operation, subject: subject.to_string(), details }, flags).await
}

/// One of many things done: what, on what, and what is worth knowing besides, never names or addresses.
pub(super) struct Done {
    pub(super) operation: &'static str,
    pub(super) subject: String,
    pub(super) details: Value,
}

/// Records many at once, in few statements: for each an entry of the feed and an audit event, in their order.
pub(super) async fn done_many(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    all: Vec<Done>,
) -> Result<(), StorageError> {
    let mut change_ids: Vec<_> = all.iter().map(|_| ChangeId::mint(now, app.entropy())).collect();
    let mut event_ids: Vec<_> = all.iter().map(|_| AuditEventId::mint(now, app.entropy())).collect();
    change_ids.sort_unstable();
    event_ids.sort_unstable();
    let changes = all.iter().zip(change_ids);
    let changes = changes
        .map(|(done, id)| Change { id, what: done.operation, subject: done.subject.clone() })
        .collect();
    records::append_changes(tx, caller.clinic_id, now, changes).await?;
    let events = all.into_iter().zip(event_ids).map(|(done, id)| event(id, caller, now, done)).collect();
    records::append_audit_events(tx, caller.clinic_id, events).await
}

fn event(id: AuditEventId, caller: &Caller, now: Timestamp, done: Done) -> AuditEvent {
    let Done { operation, subject, details } = done;
    AuditEvent {
        id,
        at: now,
        actor: caller.actor.into(),
        operation: operation.to_owned(),
        outcome: AuditOutcome::Done,
        subject: Some(subject),
        details,
    }
}

async fn append(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    done: Done,
    flags: &[ChangedFlag],
) -> Result<(), StorageError> {
    let change = |what, subject| Change { id: ChangeId::mint(now, app.entropy()), what, subject };
    let mut changes = vec![change(done.operation, done.subject.clone())];
    changes.extend(flags.iter().map(|flag| change("assessRisk", flag.id.to_string())));
    records::append_changes(tx, caller.clinic_id, now, changes).await?;
    let event = event(AuditEventId::mint(now, app.entropy()), caller, now, done);
    records::append_audit_event(tx, caller.clinic_id, event).await
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
