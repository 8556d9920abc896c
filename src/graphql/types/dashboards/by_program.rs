//! Dashboards made of cells: breakdown, backlog, waits, lost courses, flags.

use async_graphql::SimpleObject;

use super::cells::{AttendanceCells, BacklogCells, DaysWaitedCells, FlagCells, NotBegunCells, ShareCells};
use super::kind::BreakdownBy;
use crate::domain::dashboards as domain;
use crate::domain::enrollments::ATTRITION_VERSION;
use crate::graphql::scalars::LocalDate;

/// Attendance by weekday, hour, format, lead or program.
#[derive(SimpleObject)]
pub(crate) struct AttendanceBreakdown {
    /// The first date.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// By what.
    by: BreakdownBy,
    /// The rates.
    attendance: AttendanceCells,
}

impl From<domain::AttendanceBreakdown> for AttendanceBreakdown {
    fn from(dashboard: domain::AttendanceBreakdown) -> Self {
        let domain::AttendanceBreakdown { period, by, attendance } = dashboard;
        let (from, until) = (LocalDate(period.from()), LocalDate(period.until()));
        Self { from, until, by: by.into(), attendance: attendance.into() }
    }
}

/// Sessions that are over while somebody's attendance is not recorded, by who led them.
#[derive(SimpleObject)]
pub(crate) struct RecordingBacklog {
    /// The first date of the sessions.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// The backlogs.
    leads: BacklogCells,
}

impl From<domain::RecordingBacklog> for RecordingBacklog {
    fn from(dashboard: domain::RecordingBacklog) -> Self {
        let domain::RecordingBacklog { period, leads } = dashboard;
        let (from, until) = (LocalDate(period.from()), LocalDate(period.until()));
        Self { from, until, leads: leads.into() }
    }
}

/// How long clients waited from the referral to the first weekly session that they attended, by program.
#[derive(SimpleObject)]
pub(crate) struct ReferralToFirstSession {
    /// The first date of the referrals.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// Those who have attended a session.
    began: DaysWaitedCells,
    /// Those who have not: counted apart, since nobody knows how long they will have waited.
    not_begun: NotBegunCells,
}

impl From<domain::ReferralToFirstSession> for ReferralToFirstSession {
    fn from(dashboard: domain::ReferralToFirstSession) -> Self {
        let domain::ReferralToFirstSession { period, began, not_begun } = dashboard;
        let (from, until) = (LocalDate(period.from()), LocalDate(period.until()));
        Self { from, until, began: began.into(), not_begun: not_begun.into() }
    }
}

/// Who of the courses that began in the period dropped out, attended under half, did not complete: by program, each share
/// of the courses of which it can be said. `Attrition` of an enrollment says what each means.
#[derive(SimpleObject)]
pub(crate) struct AttritionByProgram {
    /// The first date on which courses began.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// The version of the definitions.
    definition_version: u32,
    /// Three or more final held sessions unattended, and no agreed ending.
    dropped_out: ShareCells,
    /// Fewer than half of four or more opportunities attended.
    attended_under_half: ShareCells,
    /// Over with fewer sessions held than planned, or in the brief form received.
    did_not_complete: ShareCells,
}

impl From<domain::AttritionByProgram> for AttritionByProgram {
    fn from(dashboard: domain::AttritionByProgram) -> Self {
        let domain::AttritionByProgram { period, dropped_out, attended_under_half, did_not_complete } =
            dashboard;
        Self {
            from: LocalDate(period.from()),
            until: LocalDate(period.until()),
            definition_version: ATTRITION_VERSION,
            dropped_out: dropped_out.into(),
            attended_under_half: attended_under_half.into(),
            did_not_complete: did_not_complete.into(),
        }
    }
}

/// What became of the risk flags raised in the period, by kind: acted on, or false.
#[derive(SimpleObject)]
pub(crate) struct RiskFlagCounts {
    /// The first date on which flags were raised.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// The counts.
    kinds: FlagCells,
}

impl From<domain::RiskFlagCounts> for RiskFlagCounts {
    fn from(dashboard: domain::RiskFlagCounts) -> Self {
        let domain::RiskFlagCounts { period, kinds } = dashboard;
        let (from, until) = (LocalDate(period.from()), LocalDate(period.until()));
        Self { from, until, kinds: kinds.into() }
    }
}
