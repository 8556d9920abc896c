//! What every change leaves behind, in its own transaction: an audit event, and an entry of the change feed. And the
//! audit event of an answer that held clients' records.

use std::fmt::Display;

use jiff::Timestamp;
use serde_json::Value;

use super::App;
use super::risk::ChangedFlag;
use crate::domain::access::Caller;
use crate::domain::audit::{About, AuditEvent, AuditKind, AuditOutcome};
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
    append(tx, app, caller, now, Done { operation, subject: subject.to_string(), details }, &[], Vec::new())
        .await
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
    details: Value,
    flags: &[ChangedFlag],
) -> Result<(), StorageError> {
    let done = Done { operation, subject: subject.to_string(), details };
    done_with_more(tx, app, caller, now, done, flags, None).await
}

/// The same for an operation that touched more records: the feed tells what happened to them after the operation itself,
/// and the audit event speaks of them already.
pub(super) async fn done_with_more(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    mut done: Done,
    flags: &[ChangedFlag],
    also: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<(), StorageError> {
    let also = also.into_iter().collect();
    done.details["flags"] = flags.iter().map(ChangedFlag::for_audit).collect();
    append(tx, app, caller, now, done, flags, also).await
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
    let events = all.into_iter().zip(event_ids).map(|(done, id)| done_event(id, caller, now, done)).collect();
    records::append_audit_events(tx, caller.clinic_id, events).await
}

fn done_event(id: AuditEventId, caller: &Caller, now: Timestamp, done: Done) -> AuditEvent {
    let Done { operation, subject, details } = done;
    let about = About::named_in(Some(&subject), &details);
    AuditEvent { subject: Some(subject), details, ..event(id, caller, now, operation.to_owned(), about) }
}

async fn append(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    done: Done,
    flags: &[ChangedFlag],
    also: Vec<(&'static str, String)>,
) -> Result<(), StorageError> {
    let mut told = vec![(done.operation, done.subject.clone())];
    told.extend(also);
    told.extend(flags.iter().map(|flag| ("assessRisk", flag.id.to_string())));
    let mut ids: Vec<_> = told.iter().map(|_| ChangeId::mint(now, app.entropy())).collect();
    // Of one instant, so chance decides their order otherwise, and with it the feed's.
    ids.sort_unstable();
    let changes =
        told.into_iter().zip(ids).map(|((what, subject), id)| Change { id, what, subject }).collect();
    records::append_changes(tx, caller.clinic_id, now, changes).await?;
    let event = done_event(AuditEventId::mint(now, app.entropy()), caller, now, done);
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
    let about = About::named_in(subject.as_deref(), &Value::Null);
    let event = AuditEvent {
        outcome: AuditOutcome::Refused,
        subject,
        ..event(AuditEventId::mint(now, app.entropy()), caller, now, operation.to_owned(), about)
    };
    records::append_audit_event(tx, caller.clinic_id, event).await
}

/// Records that an answer to `caller` held records of those clients. `operation` names the root fields.
pub(super) async fn read(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    operation: String,
    about: About,
) -> Result<(), StorageError> {
    let event = AuditEvent {
        kind: AuditKind::Read,
        ..event(AuditEventId::mint(now, app.entropy()), caller, now, operation, about)
    };
    records::append_audit_event(tx, caller.clinic_id, event).await
}

/// An event of something done now, without a subject.
fn event(id: AuditEventId, caller: &Caller, now: Timestamp, operation: String, about: About) -> AuditEvent {
    AuditEvent {
        id,
        at: now,
        actor: caller.actor.into(),
        kind: AuditKind::Action,
        operation,
        outcome: AuditOutcome::Done,
        subject: None,
        details: Value::Object(serde_json::Map::new()),
        request_id: caller.origin.request_id.clone(),
        source: caller.origin.source.map(|source| source.to_string()),
        about,
    }
}
