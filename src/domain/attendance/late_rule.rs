//! When a client's cancellation of one session is late.

use jiff::Timestamp;

use super::mark::Mark;
use super::status::{AttendanceStatus, derive};

/// What makes a cancellation of one session late: its start, and the window of the enrollment's site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateRule {
    /// When the session starts.
    pub starts_at: Timestamp,
    /// Notice shorter than this, in minutes before the start, is late.
    pub window_minutes: u32,
}

impl LateRule {
    /// The status a mark is shown with under this rule.
    #[must_use]
    pub fn shown(&self, mark: &Mark) -> AttendanceStatus {
        derive(mark.status, mark.notice_given_at, self.starts_at, self.window_minutes)
    }
}
