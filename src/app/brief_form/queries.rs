//! Reading what was decided.

use std::collections::HashMap;

use crate::app::access::require;
use crate::app::enrollments::load_own;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::brief_form::BriefFormDecision;
use crate::domain::ids::EnrollmentId;
use crate::storage::brief_forms;

/// What stands decided about the brief form of those enrollments, which the caller may read; none where nobody decided. One
/// statement, however many, and one more for a caller who sees what they lead. A guest's is missing: it is their own
/// therapist's to know.
///
/// # Errors
/// `Failure` if denied (it needs the right to read risk) or the database fails.
pub async fn load_brief_form_decisions(
    app: &App,
    caller: &Caller,
    ids: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Option<BriefFormDecision>>, Failure> {
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let own = load_own(app, caller, ids).await?;
    let found = brief_forms::load_decisions(app.db.reader(), caller.clinic_id, ids).await?;
    let mut decided: HashMap<EnrollmentId, BriefFormDecision> =
        found.into_iter().map(|decision| (decision.enrollment_id, decision)).collect();
    Ok(own.into_iter().map(|id| (id, decided.remove(&id))).collect())
}
