//! Whether clients dropped out, attended under half, or did not complete.

use std::collections::HashMap;

use super::load_own;
use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Ledger;
use crate::domain::enrollments::{Attrition, Enrollment};
use crate::domain::ids::EnrollmentId;
use crate::storage::ledgers;

/// What is derived of each of those enrollments, which the caller may read: one statement, however many, and one more for a
/// caller who sees what they lead. A guest's is missing: whether they dropped out is their own therapist's to know.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read attendance and clients) or the database fails.
pub async fn load_attritions(
    app: &App,
    caller: &Caller,
    enrollments: &[Enrollment],
) -> Result<HashMap<EnrollmentId, Attrition>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    let ids: Vec<EnrollmentId> = enrollments.iter().map(|one| one.id).collect();
    let own = load_own(app, caller, &ids).await?;
    let found = ledgers::load_ledgers(app.db.reader(), caller.clinic_id, &ids).await?;
    let now = app.now();
    let mut entries: HashMap<EnrollmentId, Vec<_>> =
        found.into_iter().map(|found| (found.enrollment_id, found.entries)).collect();
    let derived = enrollments.iter().filter(|one| own.contains(&one.id)).map(|one| {
        let ledger = Ledger::new(entries.remove(&one.id).unwrap_or_default(), now);
        (one.id, Attrition::of(one, &ledger))
    });
    Ok(derived.collect())
}
