//! Dashboards: figures about many courses at once, and how they are computed from rows.
//!
//! Owns: the period and the filter, what each figure counts, which cells are too small to be shown, and each dashboard as
//! a table for a spreadsheet. Must not know: who asks, rows of a database, GraphQL. What counts as attended is
//! `attendance::Effect`'s to say, never this module's.
//! Example: `Partition::gather(courses, add)` sorts courses into cells, and `suppress()` withholds those of fewer than
//! five people in a way that the total does not give away.
//! The next dashboard is a file with its figures and its `table`, and a word of `Dashboard`.

mod attrition;
mod backlog;
mod breakdown;
mod cell;
mod cell_of;
mod csv_text;
mod filter;
mod heat_map;
mod kind;
mod offered;
mod period;
mod poisson_binomial;
mod retention;
mod risk_flags;
mod share;
mod table;
mod viability;
mod waits;

pub use attrition::AttritionByProgram;
pub use backlog::{Backlog, RecordingBacklog};
pub use breakdown::AttendanceBreakdown;
pub use cell::{Cell, FEWEST_PEOPLE, Partition, suppress};
pub use cell_of::{BreakdownBy, CellOf};
pub use csv_text::csv_text;
pub use filter::DashboardFilter;
pub use heat_map::{HeatMap, HeatMapMember, HeatMapSession};
pub use kind::Dashboard;
pub use offered::{CourseOver, CoursesOver, OfferedAgainstAttended};
pub use period::{DAYS_AHEAD, DAYS_BACK, InvalidPeriod, MOST_DAYS, MOST_DAYS_AHEAD, Period};
pub use poisson_binomial::{chance_of_at_least, poisson_binomial};
pub use retention::{RetainedCourse, Retention};
pub use risk_flags::RiskFlagCounts;
pub use share::Share;
pub use table::{Table, Value};
pub use viability::{Chances, Likelihood, Outlook, Viability, ViableSession};
pub use waits::{Days, NotBegun, ReferralToFirstSession, Wait};
