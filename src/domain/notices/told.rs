//! What people know of a session.

use jiff::Timestamp;

use crate::domain::ids::RoomId;
use crate::domain::series::{PlannedSession, Session, SessionSeries};

/// What people were, or are to be, told of a session: the version is raised when any of the rest changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where it takes place; none is remote.
    pub room_id: Option<RoomId>,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
    /// The number of this state of things.
    pub notice_version: i64,
}

impl Told {
    /// What there is to tell of a session.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self {
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            room_id: session.room_id,
            is_cancelled: session.is_cancelled(),
            notice_version: session.notice_version,
        }
    }

    /// What there is to tell of a session that is to be added to a series.
    #[must_use]
    pub fn of_planned(planned: &PlannedSession, series: &SessionSeries) -> Self {
        Self {
            starts_at: planned.starts_at,
            ends_at: planned.ends_at,
            room_id: series.room_id,
            is_cancelled: false,
            notice_version: 1,
        }
    }

    /// Whether nobody who knows one has to be told the other, whatever their versions: of two cancelled sessions it is
    /// nobody's concern when they would have been.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let Self { starts_at, ends_at, room_id, is_cancelled, notice_version: _ } = *self;
        if is_cancelled || other.is_cancelled {
            return is_cancelled == other.is_cancelled;
        }
        (starts_at, ends_at, room_id) == (other.starts_at, other.ends_at, other.room_id)
    }

    /// How long it takes, in elapsed minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.ends_at.duration_since(self.starts_at).as_mins()
    }
}

#[cfg(test)]
pub(super) mod samples {
    use jiff::SignedDuration;
    use uuid::Uuid;

    use super::*;

    pub(in crate::domain::notices) fn hour(n: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(n)
    }

    pub(in crate::domain::notices) fn room(n: u128) -> Option<RoomId> {
        Some(RoomId::from_uuid(Uuid::from_u128(n)))
    }

    /// An hour in room 1 that begins at that hour of the epoch.
    pub(in crate::domain::notices) fn told(starts: i64, notice_version: i64) -> Told {
        Told {
            starts_at: hour(starts),
            ends_at: hour(starts + 1),
            room_id: room(1),
            is_cancelled: false,
            notice_version,
        }
    }

    pub(in crate::domain::notices) fn cancelled(starts: i64, notice_version: i64) -> Told {
        Told { is_cancelled: true, ..told(starts, notice_version) }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{cancelled, hour, told};
    use super::*;

    #[test]
    fn time_place_and_cancellation_are_what_people_know() {
        let known = told(10, 1);
        assert!(known.says_the_same_as(&told(10, 7)), "the number alone is nothing to tell");
        assert!(!known.says_the_same_as(&told(11, 1)));
        assert!(!known.says_the_same_as(&Told { ends_at: hour(12), ..known }));
        assert!(!known.says_the_same_as(&Told { room_id: None, ..known }));
        assert!(!known.says_the_same_as(&cancelled(10, 1)));
        assert!(cancelled(10, 1).says_the_same_as(&cancelled(12, 2)));
        assert_eq!(known.minutes(), 60);
    }
}
