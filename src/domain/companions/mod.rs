//! Companion meetings: single meetings of each client beside the weekly sessions, such as evaluations, as their program asks.
//!
//! Owns: what a program asks for, when each meeting may be held relative to the client's weekly sessions, and how it stands.
//! Must not know: rows, who leads, whose time it takes.
//! Example: `companion.window(&course, &zone)` gives the dates of a pre-group meeting; it moves with the sessions.
//! The next companion is a word of `CompanionKind`, and an entry of a program.

mod companion;
mod course;
mod proposals;
mod standing;
mod window;

pub use companion::{Anchor, Companion, CompanionKind, InvalidCompanions, RECORDED_BACK, check_companions};
pub use course::{Course, WeeklySession};
pub use proposals::{MeetingFrame, PersonTimes, WhyNone, free_times};
pub use standing::{CompanionState, HeldMeeting, state_of};
pub use window::CompanionWindow;
