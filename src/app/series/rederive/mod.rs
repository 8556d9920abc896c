//! New rules of a time zone: sessions ahead are derived again from the wall time that was promised.
//!
//! Owns: which sessions are looked at and in which order they are written, what comes of each, what the doctor is told of
//! releases. Must not know: the rule itself (`domain::series::rederive`), mails, when it runs (`worker::jobs`).
//! Example: `rederive_sessions(&app, &|| true).await?.left` are the sessions that a person has to look at.
//! Whoever is to be told of a moved session goes into `follow_up`.

mod examine;
mod follow_up;
mod of_clinic;
mod report;
mod run;

pub use examine::{SessionTimes, examine_session_times};
pub use report::{LeftSession, RederiveReport, WhyLeft};
pub use run::rederive_sessions;
