//! What a monitoring system is told: counts, durations, backlogs, in the text format of OpenMetrics.
//!
//! Owns: which metrics there are, their labels, how they are written. Must not know: where they are counted, who reads
//! them. A leaf; one `Metrics` is handed on by `cli`, and there is no global one.
//! Every label has few values, all of them ours: routes, codes, names of jobs. No id, name, address or text of a clinic,
//! a person or a client is one.
//! Example: `metrics.ran("seal_audit", "DONE", took, now)` counts a run of a job.
//! The next metric is a field of `Counted` or `Seen` with its line where it is registered.

mod counted;
mod labels;
mod seen;

pub use counted::Metrics;
pub use seen::{DatabaseSeen, Seen};
