//! Tasks: what the service can't do by itself, and somebody of the staff has to see to.
//!
//! Owns: their kinds, and where they stand. Must not know: what led to one, rows.
//! Example: an address that mails come back from opens one of `TaskKind::EmailSuspended`; a new address closes it.
//! The next kind is a word here and in the table's check.

mod task;

pub use task::{Task, TaskClosing, TaskKind, TaskState};
