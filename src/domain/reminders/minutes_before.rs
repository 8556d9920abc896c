//! How long before a session a reminder goes out.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

/// How long before the start a reminder is due, in elapsed minutes (15 minutes to 30 days).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinutesBefore(u16);

/// The number is no reminder's offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a reminder is due {} to {} minutes (30 days) before the start, not {given}",
    MinutesBefore::SHORTEST,
    MinutesBefore::LONGEST
)]
pub struct InvalidMinutesBefore {
    /// What was given.
    pub given: i64,
}

impl MinutesBefore {
    /// Later than that, nobody reads it in time.
    pub const SHORTEST: Self = Self(15);
    /// Earlier than that, it is no reminder.
    pub const LONGEST: Self = Self(30 * 24 * 60);

    /// Parses a number of minutes.
    ///
    /// # Errors
    /// `InvalidMinutesBefore` outside 15 to 43,200.
    pub fn parse(given: i64) -> Result<Self, InvalidMinutesBefore> {
        u16::try_from(given)
            .map(Self)
            .ok()
            .filter(|minutes| (Self::SHORTEST..=Self::LONGEST).contains(minutes))
            .ok_or(InvalidMinutesBefore { given })
    }

    /// So many hours, for what is written in the code: at most 720.
    #[must_use]
    pub(super) const fn hours(hours: u8) -> Self {
        Self(hours as u16 * 60)
    }

    /// The number of minutes.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The instant so long before `start`.
    #[must_use]
    pub fn before(self, start: Timestamp) -> Timestamp {
        start.checked_sub(SignedDuration::from_mins(self.0.into())).unwrap_or(Timestamp::MIN)
    }
}

impl fmt::Display for MinutesBefore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(15, Ok(15))]
    #[case(43_200, Ok(43_200))]
    #[case(14, Err(InvalidMinutesBefore { given: 14 }))]
    #[case(43_201, Err(InvalidMinutesBefore { given: 43_201 }))]
    #[case(-1, Err(InvalidMinutesBefore { given: -1 }))]
    fn a_reminder_is_due_between_a_quarter_of_an_hour_and_thirty_days_before(
        #[case] given: i64,
        #[case] expected: Result<u16, InvalidMinutesBefore>,
    ) {
        assert_eq!(MinutesBefore::parse(given).map(MinutesBefore::get), expected);
    }
}
