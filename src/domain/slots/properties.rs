//! The search against a reference that looks at every minute, and against what a preview of the series would say.

use std::collections::BTreeSet;

use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::Disambiguation;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::tests::{client, frame, window, zone};
use super::*;
use crate::domain::people::AvailabilityWindow;
use crate::domain::series::{
    CountingMode, Participant, SeriesRule, SessionCount, SessionMinutes, WarningKind, expand,
    participant_times,
};

const ZONES: [&str; 7] = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/Havana",
];

/// A person: their zone, windows, and spans as days and minutes after the frame's start.
type Person = (&'static str, Vec<AvailabilityWindow>, Vec<(i64, i64, i64)>);

fn a_window() -> impl Strategy<Value = AvailabilityWindow> {
    (0_i8..7, 0_i8..24, 0_i8..4, 0_i8..24).prop_map(|(day, from, quarter, to)| {
        let at = |hour, minute| Time::new(hour, minute, 0, 0).unwrap();
        let weekday = Weekday::from_monday_zero_offset(day).unwrap();
        window(weekday, at(from, quarter * 15), at(to, 0))
    })
}

fn person() -> impl Strategy<Value = Person> {
    let windows = proptest::collection::vec(a_window(), 0..12);
    let spans = proptest::collection::vec((0_i64..60, 0_i64..1440, 10_i64..2000), 0..4);
    (proptest::sample::select(&ZONES[..]), windows, spans)
}

fn spans(person: &Person) -> Vec<BusySpan> {
    let first: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
    let span = |(day, minute, minutes): &(i64, i64, i64)| {
        let starts_at = first + SignedDuration::from_mins(day * 1440 + minute);
        let ends_at = starts_at + SignedDuration::from_mins(*minutes);
        BusySpan { starts_at, ends_at, kind: ObstacleKind::InSession }
    };
    person.2.iter().map(span).collect()
}

/// The minutes of a week that windows cover.
fn minutes_of(windows: &[AvailabilityWindow]) -> BTreeSet<i64> {
    let minute = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    let mut covered = BTreeSet::new();
    for window in windows {
        let from = i64::from(window.weekday.to_monday_zero_offset()) * 1440 + minute(window.local_start);
        let length = (minute(window.local_end) - minute(window.local_start) - 1).rem_euclid(1440) + 1;
        covered.extend((from..from + length).map(|minute| minute.rem_euclid(7 * 1440)));
    }
    covered
}

fn minute_of_week(at: DateTime) -> i64 {
    let day = i64::from(at.weekday().to_monday_zero_offset());
    day * 1440 + i64::from(at.hour()) * 60 + i64::from(at.minute())
}

/// Whether the person is free from `start` on, looking at every minute; `covered` is what their windows cover.
fn is_free(person: &Person, covered: &BTreeSet<i64>, start: Timestamp, minutes: i64) -> bool {
    let end = start + SignedDuration::from_mins(minutes);
    let taken = spans(person);
    let is_taken = (0..minutes).any(|minute| {
        let at = start + SignedDuration::from_mins(minute);
        taken.iter().any(|span| span.starts_at <= at && at < span.ends_at)
    });
    let rules = zone(person.0).rules().clone();
    let (from, until) = (rules.to_datetime(start), rules.to_datetime(end));
    let (mut at, mut is_covered) = (from, covered.contains(&minute_of_week(from)));
    while at < until {
        is_covered = is_covered && covered.contains(&minute_of_week(at));
        at += 1.minute();
    }
    !is_taken && (person.1.is_empty() || is_covered)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_slot_is_told_exactly_if_nobody_is_missing_in_more_weeks_than_let_go_and_a_preview_agrees(
        people in proptest::collection::vec(person(), 1..4),
        own in proptest::sample::select(&ZONES[..]),
        day in 0_i64..250,
        weeks in 1_i64..9,
        minutes in proptest::sample::select(&[10_i64, 50, 90, 240][..]),
        let_go in 0_u16..3,
        weekday in 0_i8..7,
    ) {
        let frame = SlotFrame {
            zone: zone(own),
            start_on: frame().start_on + day.days(),
            weeks: SessionCount::parse(weeks).unwrap(),
            minutes: SessionMinutes::parse(minutes).unwrap(),
            weekdays: vec![Weekday::from_monday_zero_offset(weekday).unwrap()],
            earliest: Time::midnight(),
            latest: Time::new(23, 0, 0, 0).unwrap(),
            step_minutes: 60,
            weeks_missed: let_go.min(u16::try_from(weeks).unwrap() - 1),
            ..frame()
        };
        let needed = people.iter().zip(1..).map(|(person, n)| Needed {
            holder: client(n),
            zone: Some(zone(person.0)),
            windows: person.1.clone(),
            busy: BusyTimes::new(spans(person)),
        });
        let needed: Vec<Needed> = needed.collect();
        let found = free_slots(&frame.clone().validate().unwrap(), &needed).unwrap();
        let covered: Vec<BTreeSet<i64>> = people.iter().map(|person| minutes_of(&person.1)).collect();
        let is_free = |place: usize, start| is_free(&people[place], &covered[place], start, minutes);
        for hour in 0..24_i8 {
            let at = Time::new(hour, 0, 0, 0).unwrap();
            if i64::from(hour) * 60 + minutes > 23 * 60 {
                continue;
            }
            let mut date = frame.start_on;
            let weekday = frame.weekdays[0];
            let start_of = |date: jiff::civil::Date| {
                let zoned = zone(own).rules().clone().into_ambiguous_zoned(date.to_datetime(at));
                zoned.disambiguate(Disambiguation::Compatible).unwrap().timestamp()
            };
            while date.weekday() != weekday || start_of(date) <= frame.now {
                date = date.tomorrow().unwrap();
            }
            let starts: Vec<Timestamp> = (0..weeks).map(|week| start_of(date + (7 * week).days())).collect();
            let free = starts.iter().filter(|start| (0..people.len()).all(|place| is_free(place, **start)));
            let free = free.count();
            let told = found.slots.iter().find(|slot| slot.local_start == at);
            let is_enough = free + usize::from(frame.weeks_missed) >= starts.len();
            prop_assert_eq!(told.is_some(), is_enough, "{} free at {}", free, at);
            let Some(slot) = told else { continue };
            prop_assert_eq!(usize::from(slot.weeks_free), free);
            prop_assert_eq!(slot.first_on, date);
            for week in &slot.missed {
                let start = starts[usize::from(week.ordinal) - 1];
                prop_assert_eq!(week.starts_at, start);
                let missing: BTreeSet<_> = week.obstacles.iter().map(|one| one.holder.uuid()).collect();
                let expected = (0..people.len()).filter(|place| !is_free(*place, start));
                let expected = expected.map(|place| needed[place].holder.uuid());
                prop_assert_eq!(missing, expected.collect::<BTreeSet<_>>());
            }
            // What `previewSeries` would say of it.
            let rule = SeriesRule {
                weekday,
                local_start: at,
                zone: frame.zone.clone(),
                start_on: slot.first_on,
                minutes: frame.minutes,
                planned_count: frame.weeks,
                counting: CountingMode::HoldSessions,
                skipped_on: Vec::new(),
            };
            let sessions = expand(&rule).unwrap();
            for one in &needed {
                let participant =
                    Participant { zone: one.zone.clone().unwrap(), windows: one.windows.clone() };
                let warnings = participant_times(&sessions, &rule.zone, &participant).warnings;
                let outside = warnings.iter().find(|one| one.kind == WarningKind::OutsideAvailability);
                let warned = outside.map(|warning| warning.ordinals.clone()).unwrap_or_default();
                let told = slot.missed.iter().filter(|week| {
                    let outside = ObstacleKind::OutsideAvailability;
                    week.obstacles.contains(&Obstacle { holder: one.holder, kind: outside })
                });
                prop_assert_eq!(warned, told.map(|week| week.ordinal).collect::<Vec<_>>());
            }
        }
    }
}
