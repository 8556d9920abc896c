//! Asking for sessions: which ones, and from where on.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::domain::ids::{EnrollmentId, GroupId, InvalidId, RoomId, SessionId, SiteId, StaffMemberId};

/// Which sessions are wanted; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct ScheduleFilter {
    /// Sessions that end after this.
    pub from: Option<Timestamp>,
    /// Sessions that start before this.
    pub until: Option<Timestamp>,
    /// Of this therapist.
    pub therapist_id: Option<StaffMemberId>,
    /// In this room.
    pub room_id: Option<RoomId>,
    /// Of this site.
    pub site_id: Option<SiteId>,
    /// Of this group's series.
    pub group_id: Option<GroupId>,
    /// Of this individual treatment's series, and of this client's meetings alone.
    pub enrollment_id: Option<EnrollmentId>,
    /// These sessions only.
    pub ids: Option<Vec<SessionId>>,
}

/// A session's place in a list by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByStart {
    /// When it starts.
    pub starts_at: Timestamp,
    /// Its id, among those that start together.
    pub id: SessionId,
}

/// `<start>~<id>`: what a list's cursor shows.
impl fmt::Display for ByStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.starts_at, self.id)
    }
}

impl FromStr for ByStart {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = InvalidId { expected: SessionId::PREFIX };
        let (start, id) = text.split_once('~').ok_or(invalid.clone())?;
        Ok(Self { starts_at: start.parse().map_err(|_| invalid)?, id: id.parse()? })
    }
}
