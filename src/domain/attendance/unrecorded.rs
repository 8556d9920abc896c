//! The backlog: sessions that are over and not marked for everybody.

use jiff::Timestamp;

use crate::domain::ids::{GroupId, SessionId, StaffMemberId};

/// A session that is over while somebody's attendance is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnrecordedSession {
    /// The session.
    pub session_id: SessionId,
    /// The group it is of; none for an individual treatment.
    pub group_id: Option<GroupId>,
    /// Who leads it.
    pub therapist_id: StaffMemberId,
    /// When it started.
    pub starts_at: Timestamp,
    /// When it ended.
    pub ends_at: Timestamp,
    /// How many participations nobody has marked, of clients who were enrolled when it started.
    pub unrecorded: u32,
}
