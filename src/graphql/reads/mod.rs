//! What of clients an answer holds, and the row of the audit log that it waits for.
//!
//! Owns: the collector of one request, what each type of the schema shows of clients, writing the row after execution.
//! Must not know: how the row is stored.
//! Example: a page notes each row that it shows (`Shown`), the row beyond it that only tells of a next page not.
//! The next type says what it shows in `shown.rs`: connections and payloads don't compile otherwise. A root that answers
//! neither calls `note(ctx, &record)?`.

mod audit;
mod collector;
mod roots;
mod shown;

pub(super) use audit::AuditReads;
pub(super) use collector::{Reads, note, note_in_payload};
pub(super) use shown::Shown;
