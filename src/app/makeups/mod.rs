//! Making up for missed sessions: alone, or as a guest of a sister group.
//!
//! Owns: the order of checking what was missed, where there is a seat, and whose time it takes. Must not know: what a make-up
//! counts as (`domain::attendance`).
//! Example: `schedule_makeup(&app, &caller, command)` gives a client of a closed group a session of their own.
//! The next way of making up is a file here.

mod missed;
mod schedule_makeup;
mod take_guest_seat;

pub use missed::MissedPlaceError;
pub use schedule_makeup::{ScheduleMakeup, ScheduleMakeupError, schedule_makeup};
pub use take_guest_seat::{TakeGuestSeat, TakeGuestSeatError, take_guest_seat};
