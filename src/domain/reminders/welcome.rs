//! A client's first mail, and the reminders that it stands for.

use jiff::{SignedDuration, Timestamp};

/// How long after somebody's course was made it may still begin with a welcome: a group is often formed weeks before its
/// sessions are planned.
pub const WELCOME_WITHIN: SignedDuration = SignedDuration::from_hours(60 * 24);

/// For how long a welcome stands for the reminders of the same appointment: it tells the same and leads to the same page, so
/// nobody gets both within an afternoon.
const STANDS_FOR: SignedDuration = SignedDuration::from_hours(4);

/// Whether a reminder that is due then is left out, because the welcome that tells of the same place leaves, or has left, at
/// `welcomed_at`.
#[must_use]
pub fn is_told_by_welcome(due_at: Timestamp, welcomed_at: Timestamp) -> bool {
    due_at.duration_since(welcomed_at) < STANDS_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_welcome_stands_for_what_was_due_before_it_and_soon_after() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        for (due, told) in [(1, true), (10, true), (13, true), (14, false), (40, false)] {
            assert_eq!(is_told_by_welcome(at(due), at(10)), told, "{due}");
        }
    }
}
