//! Calendar feeds.

use async_graphql::{Enum, ID, Object, SimpleObject};

use crate::app::calendars::CreatedCalendarFeed;
use crate::domain::calendars::{self, FeedSubject};
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;

/// Whose calendar a feed is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CalendarFeedKind {
    /// Of the sessions that a member of staff leads.
    Therapist,
    /// Of the sessions in a room.
    Room,
    /// Of the sessions that a client is down for.
    Client,
}

/// A calendar that others subscribe to by a secret link; the link was shown once and is not kept.
pub(crate) struct CalendarFeed(pub(crate) calendars::CalendarFeed);

/// A calendar that others subscribe to by a secret link; the link was shown once and is not kept.
#[Object]
impl CalendarFeed {
    /// The feed's id (`cal_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// Whose calendar.
    async fn kind(&self) -> CalendarFeedKind {
        match self.0.subject {
            FeedSubject::Therapist(_) => CalendarFeedKind::Therapist,
            FeedSubject::Room(_) => CalendarFeedKind::Room,
            FeedSubject::Client(_) => CalendarFeedKind::Client,
        }
    }

    /// The member of staff's id; null if it is another's calendar.
    async fn therapist_id(&self) -> Option<ID> {
        match self.0.subject {
            FeedSubject::Therapist(therapist) => Some(id(therapist)),
            FeedSubject::Room(_) | FeedSubject::Client(_) => None,
        }
    }

    /// The room's id; null if it is another's calendar.
    async fn room_id(&self) -> Option<ID> {
        match self.0.subject {
            FeedSubject::Room(room) => Some(id(room)),
            FeedSubject::Therapist(_) | FeedSubject::Client(_) => None,
        }
    }

    /// The client's id; null if it is another's calendar. A record that was merged into another keeps the id it had.
    async fn client_id(&self) -> Option<ID> {
        match self.0.subject {
            FeedSubject::Client(client) => Some(id(client)),
            FeedSubject::Therapist(_) | FeedSubject::Room(_) => None,
        }
    }

    /// When it was made.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// The id of the member of staff who made it.
    async fn created_by_id(&self) -> Option<ID> {
        self.0.created_by.map(id)
    }

    /// When it was last read, to a quarter of an hour; null if it never was.
    async fn last_read_at(&self) -> Option<Instant> {
        self.0.last_read_at.map(Instant)
    }

    /// Since when it is revoked; null if it is not.
    async fn revoked_at(&self) -> Option<Instant> {
        self.0.revoked_at.map(Instant)
    }
}

impl From<calendars::CalendarFeed> for CalendarFeed {
    fn from(record: calendars::CalendarFeed) -> Self {
        Self(record)
    }
}

/// A feed as made, with its link.
#[derive(SimpleObject)]
pub(crate) struct NewCalendarFeed {
    /// The feed.
    pub(crate) calendar_feed: CalendarFeed,
    /// Its link: whoever has it reads the calendar, so it goes to its owner and nobody else. It is told here and never
    /// again.
    url: String,
}

impl From<CreatedCalendarFeed> for NewCalendarFeed {
    fn from(created: CreatedCalendarFeed) -> Self {
        let CreatedCalendarFeed { feed, url } = created;
        Self { calendar_feed: feed.into(), url }
    }
}
