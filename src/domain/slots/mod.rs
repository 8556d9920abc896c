//! Weekly hours at which several people, therapists and a room are all free, over the weeks of a series.
//!
//! Owns: which hours are asked for, when somebody can't take part and why, the search and its order; and the weeks of a
//! series as a set, with the hours on which they fall on somebody's clock. Must not know: how rows are found, groups.
//! Example: `free_slots(&frame, &needed)?` gives the Tuesdays at 18:00 at which all can come to all sixteen sessions.
//! The next reason not to be free (the site is closed, somebody is away) is an `ObstacleKind`, and a `BusySpan` of that
//! kind among the `BusyTimes` of whom it keeps away.

mod busy;
mod frame;
mod needed;
mod own_hours;
mod search;
mod slot;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use busy::{BusySpan, BusyTimes, ObstacleKind};
pub use frame::{InvalidSlotFrame, SlotFrame};
pub use needed::Needed;
pub(in crate::domain) use own_hours::{Weeks, count, own_hours, weeks_covered, weeks_of};
pub use search::free_slots;
pub use slot::{FreeSlot, FreeSlots, MissedWeek, Obstacle, OwnHours, OwnStart};
