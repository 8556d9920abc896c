//! Bounces, from a message in a mail box to an address that nothing is sent to any more.
//!
//! Owns: finding the mail a report is about, writing both down, suspending addresses. Must not know: how a report reads
//! (`domain::bounces`), where it came from (`cli`).
//! Example: `record_report(&app, &bytes, false)` is what `roundel mail bounce` calls for each message.
//! What follows from the next kind of failure goes to `count`, in the transaction that records it.

mod count;
mod record_refusal;
mod record_report;

pub(in crate::app) use record_refusal::record_refusal;
pub use record_report::{RecordReportError, RecordedReport, record_report};
