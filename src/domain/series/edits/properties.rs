//! What holds after any sequence of edits, moments and marks.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use super::tests::{OPEN, id, series, session, zone};
use super::*;
use crate::domain::series::{CancelledBy, RankedSession, Session, SessionCount, SessionMinutes, ordinals};

/// One thing that happens: an edit, some days after the one before, perhaps with a mark first.
#[derive(Debug, Clone)]
struct Step {
    days: i64,
    first: usize,
    scope: u8,
    change: Change,
    marks: Option<usize>,
    includes_exceptions: bool,
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

fn step() -> impl Strategy<Value = Step> {
    (0_i64..9, 0_usize..14, 0_u8..3, change(), proptest::option::of(0_usize..14), any::<bool>()).prop_map(
        |(days, first, scope, change, marks, includes_exceptions)| Step {
            days,
            first,
            scope,
            change,
            marks,
            includes_exceptions,
        },
    )
}

fn edit(step: &Step, sessions: &[EditableSession]) -> SeriesEdit {
    let first = sessions.get(step.first).map_or_else(|| id(99), |one| one.session.id);
    let scope = match step.scope {
        0 => EditScope::ThisSession(first),
        1 => EditScope::ThisAndFollowing(first),
        _ => EditScope::AllFuture,
    };
    let mut edit = SeriesEdit { includes_exceptions: step.includes_exceptions, ..SeriesEdit::new(scope) };
    match step.change {
        Change::Time(hour) => edit.local_start = Some(Time::constant(hour, 30, 0, 0)),
        Change::Weekday(day) => edit.weekday = Weekday::from_monday_zero_offset(day).ok(),
        Change::On(days) => edit.on = date(2026, 3, 1).checked_add(days.days()).ok(),
        Change::Zone(name) => edit.zone = Some(zone(name)),
        Change::Minutes(minutes) => edit.minutes = SessionMinutes::parse(minutes).ok(),
        Change::Cancel(append) => edit.cancel = Some(Cancellation { by: CancelledBy::Clinic, append }),
        Change::Restore => edit.restore = true,
        Change::Count(count) => edit.count = SessionCount::parse(count).ok(),
    }
    edit
}

/// What the edit makes of the series' sessions.
fn carried_out(sessions: &[EditableSession], plan: &EditedSeries, born: &mut u128) -> Vec<EditableSession> {
    let mut changed: BTreeMap<_, _> =
        plan.changed.iter().map(|one| (one.after.id, one.after.clone())).collect();
    let mut all: Vec<EditableSession> = sessions
        .iter()
        .map(|one| EditableSession {
            session: changed.remove(&one.session.id).unwrap_or_else(|| one.session.clone()),
            is_marked: one.is_marked,
        })
        .collect();
    for planned in &plan.added {
        *born += 1;
        all.push(session(&plan.series, planned, id(*born)));
    }
    all
}

fn standing(sessions: &[EditableSession]) -> Vec<&Session> {
    let mut standing: Vec<&Session> =
        sessions.iter().map(|one| &one.session).filter(|session| !session.is_cancelled()).collect();
    standing.sort_by_key(|session| (session.starts_at, session.id));
    standing
}

proptest! {
    #[test]
    fn after_any_sequence_of_edits(steps in proptest::collection::vec(step(), 1..12)) {
        let (mut series, mut sessions) = series();
        let mut now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let mut born = 100;
        let mut expected = standing(&sessions).len();
        for step in &steps {
            now += jiff::SignedDuration::from_hours(24 * step.days);
            if let Some(one) = step.marks.and_then(|index| sessions.get_mut(index)) {
                one.is_marked = !one.session.is_cancelled();
            }
            let edit = edit(step, &sessions);
            let before = sessions.clone();
            let Ok(plan) = plan_edit(&series, &sessions, &edit, &OPEN, now) else { continue };
            sessions = carried_out(&sessions, &plan, &mut born);
            series = plan.series.clone();

            // Past and marked sessions are what they were, to the byte; ids and first wall times stay.
            for (was, is) in before.iter().zip(&sessions) {
                if was.is_marked || was.session.starts_at <= now || was.session.is_cancelled() && !edit.restore {
                    prop_assert_eq!(&was.session, &is.session);
                }
                prop_assert_eq!(was.session.id, is.session.id);
                prop_assert_eq!(was.session.original_local_start, is.session.original_local_start);
                let is_changed = was.session != is.session;
                prop_assert_eq!(is.session.row_version, was.session.row_version + i64::from(is_changed));
            }
            // Their number is what was planned, or chosen.
            let lost = plan.changed.iter().filter(|one| one.after.is_cancelled()).count();
            match (edit.count, edit.cancel) {
                (Some(count), _) => expected = usize::from(count.get()),
                (None, Some(Cancellation { append: false, .. })) => expected -= lost,
                (None, _) => expected += usize::from(edit.restore),
            }
            let standing = standing(&sessions);
            prop_assert_eq!(standing.len(), expected);
            // They are disjoint, and their ordinals dense.
            for pair in standing.windows(2) {
                prop_assert!(pair[0].ends_at <= pair[1].starts_at, "{:?}", pair);
            }
            let ranked: Vec<_> = sessions.iter().map(|one| RankedSession {
                session_id: one.session.id,
                starts_at: one.session.starts_at,
                is_cancelled: one.session.is_cancelled(),
            }).collect();
            let ordinals = ordinals(&ranked);
            let in_order: Vec<_> = standing.iter().map(|session| ordinals.get(&session.id).copied()).collect();
            prop_assert_eq!(in_order, (1..=expected as u16).map(Some).collect::<Vec<_>>());
            // No wall time is planned twice, cancelled ones among them: the database keeps them apart by it.
            let mut firsts: Vec<_> = sessions.iter().map(|one| one.session.original_local_start).collect();
            firsts.sort_unstable();
            firsts.dedup();
            prop_assert_eq!(firsts.len(), sessions.len());
            // The same edit again, of the same sessions, changes nothing more of what it is about.
            if edit.cancel.is_none() {
                let again = plan_edit(&series, &sessions, &edit, &OPEN, now);
                prop_assert!(
                    matches!(again, Err(EditError::NothingChanges | EditError::NoneLeft | EditError::Cancelled)),
                    "{:?}", again
                );
            }
        }
    }
}
