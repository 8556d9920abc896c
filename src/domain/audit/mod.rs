//! The audit log's words: who did what, when, to which record, and whether it was allowed; and the chain it is sealed in.
//!
//! Owns: the shape of an event, which clients and sessions it is about, the hashes of rows and of the chain's links.
//! Must not know: how events and links are stored, when they are sealed.
//! Example: an event of a refused mark has `outcome: Refused`; one of a read has `kind: Read` and, in `about`, every
//! client whose records the answer held.
//! The next thing that a link covers is a new version of `chain`'s encoding, beside the old one.

mod about;
mod canonical;
mod chain;
mod event;
mod exposure;
mod filter;
mod row;

pub use about::About;
pub use chain::{AuditHash, ChainLink, InvalidAuditHash};
pub use event::{AuditActor, AuditEvent, AuditKind, AuditOutcome};
pub use exposure::LogExposure;
pub use filter::AuditFilter;
pub use row::AuditRow;
