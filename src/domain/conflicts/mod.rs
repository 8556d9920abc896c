//! What speaks against a session as it is planned, though the database does not refuse it.
//!
//! Owns: the kinds, and finding them from rows that were loaded. Must not know: who is told, double bookings (those are
//! refused), how rows are found.
//! Example: `session_conflicts(&session, &places, &known, now)` tells that the room is too small for those expected.
//! The next kind (the site is closed, the therapist is away) is a word of `SessionConflictKind` and a function in `find`;
//! what it needs to know comes with `Circumstances`.

mod circumstances;
mod conflict;
mod find;

#[cfg(test)]
mod tests;

pub use circumstances::Circumstances;
pub use conflict::{SessionConflict, SessionConflictKind};
pub use find::session_conflicts;
