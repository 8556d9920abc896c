//! A session as kept.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::exceptions::Exceptions;
use super::expand::PlannedSession;
use super::meeting_link::MeetingLink;
use crate::domain::closures::Whereabouts;
use crate::domain::ids::{RoomId, SeriesId, SessionId, SiteId, StaffMemberId};
use crate::domain::time::{ClockChange, WallTime, Zone, local};
use crate::domain::words::words;

words! {
    /// What kind of meeting a session is.
    pub enum SessionKind {
        /// A weekly meeting of a group.
        Group = "GROUP",
        /// A weekly meeting of an individual treatment.
        Individual = "INDIVIDUAL",
        /// A member's individual meeting before the group.
        PreGroup = "PRE_GROUP",
        /// A member's individual meeting half-way.
        MidTreatment = "MID_TREATMENT",
        /// A member's individual meeting after the group.
        PostGroup = "POST_GROUP",
        /// A meeting to take measures.
        Evaluation = "EVALUATION",
        /// A catch-up for a missed session.
        Makeup = "MAKEUP",
        /// A meeting before an individual treatment, to win the client for it.
        Engagement = "ENGAGEMENT",
    }
}

words! {
    /// Where a session stands, apart from anybody's attendance.
    pub enum SessionStatus {
        /// To take place, or past without a mark yet.
        Planned = "PLANNED",
        /// It took place: somebody's attendance was recorded.
        Held = "HELD",
        /// It will not, or did not, take place.
        Cancelled = "CANCELLED",
    }
}

words! {
    /// On whose side a session was cancelled; a client's own absence never cancels it.
    pub enum CancelledBy {
        /// The clinic.
        Clinic = "CLINIC",
        /// The therapist.
        Therapist = "THERAPIST",
        /// A closure of the site.
        Closure = "CLOSURE",
        /// Fewer members than the group's least.
        BelowMinimum = "BELOW_MINIMUM",
    }
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id; an edit keeps it.
    pub id: SessionId,
    /// The series it belongs to.
    pub series_id: SeriesId,
    /// What kind of meeting.
    pub kind: SessionKind,
    /// Where it stands.
    pub status: SessionStatus,
    /// On whose side it was cancelled, if it was.
    pub cancelled_by: Option<CancelledBy>,
    /// Who leads it.
    pub therapist_id: StaffMemberId,
    /// Where it takes place; none is remote.
    pub room_id: Option<RoomId>,
    /// Where a remote one is held.
    pub meeting_link: Option<MeetingLink>,
    /// In what it differs from its series.
    pub exceptions: Exceptions,
    /// The wall time it was first planned for, in the series' zone: its recurrence id, kept by every edit.
    pub original_local_start: DateTime,
    /// The wall time it is planned for, in `zone`.
    pub local_start: DateTime,
    /// The zone of that wall time.
    pub zone: Zone,
    /// When it starts: derived from wall time and zone.
    pub starts_at: Timestamp,
    /// When it ends: `starts_at` and elapsed minutes.
    pub ends_at: Timestamp,
    /// Whether its start fell into a gap or an overlap of the clocks.
    pub clock_change: ClockChange,
    /// The version of the tz database that `starts_at` was derived with.
    pub tzdb_version: String,
    /// Raised whenever what people were told changes: time, place, cancellation.
    pub notice_version: i64,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}

impl Session {
    /// How long it takes, in elapsed minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.ends_at.duration_since(self.starts_at).as_mins()
    }

    /// The session as a plan shows it, with that ordinal.
    #[must_use]
    pub fn as_planned(&self, ordinal: u16) -> PlannedSession {
        PlannedSession {
            ordinal,
            local_start: self.local_start,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            clock_change: self.clock_change,
            // Without the zone's rules it is as it was promised.
            resolved_local: if self.zone.is_known() {
                local(self.starts_at, &self.zone)
            } else {
                self.local_start
            },
        }
    }

    /// The wall time it is planned for, with its zone.
    #[must_use]
    pub fn wall_time(&self) -> WallTime {
        WallTime { local: self.local_start, zone: self.zone.clone() }
    }

    /// Where it takes place and who leads it, in a series of that site.
    #[must_use]
    pub const fn whereabouts(&self, site_id: SiteId) -> Whereabouts {
        Whereabouts { site_id: Some(site_id), room_id: self.room_id, therapist_id: Some(self.therapist_id) }
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.status == SessionStatus::Cancelled
    }
}
