//! A series as kept.

use std::fmt;

use jiff::Timestamp;

use super::expand::PlannedSession;
use super::meeting::MeetingKind;
use super::meeting_link::MeetingLink;
use super::rule::SeriesRule;
use super::session::Session;
use super::session::SessionKind;
use crate::domain::closures::{ClosedTimes, Whereabouts};
use crate::domain::ids::{EnrollmentId, GroupId, RoomId, SeriesId, SiteId, StaffMemberId};

/// Whose sessions a series holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesOwner {
    /// A group's.
    Group(GroupId),
    /// One client's: an individual treatment's, or a meeting of a group's member alone.
    Treatment(EnrollmentId),
}

impl SeriesOwner {
    /// The group, if it is one's.
    #[must_use]
    pub const fn group_id(self) -> Option<GroupId> {
        match self {
            Self::Group(id) => Some(id),
            Self::Treatment(_) => None,
        }
    }

    /// The one client's enrollment, if it is one's.
    #[must_use]
    pub const fn enrollment_id(self) -> Option<EnrollmentId> {
        match self {
            Self::Group(_) => None,
            Self::Treatment(id) => Some(id),
        }
    }
}

/// Shows the owner's id.
impl fmt::Display for SeriesOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(id) => id.fmt(f),
            Self::Treatment(id) => id.fmt(f),
        }
    }
}

/// A weekly series of sessions, as promised: wall time in a zone. A meeting beside the weekly sessions is a series of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSeries {
    /// Its id.
    pub id: SeriesId,
    /// Whose sessions it holds.
    pub owner: SeriesOwner,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// Who leads it, unless a session says otherwise.
    pub therapist_id: StaffMemberId,
    /// Where it takes place, unless a session says otherwise; none is remote.
    pub room_id: Option<RoomId>,
    /// Where remote sessions are held.
    pub meeting_link: Option<MeetingLink>,
    /// What meeting it is, if it is a single one beside the weekly sessions.
    pub meeting: Option<MeetingKind>,
    /// Its rule.
    pub rule: SeriesRule,
    /// When it was made.
    pub created_at: Timestamp,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}

impl SessionSeries {
    /// Where its sessions take place and who leads them, unless one says otherwise.
    #[must_use]
    pub const fn whereabouts(&self) -> Whereabouts {
        Whereabouts {
            site_id: Some(self.site_id),
            room_id: self.room_id,
            therapist_id: Some(self.therapist_id),
        }
    }

    /// What kind of session it holds.
    #[must_use]
    pub const fn session_kind(&self) -> SessionKind {
        match (self.meeting, self.owner) {
            (Some(meeting), _) => meeting.session_kind(),
            (None, SeriesOwner::Group(_)) => SessionKind::Group,
            (None, SeriesOwner::Treatment(_)) => SessionKind::Individual,
        }
    }

    /// Whether the session is a meeting that had begun when it was entered: a record, and no appointment anybody was told of.
    #[must_use]
    pub fn is_record(&self, session: &Session) -> bool {
        self.meeting.is_some() && session.starts_at <= self.created_at
    }

    /// Whether a session to be added to it would fall into a closure.
    #[must_use]
    pub fn is_closed_out(&self, planned: &PlannedSession, closed: &ClosedTimes) -> bool {
        closed.at(self.whereabouts(), planned.starts_at, planned.ends_at).is_some()
    }
}
