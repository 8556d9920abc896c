//! Mails to the clinic's own staff: that somebody can't come, that sessions are not recorded, the week in figures.
//!
//! Owns: what they tell and to whom, when they are due and until when they are of use, the check before sending. Must not
//! know: rows, words, and any client's name: no field here could hold one.
//! Example: `due_digest(&zone, now)` says which digest is due to somebody in that zone, if one is.
//! They share the clients' outbox (`domain::reminders`). The next kind is a variant of `StaffMailCause` and `StaffMailContent`.

mod cause;
mod content;
mod delivery;
mod figures;
mod recheck;
mod times;

pub use cause::{DeclineNotice, NewStaffMail, StaffMailCause};
pub use content::{StaffFacts, StaffMailContent, StaffRecipient};
pub use delivery::StaffDelivery;
pub use figures::WeekFigures;
pub use recheck::recheck_staff;
pub use times::{DueDigest, DueNudge, due_digest, due_nudge, nudged_about};
