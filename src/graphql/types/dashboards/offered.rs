//! Sessions offered against sessions attended.

use async_graphql::SimpleObject;

use super::cells::{AttendanceCells, CoursesOverCells};
use crate::domain::dashboards as domain;
use crate::graphql::scalars::LocalDate;

/// How much of what was offered was attended, by program.
#[derive(SimpleObject)]
pub(crate) struct OfferedAgainstAttended {
    /// The first date.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// Of the sessions of these dates, by program.
    attendance: AttendanceCells,
    /// Of the courses that began on these dates and are over, by program.
    courses_over: CoursesOverCells,
}

impl From<domain::OfferedAgainstAttended> for OfferedAgainstAttended {
    fn from(dashboard: domain::OfferedAgainstAttended) -> Self {
        let domain::OfferedAgainstAttended { period, attendance, courses_over } = dashboard;
        Self {
            from: LocalDate(period.from()),
            until: LocalDate(period.until()),
            attendance: attendance.into(),
            courses_over: courses_over.into(),
        }
    }
}
