//! Reading, sealing and checking the audit log; changes and refusals are written by every command, through `app::records`.
//!
//! Owns: the queries about events, the row of an answer that held clients' records, the chain over the log and its check.
//! Must not know: what the operations mean.
//! Example: `list_audit_events(&app, &caller, &filter, slice)` is one client's history, newest first, reads included.
//! What an auditor asks for next (a range of time, an export) comes here.

mod queries;
mod record_read;
mod seal;
mod verify;

pub use queries::{find_audit_event, list_audit_events};
pub use record_read::{ReadRecords, record_read};
pub use seal::seal_audit;
pub use verify::{Break, BrokenChain, ChainReport, list_chains, verify_chain};
