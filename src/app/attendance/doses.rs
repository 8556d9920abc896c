//! What of the promised treatment was received.

use std::collections::HashMap;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::{Dose, Ledger};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, ProgramId};
use crate::storage::{ledgers, programs};

/// The dose of each of those enrollments, which the caller may read: one statement, however many, and another if some have
/// no session yet. Those have received nothing.
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
    let mut doses: HashMap<EnrollmentId, Dose> = HashMap::new();
    for found in found {
        let ledger = Ledger::new(found.entries, now);
        let dose = Dose::of(&ledger, found.planned_sessions, found.minimum_dose, found.is_over);
        doses.insert(found.enrollment_id, dose);
    }
    let without: Vec<&Enrollment> = enrollments.iter().filter(|one| !doses.contains_key(&one.id)).collect();
    if !without.is_empty() {
        let programs: Vec<ProgramId> = without.iter().map(|one| one.program_id).collect();
        let minimums = programs::load_minimum_doses(app.db.reader(), caller.clinic_id, &programs).await?;
        for one in without {
            let promised = u32::try_from(one.planned_sessions).unwrap_or(0);
            let minimum = minimums.get(&one.program_id).copied().unwrap_or(promised);
            doses.insert(one.id, Dose::promised(promised, minimum));
        }
    }
    Ok(doses)
}
