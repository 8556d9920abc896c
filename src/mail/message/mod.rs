//! One mail to one person, as data and as bytes.
//!
//! Owns: `OutgoingMail`, `BuiltMail`, the message's id, and the fallible way from one to the other. Must not know: what a
//! mail is about, servers, retries.
//! Example: `mail.build(dated_at)?.bytes()` are the same bytes each time: a repeated mail is recognisably one.
//! A new header that every mail carries goes into `build.rs`; one that some carry comes in as an `ExtraHeader`.

mod build;
#[cfg(test)]
mod build_tests;
mod built;
mod message_id;
mod outgoing;
#[cfg(test)]
pub(in crate::mail) mod sample;

pub use build::BuildError;
pub(in crate::mail) use build::address;
pub use built::BuiltMail;
pub use message_id::{InvalidMessageId, MessageId};
pub use outgoing::{ExtraHeader, ForCalendar, OutgoingMail, Sender};
