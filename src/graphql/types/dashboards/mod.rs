//! Dashboards: cells with figures, and the filter they share.
//!
//! Owns: how figures, periods and withheld cells are shown. Must not know: how anything is counted.
//! Example: `AttendanceCells` are the rates of days, hours, leads or programs side by side, with that of all together.
//! The next dashboard is a file here; its table for a spreadsheet is the domain's.

mod by_program;
mod cells;
mod change;
mod filter;
mod heat_map;
mod kind;
mod offered;
mod retention;
mod viability;

pub(crate) use by_program::{
    AttendanceBreakdown, AttritionByProgram, RecordingBacklog, ReferralToFirstSession, RiskFlagCounts,
};
pub(crate) use change::DashboardChange;
pub(crate) use filter::{DashboardFilter, refused};
pub(crate) use heat_map::GroupHeatMap;
pub(crate) use kind::{BreakdownBy, Dashboard};
pub(crate) use offered::OfferedAgainstAttended;
pub(crate) use retention::Retention;
pub(crate) use viability::Viability;
