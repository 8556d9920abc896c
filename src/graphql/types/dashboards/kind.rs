//! Which dashboards there are.

use crate::domain::dashboards as domain;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// A dashboard, as it is asked for by name.
    Dashboard = domain::Dashboard {
        /// Sessions offered against sessions attended, by program.
        OfferedAgainstAttended,
        /// Those still attending at each opportunity.
        Retention,
        /// Who of a group came to which session; the filter names the group.
        GroupHeatMap,
        /// The rate by weekday.
        AttendanceByWeekday,
        /// The rate by hour.
        AttendanceByHour,
        /// The rate in groups and one-on-one.
        AttendanceByFormat,
        /// The rate by who led the session.
        AttendanceByLead,
        /// The rate by program.
        AttendanceByProgram,
        /// Whether enough people will come to coming sessions.
        Viability,
        /// What nobody has recorded yet.
        RecordingBacklog,
        /// How long clients waited from the referral to the first session.
        ReferralToFirstSession,
        /// Who dropped out, attended under half, did not complete.
        Attrition,
        /// Risk flags raised, acted on, false, by kind.
        RiskFlagCounts,
    }

    /// By what attendance is broken down.
    BreakdownBy = domain::BreakdownBy {
        /// The day of the week on which a session began, on its own wall calendar.
        Weekday,
        /// The hour in which it began, on its own wall clock.
        Hour,
        /// In a group or one-on-one.
        Format,
        /// Who led the session.
        Lead,
        /// The program of the course.
        Program,
    }
}
