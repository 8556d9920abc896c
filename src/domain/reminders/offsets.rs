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

/// The offsets of one policy: one to five, each once, the longest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offsets(Vec<MinutesBefore>);

/// Why numbers are no policy's offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOffsets {
    /// There is none.
    #[error("give at least one; to send no reminders, set isActive to false")]
    Empty,
    /// More than [`Offsets::MOST`].
    #[error("at most {} reminders for one session, not {given}", Offsets::MOST)]
    TooMany {
        /// How many were given.
        given: usize,
    },
    /// One is out of range.
    #[error(transparent)]
    OutOfRange(#[from] InvalidMinutesBefore),
    /// One is given twice.
    #[error("{given} is given twice")]
    Twice {
        /// Which.
        given: MinutesBefore,
    },
}

impl Offsets {
    /// More would be a nuisance, and people opt out of nuisances.
    pub const MOST: usize = 5;

    /// A new clinic's: two days and three hours before.
    #[must_use]
    pub fn default_of_clinics() -> Self {
        Self(vec![MinutesBefore(48 * 60), MinutesBefore(3 * 60)])
    }

    /// Checks a policy's offsets, in minutes, given in any order.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn parse(given: &[i64]) -> Result<Self, InvalidOffsets> {
        if given.is_empty() {
            return Err(InvalidOffsets::Empty);
        }
        if given.len() > Self::MOST {
            return Err(InvalidOffsets::TooMany { given: given.len() });
        }
        let mut offsets =
            given.iter().map(|minutes| MinutesBefore::parse(*minutes)).collect::<Result<Vec<_>, _>>()?;
        offsets.sort_unstable_by(|a, b| b.cmp(a));
        match offsets.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first()) {
            Some(twice) => Err(InvalidOffsets::Twice { given: *twice }),
            None => Ok(Self(offsets)),
        }
    }

    /// The offsets, the longest first.
    #[must_use]
    pub fn as_slice(&self) -> &[MinutesBefore] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[180, 2880, 15], Ok(vec![2880, 180, 15]))]
    #[case(&[43_200], Ok(vec![43_200]))]
    #[case(&[], Err(InvalidOffsets::Empty))]
    #[case(&[14], Err(InvalidOffsets::OutOfRange(InvalidMinutesBefore { given: 14 })))]
    #[case(&[43_201], Err(InvalidOffsets::OutOfRange(InvalidMinutesBefore { given: 43_201 })))]
    #[case(&[-1], Err(InvalidOffsets::OutOfRange(InvalidMinutesBefore { given: -1 })))]
    #[case(&[60, 90, 60], Err(InvalidOffsets::Twice { given: MinutesBefore(60) }))]
    #[case(&[15, 16, 17, 18, 19, 20], Err(InvalidOffsets::TooMany { given: 6 }))]
    fn offsets_are_few_distinct_and_in_range(
        #[case] given: &[i64],
        #[case] expected: Result<Vec<u16>, InvalidOffsets>,
    ) {
        let minutes = |offsets: Offsets| offsets.as_slice().iter().map(|m| m.get()).collect::<Vec<_>>();
        assert_eq!(Offsets::parse(given).map(minutes), expected);
    }

    #[test]
    fn a_new_clinics_offsets_are_valid() {
        assert_eq!(Offsets::parse(&[2880, 180]).as_ref(), Ok(&Offsets::default_of_clinics()));
    }
}
