//! How long after a session its therapist may mark it.

use jiff::{SignedDuration, Timestamp};

use crate::domain::clinics::OutOfRange;

/// After so many days marks of a session are locked for whoever led it: 1 to 3650.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MarkingLock(i64);

impl MarkingLock {
    /// Parses a number of days.
    ///
    /// # Errors
    /// `OutOfRange` below 1 or above 3650 (ten years).
    pub const fn parse(days: i64) -> Result<Self, OutOfRange> {
        match OutOfRange::check(days, 1, 3650) {
            Ok(days) => Ok(Self(days)),
            Err(error) => Err(error),
        }
    }

    /// The number of days.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.0
    }

    /// Since when the marks of a session that ended then are locked, if they are at `now`: days of 24 hours, so that no change
    /// of the clocks matters.
    #[must_use]
    pub fn locked_since(self, ended_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let since = ended_at.checked_add(SignedDuration::from_hours(self.0.saturating_mul(24))).ok()?;
        (since < now).then_some(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_locked_once_more_than_that_many_days_have_passed() {
        let lock = MarkingLock::parse(14).unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let ended_at = at("2026-03-03T23:00:00Z");
        assert_eq!(lock.locked_since(ended_at, at("2026-03-17T23:00:00Z")), None);
        assert_eq!(lock.locked_since(ended_at, at("2026-03-17T23:00:01Z")), Some(at("2026-03-17T23:00:00Z")));
        assert!(MarkingLock::parse(0).is_err() && MarkingLock::parse(3651).is_err());
    }
}
