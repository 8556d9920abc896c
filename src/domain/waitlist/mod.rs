//! The waiting list: who waits for which program, how urgently, since when, and where that stands.
//!
//! Owns: an entry's words, which status may follow which, and how long somebody has waited. Must not know: rows, groups,
//! who may read it.
//! Example: `entry.with_status(WaitlistStatus::Withdrawn, Some(reason), today)` closes an entry; the former status takes
//! it back.
//! Offers with a hold and an expiry come here, with the transitions to OFFERED, DECLINED and EXPIRED.

mod entry;
mod transition;
mod words;

pub use entry::{ByUrgency, InvalidReferral, WaitlistEntry, WaitlistFilter};
pub use transition::WaitlistStatusError;
pub use words::{WaitlistPriority, WaitlistStatus, WithdrawalReason};
