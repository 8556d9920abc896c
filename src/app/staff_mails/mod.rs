//! Mails to the clinic's own staff, from what happened to the outbox.
//!
//! Owns: who is written to, and when a mail is put into the outbox; what it tells is read where it is sent. Must not know: cron,
//! SMTP, words, and clients' names.
//! Example: `nudge_therapists(&app, &mailer, &|| true)` is what the worker's job calls.
//! From there on they go the way of all mails (`app::reminders::deliver_due`). The next kind is a file here.

mod nudge_therapists;
mod queries;
mod send_digests;
mod tell_leader;

pub use nudge_therapists::nudge_therapists;
pub use queries::list_staff_mails;
pub use send_digests::send_digests;
pub(in crate::app) use tell_leader::tell_leader;
