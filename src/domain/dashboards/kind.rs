//! Which dashboards there are.

use crate::domain::words::words;

words! {
    /// A dashboard, as it is asked for by name.
    pub enum Dashboard {
        /// Sessions offered against sessions attended, by program.
        OfferedAgainstAttended = "OFFERED_AGAINST_ATTENDED",
        /// Those still attending at each opportunity.
        Retention = "RETENTION",
        /// Who of a group came to which session.
        GroupHeatMap = "GROUP_HEAT_MAP",
        /// The rate by weekday.
        AttendanceByWeekday = "ATTENDANCE_BY_WEEKDAY",
        /// The rate by hour.
        AttendanceByHour = "ATTENDANCE_BY_HOUR",
        /// The rate in groups and one-on-one.
        AttendanceByFormat = "ATTENDANCE_BY_FORMAT",
        /// The rate by who led the session.
        AttendanceByLead = "ATTENDANCE_BY_LEAD",
        /// The rate by program.
        AttendanceByProgram = "ATTENDANCE_BY_PROGRAM",
        /// Whether enough people will come to coming sessions.
        Viability = "VIABILITY",
        /// What nobody has recorded yet.
        RecordingBacklog = "RECORDING_BACKLOG",
        /// How long clients waited from the referral to the first session.
        ReferralToFirstSession = "REFERRAL_TO_FIRST_SESSION",
        /// Who dropped out, attended under half, did not complete.
        Attrition = "ATTRITION",
        /// Risk flags raised, acted on, false, by kind.
        RiskFlagCounts = "RISK_FLAG_COUNTS",
    }
}
