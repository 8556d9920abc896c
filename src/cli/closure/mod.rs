//! `roundel closure`: holidays from a calendar file, which closures there are, and taking them back.
//!
//! Owns: its arguments and what it prints. Must not know: what a closure makes of a series.
//! Example: `closure import holidays.ics --clinic … --site … --dry-run` shows every series that would change.
//! The next thing to do with closures is a file here.

mod command;
mod import;
mod list;
mod shown;
mod undo;

pub use command::{ClosureArgs, run};
