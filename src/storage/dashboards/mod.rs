//! What dashboards are computed from: counts by the database where it can count, otherwise the rows of the period.
//!
//! Owns: the queries, each one statement however many courses there are, always within the caller's reach. Must not know:
//! which cells are shown, what a figure is called.
//! Example: `load_rates(&db, reach, &filter, period, BreakdownBy::Weekday, now)` gives the rate of each day of the week.
//! The next dashboard's rows get a file here; the filter's conditions stand in `within`.

mod backlog;
mod coming;
mod courses;
mod rates;
mod referrals;
mod risk_flags;
mod within;

pub use backlog::{load_backlogs, read_backlog};
pub use coming::{ComingSession, Expected, load_coming};
pub use courses::{Course, load_courses};
pub use rates::{load_rates, read_rate};
pub use referrals::{Referral, load_referrals};
pub use risk_flags::load_raised_flags;
