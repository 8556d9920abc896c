//! Work that runs by itself: its runs as they are recorded, and the workers that do it.
//!
//! Owns: a run's words, a worker's name. Must not know: what any job does, cron.
//! Example: `JobRun { outcome: Some(JobOutcome::Done), .. }` is a run that is over.
//! A new way for a run to end is a variant of `JobOutcome`.

mod job_run;
mod worker_name;

pub use job_run::{JobOutcome, JobRun};
pub use worker_name::WorkerName;
