//! Whether what the service rests on is well.
//!
//! Owns: what is asked of the database and the worker's runs. Must not know: who reads it, what is a warning.
//! Example: `examine(&app).await?.clock_ahead` says how far this host's clock is ahead of the database's.
//! The next thing that an operator must know comes here.

mod backlog;
mod examine;

pub use backlog::{Backlog, examine_backlog};
pub use examine::{Examination, examine};
