//! A revision: what is to become of one or many series at once, whatever asks for it.
//!
//! Owns: who is expected afterwards, who and what is in the way, which mails that means, writing all of it, and what is
//! kept so that one call takes it back. Must not know: what an edit or a closure makes of a session (that is
//! `domain::series`), how it is previewed.
//! Example: `Revision::of(&tx, reach, &series, edited, places)` and then `write(&tx, &app, caller, now, &revision, &change)`.
//! Whatever else changes several sessions comes to a `Revision` too.

mod conflicts;
mod mails;
mod people;
mod ranks;
mod restored;
mod revised;
mod write;

pub use conflicts::EditConflict;
pub(in crate::app) use conflicts::conflicts;
pub use mails::PlannedMail;
pub(in crate::app) use mails::mails;
pub(in crate::app) use people::People;
pub use ranks::Ranks;
pub(in crate::app) use ranks::ranked;
pub(in crate::app) use revised::{Revision, editable};
pub(in crate::app) use write::write;
