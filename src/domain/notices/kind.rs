//! Which mail a client gets.

use super::{Change, News};
use crate::domain::words::words;

words! {
    /// The mail that tells one client of changes.
    pub enum NoticeKind {
        /// One session takes place at another time.
        Moved = "MOVED",
        /// One session does not take place.
        Cancelled = "CANCELLED",
        /// One session takes place after all.
        Restored = "RESTORED",
        /// One session was added.
        Added = "ADDED",
        /// One session takes place elsewhere.
        PlaceChanged = "PLACE_CHANGED",
        /// Several sessions changed.
        Digest = "DIGEST",
    }
}

impl NoticeKind {
    /// The one mail that tells a client all of it; none if nothing is news to them.
    #[must_use]
    pub fn of(news: &[News]) -> Option<Self> {
        let mut changes = news.iter().filter_map(News::change);
        let first = changes.next()?;
        Some(if changes.next().is_some() { Self::Digest } else { first.into() })
    }
}

impl From<Change> for NoticeKind {
    fn from(change: Change) -> Self {
        match change {
            Change::Moved => Self::Moved,
            Change::Cancelled => Self::Cancelled,
            Change::Restored => Self::Restored,
            Change::Added => Self::Added,
            Change::PlaceChanged => Self::PlaceChanged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::told::samples::{cancelled, told};
    use super::*;

    #[test]
    fn one_change_is_told_by_its_own_mail_and_several_by_a_digest() {
        let moved = News { told: Some(told(10, 1)), current: told(12, 2) };
        let lost = News { told: Some(told(10, 1)), current: cancelled(10, 2) };
        let same = News { told: Some(told(10, 1)), current: told(10, 1) };
        assert_eq!(NoticeKind::of(&[same, moved, same]), Some(NoticeKind::Moved));
        assert_eq!(NoticeKind::of(&[lost]), Some(NoticeKind::Cancelled));
        assert_eq!(NoticeKind::of(&[moved, lost]), Some(NoticeKind::Digest));
        assert_eq!(NoticeKind::of(&[same]), None);
        assert_eq!(NoticeKind::of(&[]), None);
    }
}
