//! The demo: an invented clinic with seven weeks behind it and weeks of sessions ahead, whatever day it is.
//!
//! Owns: the cast and its story, told relative to the present. Must not know: SQL, files, servers; it has no right or
//! command of its own: everything it writes goes through the use cases that the API calls.
//! Example: `fill(&app)` moves a clock of its own from seven weeks ago to the app's present, and writes on the way what
//! a clinic would have written. The same present gives the same clinic, down to the ids; nothing here is a secret,
//! so a token for it is issued by who runs the demo, by the system's chance.
//! The next client, group or treatment is an entry of a table in `cast`; the next kind of event is a file here.

mod attendance;
mod cast;
mod clinic;
mod error;
mod fill;
mod filling;
mod groups;
mod people;
mod series;
mod treatments;

pub use error::FillDemoError;
pub use fill::{FilledDemo, ZONE, fill};
