//! Sessions offered against sessions attended.

use super::courses::with_ledgers;
use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{
    BreakdownBy, CourseOver, CoursesOver, DashboardFilter, OfferedAgainstAttended, Partition,
};
use crate::domain::enrollments::Enrollment;
use crate::storage::dashboards;

/// How much of what was offered was attended, by program: five statements, however many courses.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_offered_against_attended(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<OfferedAgainstAttended, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let Scope { on, reach, filter, period, now, today: _, suppresses } = scope;
    let rates = dashboards::load_rates(on, reach, &filter, period, BreakdownBy::Program, now).await?;
    let all = dashboards::read_rate(on, reach, &filter, period, now).await?;
    let courses = with_ledgers(&scope).await?;
    let over = courses.into_iter().filter(|(course, _)| course.enrollment.ended_at.is_some());
    let over = over.map(|(course, ledger)| {
        let Enrollment { client_id, planned_sessions, former_planned_sessions, .. } = course.enrollment;
        // The brief form's eight were no promise at the outset.
        let promised = former_planned_sessions.unwrap_or(planned_sessions);
        let promised = u32::try_from(promised).unwrap_or(0);
        (course.program, client_id, CourseOver { promised, received: ledger.dose_attended() })
    });
    let mut dashboard = OfferedAgainstAttended {
        period,
        attendance: Partition::new(rates, all),
        courses_over: CoursesOver::by_program(over),
    };
    if suppresses {
        dashboard.suppress();
    }
    Ok(dashboard)
}
