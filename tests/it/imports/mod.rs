//! Bringing in clients, the waiting list and courses from spreadsheets, and taking that back.

mod by_api;
mod by_command;
pub(super) mod courses;
pub(super) mod desk;
mod undo;
mod waitlist;
