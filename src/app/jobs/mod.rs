//! The worker's runs: who takes which up, and how they end.
//!
//! Owns: the record that makes each tick of a job run once, however many workers there are. Must not know: cron, what
//! a job does.
//! Example: `take_up_tick(&app, "plan_reminders", tick, &worker, lease)` answers the run to one worker and none to the
//! others.
//! Cleaning up after jobs comes here.

mod list_jobs;
mod runs;

pub use list_jobs::{JobStanding, KnownJob, NextTick, list_jobs};
pub use runs::{finish, last_run, list_runs, put_off, take_up_again, take_up_tick};
