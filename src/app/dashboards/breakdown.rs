//! Attendance by weekday, hour, format, lead or program.

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{AttendanceBreakdown, BreakdownBy, DashboardFilter, Partition};
use crate::storage::dashboards;

/// The rate of each weekday, hour, format, lead or program: three statements, however many sessions.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_attendance_breakdown(
    app: &App,
    caller: &Caller,
    by: BreakdownBy,
    filter: DashboardFilter,
) -> Result<AttendanceBreakdown, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let Scope { on, reach, filter, period, now, today: _, suppresses } = scope;
    let rates = dashboards::load_rates(on, reach, &filter, period, by, now).await?;
    let all = dashboards::read_rate(on, reach, &filter, period, now).await?;
    let mut attendance = Partition::new(rates, all);
    if suppresses {
        attendance.suppress();
    }
    Ok(AttendanceBreakdown { period, by, attendance })
}
