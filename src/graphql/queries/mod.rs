//! The roots that read.
//!
//! Owns: arguments in, one call of `app`, the answer mapped out. Must not know: rules, rows.
//! Example: `clinics.rs` has `clinic` and `sites`.
//! The next root goes to its area's file and gets a row in the permission matrix.

mod attendance;
mod audit;
mod brief_forms;
mod calendars;
mod client_merges;
mod clients;
mod clinics;
mod closures;
mod companions;
mod dashboards;
mod forming;
mod goals;
mod groups;
mod imports;
mod jobs;
mod measures;
mod phases;
mod programs;
mod query;
mod reminders;
mod risk;
mod schedule;
mod staff;
mod tasks;
mod tokens;
mod viewer;
mod waitlist;

pub use query::Query;
