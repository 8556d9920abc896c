//! Dashboards: what the caller may see of many courses at once, and the same as a file.
//!
//! Owns: the right, the period that is meant where none is given, which rows are loaded, and that small cells are withheld
//! from who may read aggregates only. Must not know: GraphQL, how a figure is computed.
//! Example: `read_offered_against_attended(&app, &caller, filter)` costs as many statements for one group as for fifty.
//! The next dashboard is a file here, and an arm of `export`.

mod attrition;
mod backlog;
mod breakdown;
mod courses;
mod error;
mod export;
mod heat_map;
mod offered;
mod referrals;
mod retention;
mod risk_flags;
mod scope;
mod viability;

pub use attrition::read_attrition;
pub use backlog::read_recording_backlog;
pub use breakdown::read_attendance_breakdown;
pub use error::DashboardError;
pub use export::{Export, ExportDashboard, export_dashboard, shown_by};
pub use heat_map::read_group_heat_map;
pub use offered::read_offered_against_attended;
pub use referrals::read_referral_to_first_session;
pub use retention::read_retention;
pub use risk_flags::read_risk_flag_counts;
pub use viability::read_viability;
