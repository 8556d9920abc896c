//! The audit log's words: who did what, when, to which record, and whether it was allowed.
//!
//! Owns: the shape of an event. Must not know: how events are stored or sealed.
//! Example: an event of a refused mark has `outcome: Refused` and no subject.
//! The sealing into a hash chain comes here.

mod event;

pub use event::{AuditActor, AuditEvent, AuditOutcome};
