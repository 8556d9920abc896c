//! Companion meetings of clients: which are missing or out of their window, when they could be held, and holding them.
//!
//! Owns: putting a client's course, program and meetings together. Must not know: what a window is (`domain::companions`).
//! Example: `list_companions(&app, &caller, CompanionsOf::Group(id), CompanionsShown::Missing)` is a coordinator's worklist.
//! The next thing to do about companions is a file here.

mod course;
mod list_companions;
mod moved_windows;
mod propose_times;
mod schedule_companion;

pub(in crate::app) use course::{ClientCourse, load_courses};
pub use list_companions::{CompanionMeeting, CompanionsOf, CompanionsShown, list_companions};
pub use moved_windows::MovedWindow;
pub(in crate::app) use moved_windows::{load_moved_windows, load_windows_without};
pub use propose_times::{Proposals, ProposeTimes, ProposeTimesError, ProposedTime, propose_times};
pub use schedule_companion::{ScheduleCompanion, ScheduleCompanionError, schedule_companion};
