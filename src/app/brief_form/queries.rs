//! Reading what was decided.

use std::collections::HashMap;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::brief_form::BriefFormDecision;
use crate::domain::ids::EnrollmentId;
use crate::storage::brief_forms;

/// What stands decided about the brief form of those enrollments, which the caller may read: one statement, however many.
///
/// # Errors
/// `Failure` if denied (it needs the right to read risk) or the database fails.
pub async fn load_brief_form_decisions(
    app: &App,
    caller: &Caller,
    ids: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, BriefFormDecision>, Failure> {
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let found =
        brief_forms::load_decisions(app.db.reader(), caller.clinic_id, ids).await.map_err(Failure::from)?;
    Ok(found.into_iter().map(|decision| (decision.enrollment_id, decision)).collect())
}
