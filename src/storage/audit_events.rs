//! Reading the audit log.

use sea_orm::{ConnectionTrait, EntityTrait, Statement, Value};
use uuid::Uuid;

use super::Connection;
use super::entities::audit_event;
use super::error::StorageError;
use super::values::{parse, to_instant};
use crate::domain::audit::{About, AuditActor, AuditEvent, AuditFilter};
use crate::domain::ids::{AuditEventId, ClientId, ClinicId, SessionId, StaffMemberId};
use crate::domain::slice::Slice;

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

/// A slice of the clinic's audit log, newest first. The index of what is asked for first gives the order.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_audit_events(
    on: &Connection,
    clinic_id: ClinicId,
    filter: &AuditFilter,
    slice: Slice<AuditEventId>,
) -> Result<Vec<AuditEvent>, StorageError> {
    let AuditFilter { subject, client_id, session_id } = filter;
    let mut values: Vec<Value> = vec![clinic_id.uuid().into()];
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let (mut tables, mut conditions) = (String::new(), String::new());
    let records = client_id.map(ClientId::uuid).into_iter().chain(session_id.map(SessionId::uuid));
    let records: Vec<Uuid> = records.collect();
    let mut key = "e.id".to_owned();
    for (number, record) in records.iter().enumerate() {
        let record = bind((*record).into());
        tables.push_str(&format!(
            " JOIN audit_mention m{number} ON m{number}.clinic_id = e.clinic_id AND m{number}.event_id = e.id"
        ));
        conditions.push_str(&format!(" AND m{number}.clinic_id = $1 AND m{number}.record_id = {record}"));
        key = "m0.event_id".to_owned();
    }
    if let Some(subject) = subject {
        conditions.push_str(&format!(" AND e.subject = {}", bind(subject.as_str().into())));
    }
    if let Some(before) = slice.after {
        conditions.push_str(&format!(" AND {key} < {}", bind(before.uuid().into())));
    }
    let limit = bind(i64::try_from(slice.limit).unwrap_or(i64::MAX).into());
    let sql = format!(
        "SELECT {} FROM audit_event e{tables} WHERE e.clinic_id = $1{conditions} ORDER BY {key} DESC LIMIT {limit}",
        audit_event::COLUMNS
    );
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let rows = audit_event::Entity::find().from_raw_sql(statement).all(on).await?;
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
        kind,
        request_id,
        source,
        about,
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
        kind: parse(&kind, OF)?,
        operation,
        outcome: parse(&outcome, OF)?,
        subject,
        details,
        request_id,
        source,
        about: About::named_in(None, &about),
    })
}
