//! The worker's runs, as they are recorded.
//!
//! Owns: a run's words. Must not know: what any job does, cron.
//! Example: `JobRun { outcome: Some(JobOutcome::Done), .. }` is a run that is over.
//! A new way for a run to end is a variant of `JobOutcome`.

mod job_run;

pub use job_run::{JobOutcome, JobRun};
