//! What of the promised treatment was received.

use std::collections::HashMap;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::{Dose, Ledger};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::EnrollmentId;
use crate::storage::ledgers;

/// The dose of each of those enrollments, which the caller may read: one statement, however many. One without any session
/// yet has received nothing.
///
/// # Errors
/// `Failure` if denied (it needs the right to read attendance) or the database fails.
pub async fn load_doses(
    app: &App,
    caller: &Caller,
    enrollments: &[Enrollment],
) -> Result<HashMap<EnrollmentId, Dose>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let ids: Vec<EnrollmentId> = enrollments.iter().map(|one| one.id).collect();
    let found = ledgers::load_ledgers(app.db.reader(), caller.clinic_id, &ids).await?;
    let now = app.now();
    let nothing_yet = enrollments.iter().map(|one| {
        let promised = u32::try_from(one.planned_sessions).unwrap_or(0);
        (one.id, Dose { promised, ..Dose::default() })
    });
    let mut doses: HashMap<EnrollmentId, Dose> = nothing_yet.collect();
    for found in found {
        let ledger = Ledger::new(found.entries, now);
        doses.insert(found.enrollment_id, Dose::of(&ledger, found.planned_sessions, found.is_over));
    }
    Ok(doses)
}
