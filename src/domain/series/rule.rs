//! What a coordinator says about a weekly series.

use std::fmt;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{SignedDuration, Timestamp};

use crate::domain::time::Zone;
use crate::domain::words::words;

/// How long a session lasts, in elapsed minutes (10 to 240; the product's default is 50).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionMinutes(u16);

/// The number is no session's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a session lasts {} to {} minutes, not {given}",
    SessionMinutes::SHORTEST.get(),
    SessionMinutes::LONGEST.get()
)]
pub struct InvalidSessionMinutes {
    /// What was given.
    pub given: i64,
}

impl SessionMinutes {
    /// A call of ten minutes.
    pub const SHORTEST: Self = Self(10);
    /// The usual session of interpersonal psychotherapy.
    pub const DEFAULT: Self = Self(50);
    /// Four hours: a workshop day's half. Longer is a typing mistake, and occupancy needs a bound.
    pub const LONGEST: Self = Self(240);

    /// Parses a number of minutes.
    ///
    /// # Errors
    /// `InvalidSessionMinutes` outside 10 to 240.
    pub fn parse(given: i64) -> Result<Self, InvalidSessionMinutes> {
        u16::try_from(given)
            .map(Self)
            .ok()
            .filter(|minutes| (Self::SHORTEST..=Self::LONGEST).contains(minutes))
            .ok_or(InvalidSessionMinutes { given })
    }

    /// The number of minutes.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// When a session that starts then ends: elapsed time, whatever the clocks do meanwhile. `None` past the
    /// calendar's end.
    #[must_use]
    pub fn end_of(self, starts_at: Timestamp) -> Option<Timestamp> {
        starts_at.checked_add(SignedDuration::from_mins(i64::from(self.0))).ok()
    }
}

/// How many sessions, or weeks, a series is planned for (1 to 60).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionCount(u16);

/// The number is no series' length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a series holds {} to {} sessions, not {given}", SessionCount::FEWEST.get(), SessionCount::MOST.get())]
pub struct InvalidSessionCount {
    /// What was given.
    pub given: i64,
}

impl SessionCount {
    /// A single session.
    pub const FEWEST: Self = Self(1);
    /// Three times the longest program (20 sessions): more than a year of weeks, still one plan to review.
    pub const MOST: Self = Self(60);

    /// Parses a number of sessions.
    ///
    /// # Errors
    /// `InvalidSessionCount` outside 1 to 60.
    pub fn parse(given: i64) -> Result<Self, InvalidSessionCount> {
        u16::try_from(given)
            .map(Self)
            .ok()
            .filter(|count| (Self::FEWEST..=Self::MOST).contains(count))
            .ok_or(InvalidSessionCount { given })
    }

    /// The number of sessions.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

words! {
    /// What the planned count of a series counts.
    #[derive(Default)]
    pub enum CountingMode {
        /// Sessions held: a skipped date makes the series run longer, the dose stays whole.
        #[default]
        HoldSessions = "HOLD_SESSIONS",
        /// Weeks of the calendar: a skipped date loses its session.
        CalendarWeeks = "CALENDAR_WEEKS",
    }
}

/// The rule of a weekly series, before it is expanded into sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRule {
    /// The day of the week, in the series' zone.
    pub weekday: Weekday,
    /// The wall time of the start, in the series' zone; whole minutes.
    pub local_start: Time,
    /// The zone whose wall time is promised.
    pub zone: Zone,
    /// The earliest date; the first session falls on the first `weekday` from here on.
    pub start_on: Date,
    /// How long each session lasts, elapsed.
    pub minutes: SessionMinutes,
    /// How many sessions or weeks, by `counting`.
    pub planned_count: SessionCount,
    /// What `planned_count` counts.
    pub counting: CountingMode,
    /// Dates without a session, in any order.
    pub skipped_on: Vec<Date>,
}

impl SeriesRule {
    /// Whether a session at that wall time of that zone, of that length, is as the rule says.
    #[must_use]
    pub fn is_time(&self, local_start: DateTime, zone: &Zone, minutes: SessionMinutes) -> bool {
        (local_start.weekday(), local_start.time(), zone, minutes)
            == (self.weekday, self.local_start, &self.zone, self.minutes)
    }
}

impl fmt::Display for SessionMinutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SessionCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_lie_between_a_call_and_half_a_day() {
        for good in [10, 50, 240] {
            assert_eq!(SessionMinutes::parse(good).map(|m| i64::from(m.get())), Ok(good));
        }
        for given in [i64::MIN, -50, 0, 9, 241, 65_586, i64::MAX] {
            assert_eq!(SessionMinutes::parse(given), Err(InvalidSessionMinutes { given }));
        }
        assert_eq!(
            InvalidSessionMinutes { given: 5 }.to_string(),
            "a session lasts 10 to 240 minutes, not 5"
        );
    }

    #[test]
    fn a_series_holds_at_least_one_and_at_most_sixty_sessions() {
        for good in [1, 16, 60] {
            assert_eq!(SessionCount::parse(good).map(|c| i64::from(c.get())), Ok(good));
        }
        for given in [i64::MIN, -1, 0, 61, 65_537, i64::MAX] {
            assert_eq!(SessionCount::parse(given), Err(InvalidSessionCount { given }));
        }
    }

    #[test]
    fn a_series_holds_its_sessions_unless_told_to_count_weeks() {
        assert_eq!(CountingMode::default(), CountingMode::HoldSessions);
        assert_eq!("CALENDAR_WEEKS".parse(), Ok(CountingMode::CalendarWeeks));
    }
}
