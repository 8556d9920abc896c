//! The change feed: what was committed, told to whoever watches, in this process.
//!
//! Owns: reading the feed once for the whole process, handing its entries on, and loading what an entry speaks of for
//! one caller. Must not know: how they are told (sockets), GraphQL.
//! Example: `publish_changes(&app, interval, stop)` runs beside the server, and `app.changes().listen()` gives each
//! connection its own `ChangeListener`.
//! What the next topic's watchers are shown is a file beside `sessions.rs`.

mod dashboards;
mod feed;
mod flags;
mod publish;
mod sessions;

pub use dashboards::has_changed_figures;
pub use feed::{ChangeFeed, ChangeListener, Missed};
pub use flags::load_changed_flags;
pub use publish::publish_changes;
pub use sessions::{WatchedSessions, load_changed_sessions};
