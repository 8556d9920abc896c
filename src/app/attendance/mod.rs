//! Attendance: marking a roster, correcting a mark, and what is read off the ledger.
//!
//! Owns: the commands and queries about marks and rates. Must not know: GraphQL, what a pattern of misses means.
//! Example: `mark_roster(&app, &caller, MarkRoster { session_id, marks })` marks all of it or nothing, and may be sent
//! twice.
//! The next command is a file here; it locks with `lock`, decides by the domain, and writes with `append`.

mod append;
mod correct_mark;
mod doses;
mod initials;
mod lock;
mod mark_roster;
mod marking_lock;
mod queries;
mod rates;
mod withheld;

pub(in crate::app) use append::{append, write_marks};
pub use correct_mark::{CorrectMark, CorrectMarkError, correct_mark};
pub use doses::load_doses;
pub use initials::{ByInitials, load_members_by_initials, load_rosters_by_initials};
pub use mark_roster::{How, MarkRefusal, MarkRoster, MarkRosterError, MarkedPlace, RefusedMark, mark_roster};
pub use marking_lock::MarksLocked;
pub use queries::{ShownMark, list_mark_history, list_unrecorded_sessions, load_mark_histories};
pub use rates::{
    list_group_rates, load_enrollment_rates, load_group_rates, read_clinic_rate, read_enrollment_rate,
    read_group_rate,
};
