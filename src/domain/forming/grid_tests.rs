//! The grid on known clock changes, and against a reference that looks at every minute.

use jiff::civil::{Time, Weekday, date, time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::grid::{Candidate, Grid, GridCell, GridFrame, InvalidGridFrame, Partly, Taken, availability_grid};
use crate::domain::ids::ClientId;
use crate::domain::people::AvailabilityWindow;
use crate::domain::series::{SessionCount, SessionMinutes};
use crate::domain::time::{Zone, local, resolve};

fn client(number: u128) -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(number))
}

fn window(weekday: Weekday, from: (i8, i8), to: (i8, i8)) -> AvailabilityWindow {
    AvailabilityWindow { weekday, local_start: time(from.0, from.1, 0, 0), local_end: time(to.0, to.1, 0, 0) }
}

fn candidate(number: u128, zone: &str, windows: &[AvailabilityWindow]) -> Candidate {
    let zone = Zone::parse(zone).unwrap();
    Candidate { client_id: client(number), zone, windows: windows.to_vec(), taken: Vec::new() }
}

/// Six weeks from Tuesday 3 March 2026 on, in New York, whose clocks change on the 8th.
fn frame() -> GridFrame {
    GridFrame {
        zone: Zone::parse("America/New_York").unwrap(),
        start_on: date(2026, 3, 3),
        weeks: SessionCount::parse(6).unwrap(),
        minutes: SessionMinutes::parse(60).unwrap(),
        step_minutes: 30,
        earliest: time(7, 0, 0, 0),
        latest: time(21, 0, 0, 0),
    }
}

fn at(grid: &Grid, weekday: Weekday, hour: i8, minute: i8) -> &GridCell {
    let start = time(hour, minute, 0, 0);
    grid.cells.iter().find(|cell| cell.weekday == weekday && cell.local_start == start).unwrap()
}

#[test]
fn the_cells_are_the_hours_of_the_week_in_which_a_session_fits() {
    let grid = availability_grid(&frame(), &[], &[]).unwrap();
    assert_eq!(grid.cells.len(), 7 * 27);
    let (first, last) = (&grid.cells[0], &grid.cells[grid.cells.len() - 1]);
    assert_eq!((first.weekday, first.local_start), (Weekday::Monday, time(7, 0, 0, 0)));
    assert_eq!((last.weekday, last.local_start), (Weekday::Sunday, time(20, 0, 0, 0)));
    assert_eq!(at(&grid, Weekday::Tuesday, 7, 0).first_on, date(2026, 3, 3));
    assert_eq!(at(&grid, Weekday::Monday, 7, 0).first_on, date(2026, 3, 9));
}

#[test]
fn a_client_of_another_zone_comes_to_all_weeks_only_if_their_hours_bear_both_clock_changes() {
    // 11:00 in New York is 16:00 in London, but 15:00 from 8 to 29 March, in sessions 2 to 4.
    let tight = candidate(1, "Europe/London", &[window(Weekday::Tuesday, (16, 0), (18, 0))]);
    let wide = candidate(2, "Europe/London", &[window(Weekday::Tuesday, (15, 0), (18, 0))]);
    let here = candidate(3, "America/New_York", &[window(Weekday::Tuesday, (11, 0), (12, 0))]);
    let grid = availability_grid(&frame(), &[tight, wide, here], &[]).unwrap();
    let cell = at(&grid, Weekday::Tuesday, 11, 0);
    assert_eq!(cell.everyone, [client(2), client(3)]);
    assert_eq!(cell.partly, [Partly { client_id: client(1), weeks_possible: 3 }]);
    assert_eq!(at(&grid, Weekday::Tuesday, 12, 0).everyone, [client(1), client(2)]);
    assert_eq!(at(&grid, Weekday::Wednesday, 11, 0).everyone, []);
}

#[test]
fn a_window_over_midnight_counts_on_both_days() {
    let night = candidate(1, "Asia/Tokyo", &[window(Weekday::Tuesday, (22, 0), (2, 0))]);
    let early = GridFrame { start_on: date(2026, 3, 10), ..frame() };
    let grid = availability_grid(&early, &[night], &[]).unwrap();
    // Tokyo is thirteen hours ahead of New York's summer time.
    for (hour, minute, fits) in [(8, 30, false), (9, 0, true), (10, 30, true), (12, 0, true), (12, 30, false)]
    {
        assert_eq!(
            at(&grid, Weekday::Tuesday, hour, minute).everyone.len(),
            usize::from(fits),
            "{hour}:{minute}"
        );
    }
}

#[test]
fn who_is_in_another_session_or_has_not_said_anything_is_told_apart() {
    let always: Vec<_> =
        Weekday::Monday.cycle_forward().take(7).map(|day| window(day, (0, 0), (0, 0))).collect();
    let mut busy = candidate(1, "UTC", &always);
    let taken = Taken {
        starts_at: "2026-03-10T15:30:00Z".parse().unwrap(),
        ends_at: "2026-03-10T16:00:00Z".parse().unwrap(),
    };
    busy.taken = vec![taken];
    let silent = candidate(2, "UTC", &[]);
    let grid = availability_grid(&frame(), &[busy, silent], &[taken]).unwrap();
    assert_eq!(grid.unknown, [client(2)]);
    // 15:30 UTC is 11:30 in New York on 10 March.
    let cell = at(&grid, Weekday::Tuesday, 11, 0);
    assert_eq!((cell.everyone.as_slice(), cell.weeks_free), (&[][..], 5));
    assert_eq!(cell.partly, [Partly { client_id: client(1), weeks_possible: 5 }]);
    let free = at(&grid, Weekday::Tuesday, 12, 0);
    assert_eq!(
        (free.everyone.as_slice(), free.weeks_free),
        (&[client(1)][..], 6),
        "touching is not overlapping"
    );
}

#[test]
fn a_frame_has_bounds() {
    let weeks = |count| GridFrame { weeks: SessionCount::parse(count).unwrap(), ..frame() }.validate();
    assert!(weeks(26).is_ok());
    assert_eq!(weeks(27), Err(InvalidGridFrame::Weeks { given: 27 }));
    for given in [0, 14, 241] {
        let refused = GridFrame { step_minutes: given, ..frame() }.validate();
        assert_eq!(refused, Err(InvalidGridFrame::Step { given: given.into() }));
    }
    let refused = GridFrame { earliest: time(20, 1, 0, 0), ..frame() }.validate().unwrap_err();
    assert_eq!(refused.to_string(), "no session of 60 minutes fits between 20:01:00 and 21:00:00");
    let last = GridFrame { earliest: time(20, 0, 0, 0), ..frame() }.validate().unwrap();
    assert_eq!(availability_grid(&last, &[], &[]).unwrap().cells.len(), 7);
}

/// Whether every minute from `start` on for so long lies in a window, each laid on the calendar's days one by one.
fn every_minute_lies_in_a_window(candidate: &Candidate, start: Timestamp, end: Timestamp) -> bool {
    let first = local(start, &candidate.zone);
    let last = local(end, &candidate.zone).max(first);
    let mut minute = first;
    loop {
        let covered = (-1_i64..=0).any(|days| {
            let day = minute.date().checked_add(days.days()).unwrap();
            candidate.windows.iter().filter(|window| window.weekday == day.weekday()).any(|window| {
                let from = day.to_datetime(window.local_start);
                let ends_on =
                    if window.local_end > window.local_start { day } else { day.tomorrow().unwrap() };
                from <= minute && minute < ends_on.to_datetime(window.local_end)
            })
        });
        if !covered {
            return false;
        }
        minute = minute.checked_add(SignedDuration::from_mins(1)).unwrap();
        if minute >= last {
            return true;
        }
    }
}

/// To how many sessions of that cell a candidate could come, week by week and minute by minute.
fn weeks_possible(frame: &GridFrame, cell: &GridCell, candidate: &Candidate) -> u16 {
    let weeks = 0..i64::from(frame.weeks.get());
    let possible = weeks.filter(|week| {
        let day = cell.first_on.checked_add((7 * week).days()).unwrap();
        let start = resolve(day.to_datetime(cell.local_start), &frame.zone).unwrap().starts_at;
        let end = start + SignedDuration::from_mins(i64::from(frame.minutes.get()));
        let is_taken = candidate.taken.iter().any(|one| one.starts_at < end && start < one.ends_at);
        !is_taken && every_minute_lies_in_a_window(candidate, start, end)
    });
    possible.count() as u16
}

const ZONES: &[&str] = &[
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
];

fn windows() -> impl Strategy<Value = Vec<AvailabilityWindow>> {
    let quarter = 0_i8..96;
    let one = (0_i8..7, quarter.clone(), quarter).prop_map(|(day, from, to)| AvailabilityWindow {
        weekday: Weekday::from_monday_zero_offset(day).unwrap(),
        local_start: Time::constant(from / 4, from % 4 * 15, 0, 0),
        local_end: Time::constant(to / 4, to % 4 * 15, 0, 0),
    });
    prop::collection::vec(one, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn each_cell_says_what_a_look_at_every_minute_says(
        zone in prop::sample::select(ZONES),
        day in 0_i64..365,
        minutes in prop::sample::select(&[30_i64, 50, 90][..]),
        earliest in 0_i8..20,
        people in prop::collection::vec((prop::sample::select(ZONES), windows(), 0_i64..60 * 24 * 40), 1..4),
    ) {
        let start_on = date(2026, 1, 1).checked_add(day.days()).unwrap();
        let frame = GridFrame {
            zone: Zone::parse(zone).unwrap(),
            start_on,
            weeks: SessionCount::parse(5).unwrap(),
            minutes: SessionMinutes::parse(minutes).unwrap(),
            step_minutes: 45,
            earliest: time(earliest, 0, 0, 0),
            latest: time(earliest + 4, 0, 0, 0).min(time(23, 0, 0, 0)),
        };
        let midnight = resolve(start_on.at(0, 0, 0, 0), &frame.zone).unwrap().starts_at;
        let candidates: Vec<Candidate> = people
            .into_iter()
            .enumerate()
            .map(|(number, (zone, windows, minute))| {
                let starts_at = midnight + SignedDuration::from_mins(minute);
                let taken = Taken { starts_at, ends_at: starts_at + SignedDuration::from_mins(240) };
                Candidate { taken: vec![taken], ..candidate(number as u128, zone, &windows) }
            })
            .collect();
        let grid = availability_grid(&frame, &candidates, &candidates[0].taken).unwrap();
        for cell in &grid.cells {
            for candidate in &candidates {
                let expected = weeks_possible(&frame, cell, candidate);
                let told = if cell.everyone.contains(&candidate.client_id) {
                    frame.weeks.get()
                } else {
                    let partly = cell.partly.iter().find(|one| one.client_id == candidate.client_id);
                    partly.map_or(0, |one| one.weeks_possible)
                };
                prop_assert_eq!(told, expected, "{} {}", cell.local_start, candidate.client_id);
            }
        }
    }
}
