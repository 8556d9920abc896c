//! Notices, from a change to a mail in the outbox; `reminders::deliver_due` sends them with everything else.
//!
//! Owns: keeping what clients were last told while an edit may still be undone, and making one mail of all that is due
//! to a client. Must not know: how a session is changed, how a mail is sent.
//! Example: `tell_later(&tx, &app, clinic_id, now, &[SessionChange { before: Some(was), after: is }])` in the transaction
//! that wrote `is`; a few minutes later the worker's job calls `gather_due(&app, &mailer, &|| true)`.
//! Whatever changes sessions calls `tell_later`, once for all of them, and goes on with the versions it answers.

mod gather_due;
mod tell_later;
mod tell_of_place;

pub use gather_due::gather_due;
pub(in crate::app) use gather_due::mail_of;
pub(in crate::app) use tell_later::{SessionChange, tell_later};
pub(in crate::app) use tell_of_place::{PlaceChange, tell_of_place, tell_of_places};
