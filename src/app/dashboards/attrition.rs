//! Who dropped out, attended under half, did not complete.

use super::courses::with_ledgers;
use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{AttritionByProgram, CellOf, DashboardFilter};
use crate::domain::enrollments::Attrition;
use crate::domain::ids::ClientId;

/// The shares of lost courses among those that began in the period, by program: three statements.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_attrition(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<AttritionByProgram, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let courses = with_ledgers(&scope).await?;
    let found: Vec<(CellOf, ClientId, Attrition)> = courses
        .into_iter()
        .map(|(course, ledger)| {
            let attrition = Attrition::of(&course.enrollment, &ledger);
            (course.program, course.enrollment.client_id, attrition)
        })
        .collect();
    let mut dashboard = AttritionByProgram::of(scope.period, &found);
    if scope.suppresses {
        dashboard.suppress();
    }
    Ok(dashboard)
}
