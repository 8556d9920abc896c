//! Bringing in clients from a spreadsheet, and taking that back.

mod by_api;
mod by_command;
mod courses;
pub(super) mod desk;
mod undo;
mod waitlist;
