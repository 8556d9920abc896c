//! The background: what runs by itself, when, and once.
//!
//! Owns: schedules of jobs, claiming, retrying. Must not know: HTTP, GraphQL; how a job does its work is `app`'s.
//! Example: `JobSchedule::parse("0 30 2 * * *", "Europe/Berlin")` fires once on each day, those of a clock change too.
//! The next job is a thin call of a use case, and a line in `config/default.toml`.

mod schedule;

pub use schedule::{InvalidSchedule, JobSchedule, Tick};
