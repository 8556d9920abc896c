//! When a rule's reminder is due: by a stop watch, or by the recipient's clock.

use std::fmt;

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{LEAD_AFTER_QUIET, MinutesBefore};
use crate::domain::time::{Zone, local, resolve};

/// When a reminder is due. "24 hours before" is elapsed time, "the day before at 09:00" is wall time: over a change of the clocks
/// they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleTime {
    /// So many elapsed minutes before the start.
    Elapsed(MinutesBefore),
    /// So many days before the start's date, at this time, both on the clock of the recipient's zone.
    Wall {
        /// How many days: 0 is the day itself.
        days: DaysBefore,
        /// The time, to the minute.
        at: Time,
    },
}

/// How many days before a session's date (0 to 30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DaysBefore(u8);

/// What is given is no rule's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRuleTime {
    /// Too far ahead, or after the session.
    #[error("a reminder is due 0 (the day itself) to {most} days before, not {given}", most = DaysBefore::LONGEST.0)]
    Days {
        /// What was given.
        given: i64,
    },
    /// It is given to the minute.
    #[error("{0} has seconds: a reminder is due on a minute")]
    Seconds(Time),
}

impl DaysBefore {
    /// Earlier than that, it is no reminder.
    pub const LONGEST: Self = Self(30);
    /// The day of the session.
    pub const SAME_DAY: Self = Self(0);

    /// The number of days.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl RuleTime {
    /// Checks a wall time.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn wall(days: i64, at: Time) -> Result<Self, InvalidRuleTime> {
        if at.second() != 0 || at.subsec_nanosecond() != 0 {
            return Err(InvalidRuleTime::Seconds(at));
        }
        let few = u8::try_from(days).ok().map(DaysBefore).filter(|few| *few <= DaysBefore::LONGEST);
        few.map(|days| Self::Wall { days, at }).ok_or(InvalidRuleTime::Days { given: days })
    }

    /// When the reminder of what begins at `start` is due for somebody in `zone`. A wall time that would leave less than
    /// [`LEAD_AFTER_QUIET`] (a session before or soon after it) is moved so far ahead of the start; in a zone without known rules,
    /// days are 24 hours.
    #[must_use]
    pub fn due_at(self, start: Timestamp, zone: &Zone) -> Timestamp {
        match self {
            Self::Elapsed(minutes) => minutes.before(start),
            Self::Wall { days, at } => {
                let latest = earlier(start, LEAD_AFTER_QUIET);
                wall(days, at, start, zone).unwrap_or_else(|| earlier(start, days.in_hours())).min(latest)
            }
        }
    }

    /// How long before the start it is due at the most, whatever the zone.
    #[must_use]
    pub fn longest(self) -> SignedDuration {
        match self {
            Self::Elapsed(minutes) => SignedDuration::from_mins(minutes.get().into()),
            Self::Wall { days, at: _ } => days.in_hours().saturating_add(SignedDuration::from_hours(24 + 2)),
        }
    }

    /// How long before a session at six in the evening it is due, in minutes: the order in which rules are listed.
    #[must_use]
    pub fn minutes_before_an_evening(self) -> i64 {
        match self {
            Self::Elapsed(minutes) => minutes.get().into(),
            Self::Wall { days, at } => {
                i64::from(days.0) * 24 * 60 + 18 * 60 - i64::from(at.hour()) * 60 - i64::from(at.minute())
            }
        }
    }
}

impl DaysBefore {
    fn in_hours(self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.0) * 24)
    }
}

fn wall(days: DaysBefore, at: Time, start: Timestamp, zone: &Zone) -> Option<Timestamp> {
    if !zone.is_known() {
        return None;
    }
    let day = local(start, zone).date().checked_sub(i64::from(days.0).days()).ok()?;
    resolve(day.to_datetime(at), zone).ok().map(|resolved| resolved.starts_at)
}

fn earlier(start: Timestamp, by: SignedDuration) -> Timestamp {
    start.checked_sub(by).unwrap_or(Timestamp::MIN)
}

impl fmt::Display for RuleTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elapsed(minutes) => write!(f, "{minutes} minutes before"),
            Self::Wall { days, at } => {
                write!(f, "{} days before at {:02}:{:02}", days.0, at.hour(), at.minute())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Clocks in Berlin go forward on 2026-03-29: the day before is 23 hours before.
    #[rstest]
    #[case::the_day_before(1, time(9, 0, 0, 0), "2026-03-29T16:30:00Z", "2026-03-28T08:00:00Z")]
    #[case::the_morning_of_it(0, time(8, 0, 0, 0), "2026-03-29T16:30:00Z", "2026-03-29T06:00:00Z")]
    #[case::too_late_in_the_morning(0, time(8, 0, 0, 0), "2026-03-30T07:00:00Z", "2026-03-30T05:00:00Z")]
    #[case::after_the_session(0, time(19, 0, 0, 0), "2026-03-30T07:00:00Z", "2026-03-30T05:00:00Z")]
    #[case::a_skipped_time(0, time(2, 30, 0, 0), "2026-03-29T16:30:00Z", "2026-03-29T01:30:00Z")]
    #[case::a_week(7, time(18, 0, 0, 0), "2026-03-30T07:00:00Z", "2026-03-23T17:00:00Z")]
    fn wall_time_is_told_by_the_recipient_s_clock(
        #[case] days: i64,
        #[case] time: Time,
        #[case] start: &str,
        #[case] expected: &str,
    ) {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        assert_eq!(RuleTime::wall(days, time).unwrap().due_at(at(start), &zone), at(expected));
    }

    #[test]
    fn elapsed_time_is_not() {
        let day = RuleTime::Elapsed(MinutesBefore::parse(24 * 60).unwrap());
        let zone = Zone::parse("Europe/Berlin").unwrap();
        assert_eq!(day.due_at(at("2026-03-29T16:30:00Z"), &zone), at("2026-03-28T16:30:00Z"));
    }

    #[test]
    fn days_are_counted_where_no_clock_is_known() {
        let zone = Zone::stored("Europe/Atlantis");
        let start = at("2026-03-29T16:30:00Z");
        let due = |days| RuleTime::wall(days, time(9, 0, 0, 0)).unwrap().due_at(start, &zone);
        assert_eq!((due(1), due(0)), (at("2026-03-28T16:30:00Z"), at("2026-03-29T14:30:00Z")));
    }

    #[rstest]
    #[case(31, time(8, 0, 0, 0), InvalidRuleTime::Days { given: 31 })]
    #[case(-1, time(8, 0, 0, 0), InvalidRuleTime::Days { given: -1 })]
    #[case(1, time(8, 0, 1, 0), InvalidRuleTime::Seconds(time(8, 0, 1, 0)))]
    fn what_is_no_time_is_refused(#[case] days: i64, #[case] at: Time, #[case] why: InvalidRuleTime) {
        assert_eq!(RuleTime::wall(days, at), Err(why));
    }

    proptest! {
        #[test]
        fn it_leaves_time_to_set_out_and_is_within_its_longest(
            days in 0_i64..=30, minute in 0_i16..1440, start in 100_000_000_i64..4_000_000_000, zone_no in 0_usize..5
        ) {
            let zones = ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "Pacific/Apia"];
            let zone = Zone::parse(zones[zone_no]).unwrap();
            let at = time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            let (rule, start) = (RuleTime::wall(days, at).unwrap(), Timestamp::from_second(start).unwrap());
            let lead = start.duration_since(rule.due_at(start, &zone));
            prop_assert!(lead >= LEAD_AFTER_QUIET && lead <= rule.longest(), "{lead:?}");
        }
    }
}
