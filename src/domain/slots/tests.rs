//! The search on known clock changes, reasons and orders.

use jiff::civil::{Time, Weekday, date, time};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::*;
use crate::domain::ids::{ClientId, RoomId};
use crate::domain::occupancy::Holder;
use crate::domain::people::AvailabilityWindow;
use crate::domain::series::{ExpandError, SessionCount, SessionMinutes};
use crate::domain::time::Zone;

pub(super) fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

pub(super) fn client(n: u128) -> Holder {
    Holder::Client(ClientId::from_uuid(Uuid::from_u128(n)))
}

fn clock(hour: i8, minute: i8) -> Time {
    time(hour, minute, 0, 0)
}

pub(super) fn window(weekday: Weekday, from: Time, to: Time) -> AvailabilityWindow {
    AvailabilityWindow { weekday, local_start: from, local_end: to }
}

fn needed(n: u128, zone_name: &str, windows: &[AvailabilityWindow]) -> Needed {
    let windows = windows.to_vec();
    Needed { holder: client(n), zone: Some(zone(zone_name)), windows, busy: BusyTimes::default() }
}

fn in_session(from: &str, minutes: i64) -> BusySpan {
    let starts_at: Timestamp = from.parse().unwrap();
    let ends_at = starts_at + SignedDuration::from_mins(minutes);
    BusySpan { starts_at, ends_at, kind: ObstacleKind::InSession }
}

/// Six weeks of an hour from Monday 2 March 2026 in New York, whose clocks change on the 8th; it is noon, UTC.
pub(super) fn frame() -> SlotFrame {
    SlotFrame {
        zone: zone("America/New_York"),
        start_on: date(2026, 3, 2),
        now: "2026-03-02T12:00:00Z".parse().unwrap(),
        weeks: SessionCount::parse(6).unwrap(),
        minutes: SessionMinutes::parse(60).unwrap(),
        weekdays: vec![Weekday::Tuesday],
        earliest: clock(8, 0),
        latest: clock(21, 0),
        step_minutes: 30,
        weeks_missed: 0,
        most: 100,
    }
}

fn starts(found: &FreeSlots) -> Vec<Time> {
    found.slots.iter().map(|slot| slot.local_start).collect()
}

fn search(frame: SlotFrame, needed: &[Needed]) -> FreeSlots {
    free_slots(&frame.validate().unwrap(), needed).unwrap()
}

#[test]
fn windows_are_looked_at_on_each_clock_in_every_week() {
    // 11:00 in New York is 16:00 in London, but 15:00 from 8 to 29 March, in weeks 2 to 4.
    let tight = needed(1, "Europe/London", &[window(Weekday::Tuesday, clock(16, 0), clock(18, 0))]);
    assert_eq!(starts(&search(frame(), std::slice::from_ref(&tight))), [clock(12, 0)]);
    let lax = SlotFrame { weeks_missed: 3, ..frame() };
    let found = search(lax, std::slice::from_ref(&tight));
    assert_eq!(starts(&found), [clock(12, 0), clock(11, 0), clock(11, 30), clock(12, 30), clock(13, 0)]);
    let eleven = &found.slots[1];
    assert_eq!(eleven.weeks_free, 3);
    let missed: Vec<_> = eleven.missed.iter().map(|week| (week.ordinal, week.local_start.date())).collect();
    assert_eq!(missed, [(2, date(2026, 3, 10)), (3, date(2026, 3, 17)), (4, date(2026, 3, 24))]);
    let outside = Obstacle { holder: tight.holder, kind: ObstacleKind::OutsideAvailability };
    assert!(eleven.missed.iter().all(|week| week.obstacles == [outside]));
    let own = |hour, weeks| OwnStart { weekday: Weekday::Tuesday, local_start: clock(hour, 0), weeks };
    assert_eq!(eleven.people[0].starts, [own(16, 3), own(15, 3)]);
}

#[test]
fn whoever_is_taken_in_one_week_is_named_with_the_week() {
    let busy =
        BusyTimes::new([in_session("2026-03-17T22:30:00Z", 60), in_session("2026-03-17T23:00:00Z", 30)]);
    let room = Holder::Room(RoomId::from_uuid(Uuid::from_u128(9)));
    let all = [
        Needed { busy: busy.clone(), ..needed(1, "America/New_York", &[]) },
        Needed { holder: room, zone: None, windows: Vec::new(), busy },
    ];
    // The session is from 18:30 to 19:30 there.
    let free = starts(&search(frame(), &all));
    assert!(free.contains(&clock(17, 30)) && free.contains(&clock(19, 30)), "touching is not overlapping");
    assert!(!free.contains(&clock(18, 0)) && !free.contains(&clock(19, 0)));
    let found =
        search(SlotFrame { weeks_missed: 1, earliest: clock(18, 0), latest: clock(19, 0), ..frame() }, &all);
    let [slot] = &found.slots[..] else { panic!("{found:?}") };
    let kind = ObstacleKind::InSession;
    let expected = [Obstacle { holder: client(1), kind }, Obstacle { holder: room, kind }];
    assert_eq!((slot.weeks_free, slot.missed.len()), (5, 1));
    assert_eq!((slot.missed[0].ordinal, &slot.missed[0].obstacles[..]), (3, &expected[..]));
    assert_eq!(slot.people.len(), 1, "a room reads no clock");
}

#[test]
fn the_best_come_first_and_no_more_than_asked_for_but_all_are_counted() {
    // Without a word of when they can come, 16:00 in New York is no usual hour in London: it ends after 21:00.
    let silent = needed(1, "Europe/London", &[]);
    let found = search(SlotFrame { most: 2, ..frame() }, std::slice::from_ref(&silent));
    assert_eq!((found.slots.len(), found.total), (2, 25));
    assert_eq!(starts(&found), [clock(8, 0), clock(8, 30)]);
    let all = search(frame(), std::slice::from_ref(&silent));
    let late = all.slots.iter().find(|slot| slot.local_start == clock(16, 0)).unwrap();
    assert_eq!(late.unusual_hours, 3, "in the three weeks in which it is 21:00 there");
    let order: Vec<u32> = all.slots.iter().map(|slot| slot.unusual_hours).collect();
    assert!(order.is_sorted(), "{order:?}");
    let busy = BusyTimes::new([in_session("2026-03-03T13:00:00Z", 60)]);
    let taken = Needed { busy, ..silent };
    let found = search(SlotFrame { weeks_missed: 1, ..frame() }, &[taken]);
    let eight = found.slots.iter().position(|slot| slot.local_start == clock(8, 0)).unwrap();
    assert!(found.slots[..eight].iter().all(|slot| slot.weeks_free == 6), "fewer free weeks come last");
    assert_eq!(found.slots[eight].weeks_free, 5);
}

#[test]
fn for_many_people_fewer_slots_are_told_but_all_are_counted() {
    let people: Vec<Needed> = (0..200).map(|n| needed(n, "America/New_York", &[])).collect();
    let found = search(frame(), &people);
    assert_eq!((found.slots.len(), found.total), (20, 25));
}

#[test]
fn a_first_session_is_never_one_that_has_begun() {
    let week = SlotFrame { weekdays: Weekday::Monday.cycle_forward().take(7).collect(), ..frame() };
    let first_on = |frame: SlotFrame, weekday, hour| {
        let found = search(frame, &[needed(1, "America/New_York", &[])]);
        let is_it = |slot: &&FreeSlot| (slot.weekday, slot.local_start) == (weekday, clock(hour, 0));
        found.slots.iter().find(is_it).unwrap().first_on
    };
    // It is 07:00 there.
    let at_eight = SlotFrame { now: "2026-03-02T13:00:00Z".parse().unwrap(), ..week.clone() };
    assert_eq!(first_on(week.clone(), Weekday::Monday, 8), date(2026, 3, 2));
    assert_eq!(first_on(at_eight.clone(), Weekday::Monday, 8), date(2026, 3, 9));
    assert_eq!(first_on(at_eight, Weekday::Monday, 9), date(2026, 3, 2));
    let long_ago = SlotFrame { start_on: date(2020, 1, 1), ..week.clone() };
    assert_eq!(first_on(long_ago, Weekday::Tuesday, 8), date(2026, 3, 3));
    let later = SlotFrame { start_on: date(2026, 3, 4), ..week };
    assert_eq!(first_on(later, Weekday::Tuesday, 8), date(2026, 3, 10));
}

#[test]
fn a_frame_that_makes_no_search_is_refused() {
    let refused = |frame: SlotFrame| frame.validate().unwrap_err();
    assert_eq!(refused(SlotFrame { weekdays: Vec::new(), ..frame() }), InvalidSlotFrame::NoWeekday);
    for given in [i64::MIN, -30, 0, 1, 20, 45, 61, i64::MAX] {
        assert_eq!(refused(SlotFrame { step_minutes: given, ..frame() }), InvalidSlotFrame::Step { given });
    }
    let given = time(18, 0, 1, 0);
    let late = SlotFrame { earliest: given, ..frame() };
    assert_eq!(refused(late), InvalidSlotFrame::EarliestNotOnAMinute { given });
    let late = SlotFrame { latest: given, ..frame() };
    assert_eq!(refused(late), InvalidSlotFrame::LatestNotOnAMinute { given });
    for latest in [clock(8, 59), clock(8, 0), clock(0, 0)] {
        let refused = refused(SlotFrame { latest, ..frame() });
        assert!(matches!(refused, InvalidSlotFrame::Hours { .. }), "{refused}");
    }
    assert!(SlotFrame { latest: clock(9, 0), ..frame() }.validate().is_ok());
    assert!(SlotFrame { weeks_missed: 5, ..frame() }.validate().is_ok());
    for (given, weeks) in [(6, 6), (9, 60), (u16::MAX, 60)] {
        let weeks = SessionCount::parse(weeks).unwrap();
        let refused = refused(SlotFrame { weeks_missed: given, weeks, ..frame() });
        assert!(matches!(refused, InvalidSlotFrame::WeeksMissed { .. }), "{refused}");
    }
    for given in [0, 101] {
        assert_eq!(refused(SlotFrame { most: given, ..frame() }), InvalidSlotFrame::Most { given });
    }
    let twice = SlotFrame { weekdays: vec![Weekday::Friday, Weekday::Monday, Weekday::Friday], ..frame() };
    assert_eq!(twice.validate().unwrap().weekdays, [Weekday::Monday, Weekday::Friday]);
}

#[test]
fn the_end_of_the_calendar_is_an_error_and_sixty_weeks_are_not() {
    let last = SlotFrame { start_on: date(9999, 12, 20), ..frame() };
    assert_eq!(free_slots(&last, &[]), Err(ExpandError::BeyondCalendar));
    assert_eq!(last.span(), None);
    let year = SlotFrame { weeks: SessionCount::MOST, ..frame() };
    let found = search(year, &[needed(1, "Europe/London", &[])]);
    assert_eq!(found.slots[0].weeks_free, 60);
}
