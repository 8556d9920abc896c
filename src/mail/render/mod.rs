//! From facts to words: subject, plain text and HTML.
//!
//! Owns: the kinds of mail, their words and how an instant is told to a person. Must not know: addresses,
//! envelopes, who else is invited (no field here could hold it).
//! Example: `ReminderMail::sample().render()?.subject` is "Appointment reminder".
//! A new kind is a file like `reminder.rs`: facts with `sample()` and `render()`, templates `<kind>.txt` and
//! `<kind>.html`, phrases in `catalogue.rs` and in every `.ftl`; list it in `tests.rs`.

mod catalogue;
mod letter;
mod notice;
mod reminder;
mod rendered;
mod staff;
#[cfg(test)]
mod tests;
mod welcome;
mod when;
#[cfg(test)]
mod zone_tests;

pub use letter::Letter;
pub use notice::{AppointmentTime, NoticeEntry, NoticeMail};
pub use reminder::ReminderMail;
pub use rendered::{RenderError, RenderedMail};
pub use staff::{StaffMail, StaffNews};
pub use welcome::WelcomeMail;
pub use when::AppointmentWords;
