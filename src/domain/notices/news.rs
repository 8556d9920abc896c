//! What is new to a client about one session.

use jiff::Timestamp;

use super::Told;
use crate::domain::words::words;

words! {
    /// What happened to a session, as a client who knows an earlier state of it sees it.
    pub enum Change {
        /// It takes place at another time, or lasts longer or shorter; elsewhere too, maybe.
        Moved = "MOVED",
        /// It does not take place.
        Cancelled = "CANCELLED",
        /// It was cancelled, and takes place after all; at another time, maybe.
        Restored = "RESTORED",
        /// There was none before.
        Added = "ADDED",
        /// It takes place elsewhere, at the same time.
        PlaceChanged = "PLACE_CHANGED",
    }
}

/// What a client was last told of a session, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// What the client knows; none if they were told nothing of it.
    pub told: Option<Told>,
    /// How it stands.
    pub current: Told,
}

impl News {
    /// What happened, if that is news to the client.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        let Self { told, current } = self;
        let Some(told) = told else {
            return (!current.is_cancelled).then_some(Change::Added);
        };
        if told.says_the_same_as(current) {
            None
        } else if current.is_cancelled {
            Some(Change::Cancelled)
        } else if told.is_cancelled {
            Some(Change::Restored)
        } else if (told.starts_at, told.ends_at) == (current.starts_at, current.ends_at) {
            Some(Change::PlaceChanged)
        } else {
            Some(Change::Moved)
        }
    }

    /// Until when it is of use: the start that the client reckons with, or the one they should, whichever is later. A
    /// cancellation is told until the start that they know, whatever the cancelled session was moved to.
    #[must_use]
    pub fn is_of_use_until(&self) -> Timestamp {
        let Self { told, current } = self;
        match told {
            Some(told) if current.is_cancelled => told.starts_at,
            Some(told) if !told.is_cancelled => told.starts_at.max(current.starts_at),
            Some(_) | None => current.starts_at,
        }
    }

    /// The first start it speaks of: the order in which a client is told of several.
    #[must_use]
    pub fn first_start(&self) -> Timestamp {
        self.told.map_or(self.current.starts_at, |told| told.starts_at.min(self.current.starts_at))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::told::samples::{cancelled, hour, room, told};
    use super::*;

    #[rstest]
    #[case::moved(Some(told(10, 1)), told(12, 2), Some(Change::Moved), 12)]
    #[case::moved_closer(Some(told(12, 1)), told(10, 2), Some(Change::Moved), 12)]
    #[case::longer(Some(told(10, 1)), Told { ends_at: hour(12), ..told(10, 2) }, Some(Change::Moved), 10)]
    #[case::moved_elsewhere(Some(told(10, 1)), Told { room_id: room(2), ..told(12, 2) }, Some(Change::Moved), 12)]
    #[case::elsewhere(Some(told(10, 1)), Told { room_id: room(2), ..told(10, 2) }, Some(Change::PlaceChanged), 10)]
    #[case::remote(Some(told(10, 1)), Told { room_id: None, ..told(10, 2) }, Some(Change::PlaceChanged), 10)]
    #[case::cancelled(Some(told(10, 1)), cancelled(10, 2), Some(Change::Cancelled), 10)]
    #[case::moved_then_cancelled(Some(told(10, 1)), cancelled(20, 3), Some(Change::Cancelled), 10)]
    #[case::restored(Some(cancelled(10, 1)), told(10, 2), Some(Change::Restored), 10)]
    #[case::restored_and_moved_closer(Some(cancelled(12, 1)), told(10, 2), Some(Change::Restored), 10)]
    #[case::added(None, told(10, 1), Some(Change::Added), 10)]
    #[case::added_and_cancelled(None, cancelled(10, 2), None, 10)]
    #[case::back_again(Some(told(10, 1)), told(10, 3), None, 10)]
    #[case::cancelled_still(Some(cancelled(10, 1)), cancelled(12, 3), None, 10)]
    fn what_a_client_knows_decides_what_is_news(
        #[case] known: Option<Told>,
        #[case] current: Told,
        #[case] change: Option<Change>,
        #[case] until: i64,
    ) {
        let news = News { told: known, current };
        assert_eq!((news.change(), news.is_of_use_until()), (change, hour(until)));
    }
}
