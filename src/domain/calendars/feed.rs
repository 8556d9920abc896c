//! Feeds: calendars behind a secret link.

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::{CalendarFeedId, ClientId, ClinicId, RoomId, StaffMemberId};

/// Whose calendar a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedSubject {
    /// Of the sessions that a member of staff leads.
    Therapist(StaffMemberId),
    /// Of the sessions in a room.
    Room(RoomId),
    /// Of the sessions that a client is down for.
    Client(ClientId),
}

/// A feed as it is kept: everything but the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFeed {
    /// Its id.
    pub id: CalendarFeedId,
    /// Whose calendar.
    pub subject: FeedSubject,
    /// When it was made.
    pub created_at: Timestamp,
    /// By which member of staff; none if the service made it by itself.
    pub created_by: Option<StaffMemberId>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
    /// When it was last read, give or take [`PresentedFeed::NOTED_EVERY`].
    pub last_read_at: Option<Timestamp>,
}

/// A feed that counts, found by its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresentedFeed {
    /// Which clinic's.
    pub clinic_id: ClinicId,
    /// Which.
    pub id: CalendarFeedId,
    /// Whose calendar; of a client whose record was merged, the record that was kept.
    pub subject: FeedSubject,
    /// When it was last read.
    pub last_read_at: Option<Timestamp>,
}

impl PresentedFeed {
    /// How exactly `last_read_at` is kept: a read so soon after the last writes nothing about it.
    pub const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(15);

    /// Whether a read at `now` is to be noted.
    #[must_use]
    pub fn is_to_be_noted(&self, now: Timestamp) -> bool {
        self.last_read_at.is_none_or(|last| now.duration_since(last) >= Self::NOTED_EVERY)
    }
}

/// What of a calendar a feed shows: everything ahead, and some of what is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedWindow {
    /// Only what ends after this instant.
    pub from: Timestamp,
    /// At most so many entries, the earliest first.
    pub most: u64,
}

impl FeedWindow {
    /// How far back a feed reaches.
    const BACK: SignedDuration = SignedDuration::from_hours(24 * 90);
    /// The most entries: some eight sessions on every working day of a year.
    const MOST: u64 = 2000;

    /// The window at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { from: now.saturating_sub(Self::BACK).unwrap_or(Timestamp::MIN), most: Self::MOST }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_read_is_noted_every_quarter_of_an_hour() {
        let at = |minutes: i64| Timestamp::from_second(minutes * 60).unwrap();
        let feed = |last_read_at| PresentedFeed {
            clinic_id: ClinicId::from_uuid(Uuid::nil()),
            id: CalendarFeedId::from_uuid(Uuid::nil()),
            subject: FeedSubject::Room(RoomId::from_uuid(Uuid::nil())),
            last_read_at,
        };
        assert!(feed(None).is_to_be_noted(at(0)));
        assert!(!feed(Some(at(0))).is_to_be_noted(at(14)));
        assert!(feed(Some(at(0))).is_to_be_noted(at(15)));
    }

    #[test]
    fn a_feed_reaches_ninety_days_back() {
        let window = FeedWindow::at("2026-05-31T00:00:00Z".parse().unwrap());
        assert_eq!(window.from, "2026-03-02T00:00:00Z".parse().unwrap());
    }
}
