//! `roundel doctor`: whether everything the service rests on is well.
//!
//! Owns: what is looked at, in which order, and what is a warning. Must not know: how the database or a mail server is
//! asked (that is `app`'s and `mail`'s).
//! The next thing that can be wrong with an installation is a function in `checks`.

mod checks;
mod finding;
mod run;
mod telling;

pub use run::{DoctorArgs, run};
