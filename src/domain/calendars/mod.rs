//! Appointments as a calendar outside shows them.
//!
//! Owns: what an entry says and leaves out, its opaque id, feeds and whom they are of, the iCalendar text (it is the only
//! place that knows `icalendar`). Must not know: rows, links, mails.
//! Example: `publish(&[facts.entry()])` is the text of a calendar file (RFC 5545): when, and at most in which room.
//! A new property goes into `document.rs`; ask first who else reads that calendar: a family, an employer, a lock screen.

mod document;
mod entry;
mod feed;
mod fold;
mod invitation;
mod uid;

#[cfg(test)]
mod document_properties;

pub use document::{file, publish};
pub use entry::{CalendarEntry, EntryFacts, EntryOf};
pub use feed::{CalendarFeed, FeedSubject, FeedWindow, PresentedFeed};
pub use invitation::{CalendarPart, Method, invite};
pub use uid::EntryUid;
