//! Reading the audit log; it is written by every command, through `app::records`.
//!
//! Owns: the queries about events. Must not know: what the operations mean.
//! Example: `list_audit_events(&app, &caller, Some("cli_…"), slice)` is one client's history, newest first.
//! Checking the hash chain comes here.

mod queries;

pub use queries::{find_audit_event, list_audit_events};
