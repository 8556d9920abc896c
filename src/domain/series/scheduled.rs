//! A session in its place: whose it is, and which one of how many.

use super::schedule_filter::ByStart;
use super::session::Session;
use super::session_series::SeriesOwner;
use crate::domain::attendance::LateRule;
use crate::domain::clinics::LateCancelWindow;
use crate::domain::ids::SiteId;

/// A session with what its series says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledSession {
    /// The session.
    pub session: Session,
    /// Whose sessions the series holds.
    pub owner: SeriesOwner,
    /// The site the series belongs to.
    pub site_id: SiteId,
    /// How short a notice makes a client's cancellation late, by the site's rule.
    pub late_cancel: LateCancelWindow,
    /// Its rank among the series' sessions that aren't cancelled, from 1; none if it is cancelled itself, or a
    /// meeting beside the weekly sessions.
    pub ordinal: Option<i64>,
    /// How many sessions of the series aren't cancelled: the "16" of "5 of 16".
    pub session_count: i64,
}

impl ScheduledSession {
    /// What makes a client's cancellation of it late.
    #[must_use]
    pub fn late_rule(&self) -> LateRule {
        let window_minutes = u32::try_from(self.late_cancel.minutes()).unwrap_or(u32::MAX);
        LateRule { starts_at: self.session.starts_at, window_minutes }
    }

    /// Its place in a list by time.
    #[must_use]
    pub const fn by_start(&self) -> ByStart {
        ByStart { starts_at: self.session.starts_at, id: self.session.id }
    }
}
