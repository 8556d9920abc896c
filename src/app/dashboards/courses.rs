//! The courses of a dashboard with their ledgers.

use std::collections::HashMap;

use super::scope::Scope;
use crate::domain::attendance::Ledger;
use crate::domain::ids::EnrollmentId;
use crate::storage::dashboards::{Course, load_courses};
use crate::storage::{StorageError, ledgers};

/// The courses that began in the period, each with its ledger: two statements, however many.
pub(super) async fn with_ledgers(scope: &Scope<'_>) -> Result<Vec<(Course, Ledger)>, StorageError> {
    let courses = load_courses(scope.on, scope.reach, &scope.filter, scope.period).await?;
    let ids: Vec<EnrollmentId> = courses.iter().map(|course| course.enrollment.id).collect();
    let found = ledgers::load_ledgers(scope.on, scope.reach.clinic_id, &ids).await?;
    let mut entries: HashMap<EnrollmentId, Vec<_>> =
        found.into_iter().map(|found| (found.enrollment_id, found.entries)).collect();
    let with_ledger = |course: Course| {
        let entries = entries.remove(&course.enrollment.id).unwrap_or_default();
        (course, Ledger::new(entries, scope.now))
    };
    Ok(courses.into_iter().map(with_ledger).collect())
}
