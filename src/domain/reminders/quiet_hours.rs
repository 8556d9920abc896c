//! The hours in which nobody is mailed, by the recipient's own clock.

use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::domain::time::{Zone, local};

/// How far ahead the start must be at the end of the quiet hours for a mail to wait until then: enough to read it, and to set out.
pub const LEAD_AFTER_QUIET: SignedDuration = SignedDuration::from_hours(2);

/// A change of what begins sooner than this is told in quiet hours too.
pub const URGENT_CHANGE: SignedDuration = SignedDuration::from_hours(3);

/// The hours of each day in which nobody is mailed, on the clock of the recipient's zone; they may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: Time,
    until: Time,
}

/// The times are no quiet hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuietHours {
    /// There would be none, or nothing else.
    #[error(
        "quiet hours from {0} to the same time would be none or the whole day: give two times, or null for none"
    )]
    Empty(Time),
    /// Too little of the day is left.
    #[error("quiet hours from {from} to {until} leave less than four hours of the day for mails: give fewer")]
    TooLong {
        /// When they begin.
        from: Time,
        /// When they end.
        until: Time,
    },
    /// They are given to the minute.
    #[error("{0} has seconds: quiet hours begin and end on a minute")]
    Seconds(Time),
}

/// When the quiet hours around an instant begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edges {
    earlier: Timestamp,
    later: Timestamp,
}

impl QuietHours {
    /// What a new policy has: from nine in the evening to eight in the morning.
    #[must_use]
    pub const fn default_of_policies() -> Self {
        Self { from: time(21, 0, 0, 0), until: time(8, 0, 0, 0) }
    }

    /// Checks quiet hours.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn parse(from: Time, until: Time) -> Result<Self, InvalidQuietHours> {
        let has_seconds = |one: &&Time| one.second() != 0 || one.subsec_nanosecond() != 0;
        if let Some(given) = [from, until].iter().find(has_seconds) {
            return Err(InvalidQuietHours::Seconds(*given));
        }
        let hours = Self { from, until };
        let (begin, end) = hours.minutes_of_day();
        match (end - begin).rem_euclid(24 * 60) {
            0 => Err(InvalidQuietHours::Empty(from)),
            1201.. => Err(InvalidQuietHours::TooLong { from, until }),
            _ => Ok(hours),
        }
    }

    /// When they begin.
    #[must_use]
    pub const fn from(&self) -> Time {
        self.from
    }

    /// When they end.
    #[must_use]
    pub const fn until(&self) -> Time {
        self.until
    }

    /// When they begin and end, in minutes since midnight.
    #[must_use]
    pub fn minutes_of_day(&self) -> (i64, i64) {
        let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        (minutes(self.from), minutes(self.until))
    }

    /// When a reminder that is due at `due` is due instead: at the end of the quiet hours if that leaves
    /// [`LEAD_AFTER_QUIET`] before `start`, else at their beginning. If that has passed by `now`, it stays as it is: it is
    /// never dropped.
    #[must_use]
    pub fn moved(&self, due: Timestamp, start: Timestamp, zone: &Zone, now: Timestamp) -> Timestamp {
        match self.edges(due, zone) {
            None => due,
            Some(Edges { later, .. }) if leaves(later, start, LEAD_AFTER_QUIET) => later,
            Some(Edges { earlier, .. }) if earlier > now => earlier,
            Some(_) => due,
        }
    }

    /// Until when a mail of what begins at `start` waits that would go out `now`; none if it goes out: it is not quiet, or it
    /// can't wait.
    #[must_use]
    pub fn wait(&self, now: Timestamp, start: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let Edges { earlier: _, later } = self.edges(now, zone)?;
        leaves(later, start, LEAD_AFTER_QUIET).then_some(later)
    }

    /// The quiet hours that `at` lies in: those of its day by its own clock, or, over midnight, of the day before.
    fn edges(&self, at: Timestamp, zone: &Zone) -> Option<Edges> {
        let today = local(at, zone).date();
        let is_over_midnight = self.until < self.from;
        let yesterday = if is_over_midnight { today.checked_sub(1.day()).ok() } else { None };
        let quiet = [yesterday, Some(today)].into_iter().flatten().filter_map(|first| {
            let last = if is_over_midnight { first.checked_add(1.day()).ok()? } else { first };
            self.between(first, last, zone)
        });
        { quiet }.find(|Edges { earlier, later }| (*earlier..*later).contains(&at))
    }

    /// The quiet hours that begin on `first` and end on `last`. They are the longer ones where a change of the clocks skips an
    /// edge or has it come twice, and so are never left at an instant that the clock then calls quiet once more.
    fn between(&self, first: Date, last: Date, zone: &Zone) -> Option<Edges> {
        let edge = |day: Date, at: Time| zone.rules().to_ambiguous_timestamp(day.to_datetime(at));
        let earlier = edge(first, self.from).earlier().ok()?;
        let later = edge(last, self.until).later().ok()?;
        Some(Edges { earlier, later })
    }
}

fn leaves(instant: Timestamp, start: Timestamp, lead: SignedDuration) -> bool {
    start.duration_since(instant) >= lead
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::by_day("2026-03-09T19:59:00Z", "2026-03-11T19:59:00Z", "2026-03-09T19:59:00Z")]
    #[case::the_evening_waits_for_the_morning(
        "2026-03-09T20:00:00Z",
        "2026-03-11T20:00:00Z",
        "2026-03-10T07:00:00Z"
    )]
    #[case::the_night_too("2026-03-10T06:59:00Z", "2026-03-10T09:59:00Z", "2026-03-10T07:00:00Z")]
    #[case::an_early_session_is_told_of_the_evening_before(
        "2026-03-10T04:00:00Z",
        "2026-03-10T07:00:00Z",
        "2026-03-09T20:00:00Z"
    )]
    #[case::two_hours_are_enough("2026-03-10T06:00:00Z", "2026-03-10T09:00:00Z", "2026-03-10T07:00:00Z")]
    #[case::and_less_are_not("2026-03-10T05:59:00Z", "2026-03-10T08:59:00Z", "2026-03-09T20:00:00Z")]
    fn berlin_is_not_mailed_from_nine_to_eight(
        #[case] due: &str,
        #[case] start: &str,
        #[case] expected: &str,
    ) {
        let now = at("2026-03-01T12:00:00Z");
        let moved = QuietHours::default_of_policies().moved(at(due), at(start), &zone("Europe/Berlin"), now);
        assert_eq!(moved, at(expected));
    }

    #[test]
    fn what_can_be_moved_nowhere_stays() {
        let quiet = QuietHours::default_of_policies();
        let (due, start) = (at("2026-03-10T04:00:00Z"), at("2026-03-10T07:00:00Z"));
        let now = at("2026-03-10T03:00:00Z");
        assert_eq!(quiet.moved(due, start, &zone("Europe/Berlin"), now), due);
        assert_eq!(quiet.wait(due, start, &zone("Europe/Berlin")), None, "and goes out");
        let later = at("2026-03-10T12:00:00Z");
        assert_eq!(quiet.wait(due, later, &zone("Europe/Berlin")), Some(at("2026-03-10T07:00:00Z")));
    }

    #[test]
    fn edges_that_the_clocks_skip_or_repeat() {
        let (new_york, start) = (zone("America/New_York"), at("2026-12-01T12:00:00Z"));
        // Clocks go from 02:00 to 03:00: the quiet hours until 02:30 end at 03:30.
        let until_skipped = QuietHours::parse(time(22, 0, 0, 0), time(2, 30, 0, 0)).unwrap();
        let wait = until_skipped.wait(at("2026-03-08T06:30:00Z"), start, &new_york);
        assert_eq!(wait, Some(at("2026-03-08T07:30:00Z")));
        // They go from 02:00 back to 01:00: the quiet hours until 01:30 end when that comes for the second time.
        let until_repeated = QuietHours::parse(time(22, 0, 0, 0), time(1, 30, 0, 0)).unwrap();
        for during in ["2026-11-01T05:15:00Z", "2026-11-01T05:45:00Z", "2026-11-01T06:15:00Z"] {
            let wait = until_repeated.wait(at(during), start, &new_york);
            assert_eq!(wait, Some(at("2026-11-01T06:30:00Z")), "at {during}");
        }
        assert_eq!(until_repeated.wait(at("2026-11-01T06:30:00Z"), start, &new_york), None);
        // And those from 01:30 begin when it comes first.
        let from_repeated = QuietHours::parse(time(1, 30, 0, 0), time(8, 0, 0, 0)).unwrap();
        for during in ["2026-11-01T05:30:00Z", "2026-11-01T06:15:00Z"] {
            let wait = from_repeated.wait(at(during), start, &new_york);
            assert_eq!(wait, Some(at("2026-11-01T13:00:00Z")), "at {during}");
        }
    }

    #[rstest]
    #[case(time(8, 0, 0, 0), time(8, 0, 0, 0), Err(InvalidQuietHours::Empty(time(8, 0, 0, 0))))]
    #[case(time(8, 0, 1, 0), time(9, 0, 0, 0), Err(InvalidQuietHours::Seconds(time(8, 0, 1, 0))))]
    #[case(time(12, 0, 0, 0), time(8, 0, 0, 0), Ok((time(12, 0, 0, 0), time(8, 0, 0, 0))))]
    #[case(
        time(11, 59, 0, 0),
        time(8, 0, 0, 0),
        Err(InvalidQuietHours::TooLong { from: time(11, 59, 0, 0), until: time(8, 0, 0, 0) })
    )]
    fn some_of_the_day_is_left(
        #[case] from: Time,
        #[case] until: Time,
        #[case] expected: Result<(Time, Time), InvalidQuietHours>,
    ) {
        assert_eq!(QuietHours::parse(from, until).map(|quiet| (quiet.from(), quiet.until())), expected);
    }

    proptest! {
        #[test]
        fn what_waits_goes_out_later(at in 0_i64..400_000_000, from in 0_i8..24, until in 0_i8..24, zone_no in 0_usize..4) {
            let zone = zone(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"][zone_no]);
            let at = Timestamp::from_second(at + 1_700_000_000).unwrap();
            let Ok(quiet) = QuietHours::parse(time(from, 30, 0, 0), time(until, 30, 0, 0)) else { return Ok(()) };
            if let Some(later) = quiet.wait(at, Timestamp::MAX, &zone) {
                prop_assert!(later > at);
                prop_assert_eq!(quiet.wait(later, Timestamp::MAX, &zone), None);
            }
        }

        #[test]
        fn what_is_moved_is_never_dropped_nor_late(due in 0_i64..400_000_000, lead in 900_i64..1_000_000, zone_no in 0_usize..4) {
            let zone = zone(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"][zone_no]);
            let quiet = QuietHours::default_of_policies();
            let (due, now) = (Timestamp::from_second(due + 1_700_000_000).unwrap(), Timestamp::UNIX_EPOCH);
            let start = due + SignedDuration::from_secs(lead);
            let moved = quiet.moved(due, start, &zone, now);
            prop_assert!(moved < start);
            prop_assert!((moved.duration_since(due)).abs() <= SignedDuration::from_hours(12));
        }
    }
}
