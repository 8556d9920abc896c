//! Risk flags and what became of them.

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{DashboardFilter, RiskFlagCounts};
use crate::storage::dashboards::load_raised_flags;

/// What became of the flags raised in the period, by kind: two statements. As counts they are attendance; whose they are
/// takes the right to read risk.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_risk_flag_counts(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<RiskFlagCounts, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let flags = load_raised_flags(scope.on, scope.reach, &scope.filter, scope.period).await?;
    let mut dashboard = RiskFlagCounts::of(scope.period, flags);
    if scope.suppresses {
        dashboard.kinds.suppress();
    }
    Ok(dashboard)
}
