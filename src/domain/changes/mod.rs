//! The change feed: that something changed, for whoever watches it.
//!
//! Owns: which operations concern which topic, and what record an entry speaks of. Must not know: what the record looks
//! like by now (whoever is told reads it anew), who watches.
//! Example: `change.touched(Topic::SessionChanged)` is the session of an entry that `rescheduleSession` left.
//! The next topic is a variant of `Topic` and its operations in `touched`.

mod change;

pub use change::{PublishedChange, Topic, Touched};
