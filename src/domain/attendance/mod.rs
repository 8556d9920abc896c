//! Attendance: what is marked, what it counts as, and one enrollment's ledger.
//!
//! Owns: stored and shown statuses, the rules of a mark, recording and correcting, rates, the ledger and its
//! runs of misses. Must not know: who may record (`access`), what a pattern means (`risk`), how rows are kept.
//! Example: `plan_record(&current, &input, &session, now)` answers `Append { mark, version }`, `Unchanged` or
//! a named refusal; `Ledger::new(entries, now).run_of_misses()` reads the result.
//! A new status is a variant of `StoredStatus`: every `match` here then stops the build until it is answered.

mod effect;
mod ledger;
mod mark;
mod participation;
mod rate;
mod reason;
mod record;
mod run;
#[cfg(test)]
pub(crate) mod samples;
mod status;

pub use effect::{Effect, Occasion};
pub use ledger::{Ledger, LedgerEntry};
pub use mark::{Mark, MarkError, MarkInput, SessionForMarking};
pub use participation::{Participation, Rsvp};
pub use rate::AttendanceRate;
pub use reason::{AbsenceReason, UnknownAbsenceReason};
pub use record::{CorrectError, CurrentMark, RecordError, RecordOutcome, plan_correct, plan_record};
pub use run::RunOfMisses;
pub use status::{AttendanceStatus, DEFAULT_LATE_WINDOW_MINUTES, StoredStatus, UnknownStatus, derive};
