//! Reading the audit log.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::audit::AuditEvent;
use crate::domain::ids::AuditEventId;
use crate::domain::slice::Slice;
use crate::storage::records;

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
    records::find_audit_event(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the caller's audit log, newest first, of one subject if its id is given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_audit_events(
    app: &App,
    caller: &Caller,
    subject: Option<&str>,
    slice: Slice<AuditEventId>,
) -> Result<Vec<AuditEvent>, Failure> {
    require(app, caller, Action::ReadAudit, Concern::Clinic).await?;
    records::list_audit_events(app.db.reader(), caller.clinic_id, subject, slice).await.map_err(Failure::from)
}
