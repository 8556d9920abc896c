//! Deciding who may, and remembering who may not.
//!
//! Owns: the check every use case begins with, and finding the caller behind a token. Must not know: HTTP.
//! Example: `require(&app, &caller, Action::ManageClinic, Concern::Clinic).await?` is a command's first line, and
//! `require_on(&app, &caller, Action::ReadClients, id).await?` that of one about a record asked for by its id.
//! Sign-ins by password come here.

mod require;
mod viewer;

pub use require::{record_refusal_of_seen, require, require_for_own, require_on, require_on_led_by};
pub use viewer::{Viewer, read_viewer};
