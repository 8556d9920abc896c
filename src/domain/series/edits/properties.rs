//! What holds after any sequence of edits, closures, changes taken back, moments and marks.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use super::tests::{id, zone};
use super::world::World;
use super::*;
use crate::domain::closures::ClosedTimes;
use crate::domain::series::{CancelledBy, SessionCount, SessionMinutes, SessionSeries};

/// One thing that happens, some days after the one before, perhaps with a mark first.
#[derive(Debug, Clone)]
struct Step {
    days: i64,
    marks: Option<usize>,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Edit {
        first: usize,
        scope: u8,
        change: Change,
        includes_exceptions: bool,
    },
    Close {
        in_days: i64,
        days: i64,
        resolution: ClosureResolution,
    },
    /// The newest change that stands is taken back.
    Undo,
}

#[derive(Debug, Clone)]
enum Change {
    Time(i8),
    Weekday(i8),
    On(i64),
    Zone(&'static str),
    Minutes(i64),
    Cancel(bool),
    Restore,
    Count(i64),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0_i8..24).prop_map(Change::Time),
        (0_i8..7).prop_map(Change::Weekday),
        (0_i64..120).prop_map(Change::On),
        prop_oneof![Just("Europe/London"), Just("Australia/Lord_Howe"), Just("America/Havana")]
            .prop_map(Change::Zone),
        (10_i64..=240).prop_map(Change::Minutes),
        any::<bool>().prop_map(Change::Cancel),
        Just(Change::Restore),
        (1_i64..=20).prop_map(Change::Count),
    ]
}

fn what() -> impl Strategy<Value = What> {
    let edit = (0_usize..14, 0_u8..3, change(), any::<bool>()).prop_map(
        |(first, scope, change, includes_exceptions)| What::Edit {
            first,
            scope,
            change,
            includes_exceptions,
        },
    );
    let resolution = proptest::sample::select(ClosureResolution::ALL.to_vec());
    let close = (0_i64..60, 0_i64..20, resolution).prop_map(|(in_days, days, resolution)| What::Close {
        in_days,
        days,
        resolution,
    });
    prop_oneof![4 => edit, 2 => close, 1 => Just(What::Undo)]
}

fn step() -> impl Strategy<Value = Step> {
    (0_i64..9, proptest::option::of(0_usize..14), what()).prop_map(|(days, marks, what)| Step {
        days,
        marks,
        what,
    })
}

fn edit(sessions: &[EditableSession], first: usize, scope: u8, change: &Change) -> SeriesEdit {
    let first = sessions.get(first).map_or_else(|| id(99), |one| one.session.id);
    let scope = match scope {
        0 => EditScope::ThisSession(first),
        1 => EditScope::ThisAndFollowing(first),
        _ => EditScope::AllFuture,
    };
    let mut edit = SeriesEdit::new(scope);
    match *change {
        Change::Time(hour) => edit.local_start = Some(Time::constant(hour, 30, 0, 0)),
        Change::Weekday(day) => edit.weekday = Weekday::from_monday_zero_offset(day).ok(),
        Change::On(days) => edit.on = date(2026, 3, 1).checked_add(days.days()).ok(),
        Change::Zone(name) => edit.zone = Some(zone(name)),
        Change::Minutes(minutes) => edit.minutes = SessionMinutes::parse(minutes).ok(),
        Change::Cancel(append) => {
            edit.cancel = Some(Cancellation { by: CancelledBy::Clinic, append });
        }
        Change::Restore => edit.restore = true,
        Change::Count(count) => edit.count = SessionCount::parse(count).ok(),
    }
    edit
}

proptest! {
    #[test]
    fn after_any_sequence_of_changes(steps in proptest::collection::vec(step(), 1..14)) {
        let mut world = World::new();
        let mut now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        for Step { days, marks, what } in &steps {
            now += jiff::SignedDuration::from_hours(24 * days);
            if let Some(one) = marks.and_then(|index| world.sessions.get_mut(index)) {
                one.is_marked = !one.session.is_cancelled();
            }
            let (before, stood) = (world.sessions.clone(), world.unversioned());
            let (series, expected) = (world.series.clone(), world.expected);
            let made = match what {
                What::Undo => {
                    let Some(Ok(way_back)) = world.way_back(now) else { continue };
                    world.take_back(&way_back);
                    world.check_kept(&before, now, true)?;
                    world.check()?;
                    continue;
                }
                What::Edit { first, scope, change, includes_exceptions } => {
                    let edit = edit(&world.sessions, *first, *scope, change);
                    let edit = SeriesEdit { includes_exceptions: *includes_exceptions, ..edit };
                    let closed = world.closed(None);
                    let Ok(plan) = plan_edit(&world.series, &world.sessions, &edit, &closed, now) else { continue };
                    let made = world.carry_out(&plan, None);
                    let lost = plan.changed.iter().filter(|one| one.after.is_cancelled()).count();
                    match (edit.count, edit.cancel) {
                        (Some(count), _) => world.expected = usize::from(count.get()),
                        (None, Some(Cancellation { append: false, .. })) => world.expected -= lost,
                        (None, _) => world.expected += usize::from(edit.restore),
                    }
                    world.check_kept(&before, now, edit.restore)?;
                    // The same edit again, of the same sessions, changes nothing more of what it is about.
                    if edit.cancel.is_none() {
                        let again = plan_edit(&world.series, &world.sessions, &edit, &closed, now);
                        let is_done = matches!(
                            again,
                            Err(EditError::NothingChanges | EditError::NoneLeft | EditError::Cancelled)
                        );
                        prop_assert!(is_done, "{:?}", again);
                    }
                    made
                }
                What::Close { in_days, days, resolution } => {
                    let closure = world.closure(now, *in_days, *days);
                    let fresh = ClosedTimes::new(std::slice::from_ref(&closure), BTreeMap::new()).unwrap();
                    let closed = world.closed(Some(&closure));
                    let response = ClosureResponse { resolution: *resolution, ..ClosureResponse::default() };
                    let times = (&fresh, &closed);
                    let plan = plan_closure(&world.series, &world.sessions, closure.of, times, &response, now);
                    let Ok(plan) = plan else { continue };
                    let made = world.carry_out(&plan, Some(closure));
                    if *resolution == ClosureResolution::Skip {
                        world.expected -= plan.changed.len();
                    }
                    world.check_kept(&before, now, false)?;
                    // Nobody is left in the closed time but who is marked.
                    let hit = closed_out(world.series.site_id, &world.sessions, &fresh, now);
                    prop_assert!(hit.iter().all(|index| world.sessions[*index].is_marked));
                    made
                }
            };
            world.check()?;
            // Taken back at once, all stands again as it did; but for what was moved out of a closed time.
            world.made.push(made);
            let way_back = match world.way_back(now).unwrap() {
                Err(UndoError::Closed(_)) => continue,
                way_back => way_back,
            };
            prop_assert!(way_back.is_ok(), "{:?}", way_back);
            let mut back = world.clone();
            back.take_back(&way_back.unwrap());
            prop_assert_eq!(back.unversioned(), stood);
            prop_assert_eq!(back.expected, expected);
            prop_assert_eq!(SessionSeries { row_version: 0, ..back.series }, SessionSeries { row_version: 0, ..series });
        }
    }
}
