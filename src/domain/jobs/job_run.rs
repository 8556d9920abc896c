//! One run of one job.

use jiff::Timestamp;

use crate::domain::words::words;

words! {
    /// How a run ended.
    pub enum JobOutcome {
        /// It did what there was to do.
        Done = "DONE",
        /// It found that it must not, or need not, run.
        Cancelled = "CANCELLED",
        /// It could not do it.
        Failed = "FAILED",
    }
}

/// One run: the job's one time at one tick, by one worker at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    /// The job's name.
    pub job: String,
    /// The tick: with the job's name, the run's key.
    pub scheduled_at: Timestamp,
    /// When a worker first took it up.
    pub started_at: Timestamp,
    /// When it was over; none while it runs or waits for another try.
    pub finished_at: Option<Timestamp>,
    /// How it ended, once it is over.
    pub outcome: Option<JobOutcome>,
    /// Why it ended or waits, in words without anybody's name or address.
    pub why: Option<String>,
    /// The worker that took it up last.
    pub worker: String,
    /// How often it was taken up.
    pub attempt: u32,
    /// While it is not over: when any worker may take it up (again).
    pub next_attempt_at: Timestamp,
}
