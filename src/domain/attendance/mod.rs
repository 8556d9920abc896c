//! Attendance: what is marked, what it counts as, and one enrollment's ledger.
//!
//! Owns: stored and shown statuses, the rules of a mark, recording and correcting, rates, the ledger and its
//! runs of misses. Must not know: who may record (`access`), what a pattern means (`risk`), how rows are kept.
//! Example: `plan_record(&current, &input, &session, now)` answers `Append { mark, version }`, `Unchanged` or
//! a named refusal; `Ledger::new(entries, now).run_of_misses()` reads the result.
//! A new status is a variant of `StoredStatus`: every `match` here then stops the build until it is answered.

mod correct;
mod dose;
mod effect;
mod late_rule;
mod ledger;
mod mark;
mod mark_error;
mod marking_lock;
mod participation;
mod rate;
mod reason;
mod record;
mod recorded_mark;
mod run;
#[cfg(test)]
pub(crate) mod samples;
mod status;
mod unrecorded;

pub use correct::{CorrectError, plan_correct};
pub use dose::Dose;
pub(in crate::domain) use dose::is_still_possible;
pub use effect::{Effect, Occasion};
pub use late_rule::LateRule;
pub use ledger::{Ledger, LedgerEntry};
pub use mark::{Mark, MarkInput, SessionForMarking};
pub use mark_error::MarkError;
pub use marking_lock::MarkingLock;
pub use participation::{Participation, RosterEntry, Rsvp};
pub use rate::AttendanceRate;
pub use reason::{AbsenceReason, UnknownAbsenceReason};
pub use record::{CurrentMark, RecordError, RecordOutcome, plan_record};
pub use recorded_mark::{InvalidNote, Note, RecordedMark, Recorder};
pub use run::RunOfMisses;
pub use status::{AttendanceStatus, DEFAULT_LATE_WINDOW_MINUTES, StoredStatus, UnknownStatus, derive};
pub use unrecorded::UnrecordedSession;
