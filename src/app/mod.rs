//! Use cases: one file per command, the same names as in `domain`.
//!
//! Owns: transactions, the order of validate, decide, persist, and the ambient things a use case is given.
//! Must not know: GraphQL, HTTP, cron, the command line.
//! Example: `clinics::create_site(&app, &caller, command)` checks the right, inserts the site, and records who did
//! it, in one transaction.
//! Reads are named by what they answer, here and in `storage`: `find_` an `Option`, `read_` the one that must be there
//! (or a number that always is), `list_` a page, `load_` a batch in one statement.
//! The next command is a file of its own in the folder named as its domain, with its command and its error.

pub mod access;
pub mod accounts;
pub mod ambient;
pub mod attendance;
pub mod audit;
pub mod bounces;
pub mod brief_form;
pub mod calendars;
pub mod changes;
pub mod clinics;
pub mod closures;
pub mod companions;
mod context;
pub mod dashboards;
pub mod demo;
pub mod enrollments;
mod failure;
pub mod forming;
pub mod goals;
pub mod groups;
pub mod health;
mod idempotency;
pub mod imports;
pub mod jobs;
pub mod links;
pub mod makeups;
pub mod measures;
pub mod notices;
pub mod people;
pub mod phases;
pub mod programs;
mod race_patience;
mod records;
pub mod reminders;
pub mod risk;
pub mod series;
pub mod slots;
pub mod staff;
pub mod staff_mails;
pub mod tasks;
pub mod waitlist;

pub use context::App;
pub use failure::Failure;
pub use idempotency::IdempotencyKeyReused;
pub use race_patience::{RacePatience, Races};
