//! What one entry says.

use jiff::{SignedDuration, Timestamp};

use super::EntryUid;
use super::uid::born_at;
use crate::domain::attendance::StoredStatus;
use crate::domain::ids::{ParticipationId, SessionId};
use crate::domain::name::Name;
use crate::domain::series::SessionStatus;

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryOf {
    /// A session, in a calendar of staff: everybody's entry of it is the same.
    Session(SessionId),
    /// One client's place in a session, in that client's calendar.
    Place(ParticipationId),
}

/// What is known of a session, as far as a calendar depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFacts {
    /// Whose entry.
    pub of: EntryOf,
    /// Where the session stands.
    pub session: SessionStatus,
    /// The mark that stands for the place; none in a calendar of staff.
    pub attendance: Option<StoredStatus>,
    /// When the session starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// How often what the entry says has changed.
    pub sequence: i64,
    /// Where it is, for staff; a room's name may tell what goes on in it.
    pub room: Option<Name>,
}

/// One entry, as its calendar shows it: no name of a person, a group, a program or a kind of treatment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The same for every version.
    pub uid: EntryUid,
    /// `SEQUENCE`: higher for a newer version, never lower.
    pub sequence: i64,
    /// When this version was made, as far as calendars compare it: see [`EntryFacts::entry`].
    pub stamped_at: Timestamp,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Whether it does not take place, or not for its owner; a calendar strikes it out instead of forgetting it.
    pub is_cancelled: bool,
    /// Where it is.
    pub location: Option<Name>,
}

impl EntryFacts {
    /// The entry. The same facts give the same entry, whatever the clock says, so that an unchanged calendar is the same
    /// text: its stamp is the record's birth, and a second later for every change. It tells newer from older as
    /// `SEQUENCE` does, for calendars that compare stamps instead.
    #[must_use]
    pub fn entry(self) -> CalendarEntry {
        let Self { of, session, attendance, starts_at, ends_at, sequence, room } = self;
        let (born, location) = match of {
            EntryOf::Session(id) => (born_at(id.uuid()), room),
            EntryOf::Place(id) => (born_at(id.uuid()), None),
        };
        CalendarEntry {
            uid: EntryUid::of(of),
            sequence,
            stamped_at: born.saturating_add(SignedDuration::from_secs(sequence)).unwrap_or(born),
            starts_at,
            ends_at,
            is_cancelled: session == SessionStatus::Cancelled || attendance.is_some_and(stays_away),
            location,
        }
    }
}

/// Whether the owner of a place is known not to come. A trigger raises `SEQUENCE` when this changes.
const fn stays_away(attendance: StoredStatus) -> bool {
    match attendance {
        StoredStatus::CancelledByClient | StoredStatus::Excused | StoredStatus::NotExpected => true,
        StoredStatus::Unrecorded
        | StoredStatus::Attended
        | StoredStatus::AttendedPartially
        | StoredStatus::NoShow => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn facts(of: EntryOf) -> EntryFacts {
        EntryFacts {
            of,
            session: SessionStatus::Planned,
            attendance: None,
            starts_at: Timestamp::from_second(1000).unwrap(),
            ends_at: Timestamp::from_second(4000).unwrap(),
            sequence: 0,
            room: Some("Blue".parse().unwrap()),
        }
    }

    fn place() -> EntryFacts {
        facts(EntryOf::Place(ParticipationId::from_uuid(Uuid::max())))
    }

    #[test]
    fn staff_see_the_room_and_a_client_does_not() {
        let staff = facts(EntryOf::Session(SessionId::from_uuid(Uuid::max()))).entry();
        assert_eq!(staff.location, Some("Blue".parse().unwrap()));
        assert_eq!(place().entry().location, None);
    }

    #[rstest]
    #[case(SessionStatus::Cancelled, None, true)]
    #[case(SessionStatus::Held, None, false)]
    #[case(SessionStatus::Planned, Some(StoredStatus::Unrecorded), false)]
    #[case(SessionStatus::Planned, Some(StoredStatus::NotExpected), true)]
    #[case(SessionStatus::Planned, Some(StoredStatus::CancelledByClient), true)]
    #[case(SessionStatus::Planned, Some(StoredStatus::Excused), true)]
    #[case(SessionStatus::Held, Some(StoredStatus::NoShow), false)]
    fn an_entry_is_struck_out_if_its_owner_does_not_come(
        #[case] session: SessionStatus,
        #[case] attendance: Option<StoredStatus>,
        #[case] expected: bool,
    ) {
        assert_eq!(EntryFacts { session, attendance, ..place() }.entry().is_cancelled, expected);
    }

    #[test]
    fn a_newer_version_has_a_later_stamp() {
        let (first, second) = (place().entry(), EntryFacts { sequence: 1, ..place() }.entry());
        assert_eq!(second.stamped_at, first.stamped_at + SignedDuration::from_secs(1));
        assert_eq!(first.uid, second.uid);
    }
}
