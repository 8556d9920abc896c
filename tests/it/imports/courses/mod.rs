//! Imports of courses: `roundel import courses`, and the same by API.

mod by_api;
mod by_command;
pub(crate) mod school;
mod undo;
mod waitlist;
