//! Make-ups: what may be made up for, and how.
//!
//! Owns: which missed places may be made up for, and whether alone or as a guest of a sister group. Must not know: rows,
//! who may schedule.
//! Example: `check_missed(&place, &session, now)` answers why a place cannot be made up for, or nothing.
//! The next rule of making up comes here, as a function of the missed place.

mod missed;
mod sister;

pub use missed::{NotMissed, check_missed, is_standing};
pub use sister::{NoSister, check_sister};
