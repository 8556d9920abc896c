//! Reading the audit log.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::audit::{AuditEvent, AuditFilter};
use crate::domain::ids::AuditEventId;
use crate::domain::slice::Slice;
use crate::storage::audit_events;

/// One event of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_audit_event(
    app: &App,
    caller: &Caller,
    id: AuditEventId,
) -> Result<Option<AuditEvent>, Failure> {
    require_on(app, caller, Action::ReadAudit, id).await?;
    audit_events::find_audit_event(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the caller's audit log, newest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_audit_events(
    app: &App,
    caller: &Caller,
    filter: &AuditFilter,
    slice: Slice<AuditEventId>,
) -> Result<Vec<AuditEvent>, Failure> {
    require(app, caller, Action::ReadAudit, Concern::Clinic).await?;
    let found = audit_events::list_audit_events(app.db.reader(), caller.clinic_id, filter, slice).await;
    found.map_err(Failure::from)
}
