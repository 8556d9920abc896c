//! Making up for missed sessions: alone, or as a guest of a sister group.
//!
//! Owns: the order of checking what was missed, where there is a seat, and whose time it takes. Must not know: what a make-up
//! counts as (`domain::attendance`).
//! Example: `schedule_makeup(&app, &caller, command)` gives a client of a closed group a session of their own.
//! The next way of making up is a file here.

mod give_back_guest_seat;
mod guest_session;
mod missed;
mod schedule_makeup;
mod standing_again;
mod take_guest_seat;

pub use give_back_guest_seat::{GiveBackGuestSeat, GiveBackGuestSeatError, give_back_guest_seat};
pub use missed::MissedPlaceError;
pub use schedule_makeup::{ScheduleMakeup, ScheduleMakeupError, schedule_makeup};
pub use standing_again::NotStandingAgain;
pub(in crate::app) use standing_again::check_standing_again;
pub use take_guest_seat::{TakeGuestSeat, TakeGuestSeatError, take_guest_seat};
