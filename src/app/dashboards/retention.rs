//! Retention by ordinal.

use super::courses::with_ledgers;
use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{DashboardFilter, RetainedCourse, Retention};

/// Those still attending at each opportunity, of the courses that began in the period: three statements.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_retention(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<Retention, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let courses = with_ledgers(&scope).await?;
    let courses: Vec<RetainedCourse> =
        courses.iter().map(|(course, ledger)| RetainedCourse::of(&course.enrollment, ledger)).collect();
    let mut retention = Retention::of(scope.period, &courses);
    if scope.suppresses {
        retention.suppress();
    }
    Ok(retention)
}
