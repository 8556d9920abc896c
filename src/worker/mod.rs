//! The background: what runs by itself, when, and once.
//!
//! Owns: schedules of jobs, the loop that runs each tick once however many workers there are, what follows from a
//! job's outcome, stopping. Must not know: HTTP, GraphQL, databases; how a job does its work is `app`'s.
//! Example: `Worker::new(app, mailer, settings).run(shutdown).await` plans and delivers reminders until `shutdown` is
//! ready. `JobSchedule::parse("0 30 2 * * *", "Europe/Berlin")` fires once on each day, those of a clock change too.
//! The next job is a file in `jobs/` that calls a use case, a line of `jobs::all`, and one in
//! `config/default.toml`.

mod job;
pub mod jobs;
mod run;
mod run_job;
mod schedule;
mod settings;
mod stop;
mod watched_transport;

pub use job::{Job, JobContext, Outcome};
pub use run::Worker;
pub use schedule::{InvalidSchedule, JobSchedule, Tick, tzdb_version};
pub use settings::WorkerSettings;
pub use stop::Stop;
pub use watched_transport::WatchedTransport;
