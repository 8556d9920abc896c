//! Whole days, or the same hours of some days.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use crate::domain::time::{BeyondCalendar, Zone, resolve};

/// Which days, and which hours of them: civil dates and times, read in the zone of what is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClosureSpan {
    first_on: Date,
    last_on: Date,
    hours: Option<(Time, Time)>,
}

/// Why dates and hours are no closure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClosureSpan {
    /// The last date comes before the first.
    #[error("the last date, {last_on}, lies before the first, {first_on}")]
    LastBeforeFirst {
        /// The first date.
        first_on: Date,
        /// The last one.
        last_on: Date,
    },
    /// Longer than a year.
    #[error("a closure has at most {most} days, not {days}: enter it in parts", most = ClosureSpan::MOST_DAYS)]
    TooLong {
        /// How many it would have.
        days: i64,
    },
    /// The hours end before they begin.
    #[error("the hours end at {until}, not after they begin at {from}: 00:00 is the end of the day")]
    HoursBackwards {
        /// From when.
        from: Time,
        /// Until when.
        until: Time,
    },
    /// Only one of the two hours.
    #[error("give both hours, from and until, or neither: without them whole days are closed")]
    HalfHours,
}

impl ClosureSpan {
    /// A leave of a year, leap years too: longer is a typing mistake, or the end of an employment.
    pub const MOST_DAYS: i64 = 366;

    /// From `first_on` to `last_on` (the first alone if left out), both included; of each day those hours, or all of it.
    /// `00:00` as the second hour is the end of the day.
    ///
    /// # Errors
    /// What `InvalidClosureSpan` names.
    pub fn parse(
        first_on: Date,
        last_on: Option<Date>,
        from: Option<Time>,
        until: Option<Time>,
    ) -> Result<Self, InvalidClosureSpan> {
        let last_on = last_on.unwrap_or(first_on);
        if last_on < first_on {
            return Err(InvalidClosureSpan::LastBeforeFirst { first_on, last_on });
        }
        let days = i64::from((last_on - first_on).get_days()) + 1;
        if days > Self::MOST_DAYS {
            return Err(InvalidClosureSpan::TooLong { days });
        }
        let hours = match (from, until) {
            (None, None) => None,
            (Some(from), Some(until)) if until == Time::midnight() || from < until => Some((from, until)),
            (Some(from), Some(until)) => return Err(InvalidClosureSpan::HoursBackwards { from, until }),
            (Some(_), None) | (None, Some(_)) => return Err(InvalidClosureSpan::HalfHours),
        };
        // From midnight to midnight is the whole day.
        let hours = hours.filter(|hours| *hours != (Time::midnight(), Time::midnight()));
        Ok(Self { first_on, last_on, hours })
    }

    /// The first date.
    #[must_use]
    pub const fn first_on(&self) -> Date {
        self.first_on
    }

    /// The last date.
    #[must_use]
    pub const fn last_on(&self) -> Date {
        self.last_on
    }

    /// From when until when of each day, midnight as the second meaning the day's end; none is the whole day.
    #[must_use]
    pub const fn hours(&self) -> Option<(Time, Time)> {
        self.hours
    }

    /// The instants it takes up there, half-open and in order: one stretch for whole days, one a day for hours.
    ///
    /// # Errors
    /// `BeyondCalendar` past the calendar's end.
    pub fn stretches(&self, zone: &Zone) -> Result<Vec<(Timestamp, Timestamp)>, BeyondCalendar> {
        let Some((from, until)) = self.hours else {
            let start = resolve(self.first_on.to_datetime(Time::midnight()), zone)?.starts_at;
            return Ok(vec![(start, end_of(self.last_on, zone)?)]);
        };
        let days = self.first_on.series(1.day()).take_while(|date| *date <= self.last_on);
        days.map(|date| {
            let start = resolve(date.to_datetime(from), zone)?.starts_at;
            let end = if until == Time::midnight() {
                end_of(date, zone)?
            } else {
                resolve(date.to_datetime(until), zone)?.starts_at
            };
            Ok((start, end))
        })
        // Hours that the clocks skip are none.
        .filter(|stretch| stretch.as_ref().map_or(true, |(start, end)| start < end))
        .collect()
    }
}

/// Midnight after that date; where the clocks skip it, the day's first instant.
fn end_of(date: Date, zone: &Zone) -> Result<Timestamp, BeyondCalendar> {
    let midnight = |date: Date| date.to_datetime(Time::midnight());
    let next = date.tomorrow().map_err(|_| BeyondCalendar { local: midnight(date) })?;
    Ok(resolve(midnight(next), zone)?.starts_at)
}

impl fmt::Display for ClosureSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first_on, last_on, hours } = self;
        write!(f, "{first_on}")?;
        if last_on != first_on {
            write!(f, " to {last_on}")?;
        }
        match hours {
            Some((from, until)) => write!(f, ", {} to {}", from.strftime("%H:%M"), until.strftime("%H:%M")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use rstest::rstest;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn stretch(from: &str, until: &str) -> (Timestamp, Timestamp) {
        (from.parse().unwrap(), until.parse().unwrap())
    }

    #[test]
    fn whole_days_last_from_midnight_to_midnight_of_the_zone_across_a_clock_change() {
        let span = ClosureSpan::parse(date(2026, 3, 28), Some(date(2026, 3, 29)), None, None).unwrap();
        let berlin = span.stretches(&zone("Europe/Berlin")).unwrap();
        assert_eq!(berlin, [stretch("2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z")]);
    }

    #[test]
    fn a_midnight_that_the_clocks_skip_is_the_days_first_instant() {
        // Havana went from 00:00 to 01:00 on 9 March 2025.
        let span = ClosureSpan::parse(date(2025, 3, 8), None, None, None).unwrap();
        let havana = span.stretches(&zone("America/Havana")).unwrap();
        assert_eq!(havana, [stretch("2025-03-08T05:00:00Z", "2025-03-09T05:00:00Z")]);
    }

    #[test]
    fn hours_are_the_same_wall_times_every_day_and_midnight_ends_the_day() {
        let noon = Some(time(12, 0, 0, 0));
        let span =
            ClosureSpan::parse(date(2026, 12, 24), Some(date(2026, 12, 25)), noon, Some(Time::midnight()))
                .unwrap();
        let london = span.stretches(&zone("Europe/London")).unwrap();
        let wanted = [
            stretch("2026-12-24T12:00:00Z", "2026-12-25T00:00:00Z"),
            stretch("2026-12-25T12:00:00Z", "2026-12-26T00:00:00Z"),
        ];
        assert_eq!(london, wanted);
    }

    #[test]
    fn hours_that_the_clocks_skip_are_none() {
        let hours = (Some(time(2, 0, 0, 0)), Some(time(2, 30, 0, 0)));
        let span = ClosureSpan::parse(date(2026, 3, 29), None, hours.0, hours.1).unwrap();
        // 02:00 and 02:30 become 03:00 and 03:30: the half hour stays one.
        assert_eq!(span.stretches(&zone("Europe/Berlin")).unwrap().len(), 1);
        let over_the_gap =
            ClosureSpan::parse(date(2026, 3, 29), None, hours.0, Some(time(3, 0, 0, 0))).unwrap();
        assert_eq!(over_the_gap.stretches(&zone("Europe/Berlin")).unwrap(), []);
    }

    #[rstest]
    #[case::backwards(date(2026, 1, 2), Some(date(2026, 1, 1)), None, None)]
    #[case::longer_than_a_year(date(2026, 1, 1), Some(date(2027, 1, 2)), None, None)]
    #[case::hours_backwards(date(2026, 1, 1), None, Some(time(12, 0, 0, 0)), Some(time(11, 0, 0, 0)))]
    #[case::no_hours(date(2026, 1, 1), None, Some(time(12, 0, 0, 0)), Some(time(12, 0, 0, 0)))]
    #[case::half(date(2026, 1, 1), None, Some(time(12, 0, 0, 0)), None)]
    fn what_is_no_closure_is_refused(
        #[case] first_on: Date,
        #[case] last_on: Option<Date>,
        #[case] from: Option<Time>,
        #[case] until: Option<Time>,
    ) {
        assert!(ClosureSpan::parse(first_on, last_on, from, until).is_err());
    }

    #[test]
    fn the_calendar_ends() {
        let span = ClosureSpan::parse(Date::MAX, None, None, None).unwrap();
        assert!(span.stretches(&zone("UTC")).is_err());
        assert_eq!(span.to_string(), "9999-12-31");
    }
}
