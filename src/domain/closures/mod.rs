//! Times at which a site is closed or a therapist is away.
//!
//! Owns: what a closure is, which instants it takes up, whether a session falls into one, what a holiday file says.
//! Must not know: rows, what becomes of sessions (that is `domain::series`).
//! Example: `ClosureSpan::parse(christmas, None, None, None)?.stretches(&zone)?` gives the instants from midnight to midnight;
//! `ClosedTimes::new(..)` answers whether a session of a series falls into any of them.
//! Another kind of closure is a variant of `ClosureOf`.

mod by_last_date;
mod closed_times;
mod closure;
mod holidays;
mod moment;
mod repeated;
mod span;

pub use by_last_date::ByLastDate;
pub use closed_times::{ClosedTimes, Whereabouts};
pub use closure::{Closure, ClosureOf, NewClosure};
pub use holidays::{Holidays, NoHolidayFile, PassedOver, WhyPassedOver, read_holidays};
pub use span::{ClosureSpan, InvalidClosureSpan};
