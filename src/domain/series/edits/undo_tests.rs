//! Changes taken back, and what is in the way of that.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rstest::rstest;

use super::super::tests::{OPEN, id, marked, now, series, session};
use super::*;
use crate::domain::closures::{Closure, ClosureOf, ClosureSpan};
use crate::domain::ids::{ClosureId, ScheduleChangeId};
use crate::domain::series::{Cancellation, EditScope, SeriesEdit, plan_edit};

/// What is kept of a change.
struct Made {
    series: SessionSeries,
    sessions: Vec<EditableSession>,
    found: Option<Found<SessionSeries>>,
    touched: BTreeMap<SessionId, Found<Option<Session>>>,
}

/// Carries the plan out, as storage does.
fn made(before: &SessionSeries, sessions: &[EditableSession], plan: &EditedSeries) -> Made {
    let mut touched = BTreeMap::new();
    let mut after = sessions.to_vec();
    for one in &plan.changed {
        let row_version = one.after.row_version;
        touched.insert(one.after.id, Found { before: Some(one.before.clone()), row_version });
        let place = after.iter_mut().find(|session| session.session.id == one.after.id).unwrap();
        place.session = one.after.clone();
    }
    for (n, planned) in plan.added.iter().enumerate() {
        let added = session(&plan.series, planned, id(50 + n as u128));
        touched.insert(added.session.id, Found { before: None, row_version: 1 });
        after.push(added);
    }
    let row_version = plan.series.row_version;
    let found = (plan.series != *before).then(|| Found { before: before.clone(), row_version });
    Made { series: plan.series.clone(), sessions: after, found, touched }
}

fn undo(made: &Made, now: Timestamp) -> Result<EditedSeries, UndoError> {
    plan_undo(&made.series, made.found.as_ref(), &made.sessions, &made.touched, &OPEN, now)
}

fn tuesday(n: i64) -> Date {
    date(2026, 3, 3).checked_add((7 * n).days()).unwrap()
}

fn cancelled_fourth() -> SeriesEdit {
    let cancel = Some(Cancellation { by: CancelledBy::Clinic, append: true });
    SeriesEdit { cancel, ..SeriesEdit::new(EditScope::ThisSession(id(4))) }
}

fn later_hour() -> SeriesEdit {
    let local_start = Some(jiff::civil::time(19, 0, 0, 0));
    SeriesEdit { local_start, ..SeriesEdit::new(EditScope::AllFuture) }
}

#[rstest]
#[case::cancelled(cancelled_fourth())]
#[case::moved(later_hour())]
#[case::longer(SeriesEdit { count: crate::domain::series::SessionCount::parse(11).ok(), ..SeriesEdit::new(EditScope::AllFuture) })]
fn everything_stands_as_before_and_what_was_added_is_cancelled(#[case] edit: SeriesEdit) {
    let (series, sessions) = series();
    let plan = plan_edit(&series, &sessions, &edit, &OPEN, now()).unwrap();
    let made = made(&series, &sessions, &plan);
    let undone = undo(&made, now()).unwrap();
    assert_eq!(undone.changed.len(), made.touched.len());
    for one in &undone.changed {
        let was = sessions.iter().find(|session| session.session.id == one.after.id);
        match was {
            Some(was) => {
                let row_version = one.after.row_version;
                assert_eq!(one.after, Session { row_version, ..was.session.clone() });
            }
            None => assert!(one.after.is_cancelled()),
        }
        assert_eq!(one.after.row_version, one.before.row_version + 1);
    }
    let as_before = SessionSeries { row_version: undone.series.row_version, ..series };
    assert_eq!(undone.series, as_before);
}

#[test]
fn what_happened_since_is_in_the_way() {
    let (series, sessions) = series();
    let plan = plan_edit(&series, &sessions, &cancelled_fourth(), &OPEN, now()).unwrap();
    let zone = series.rule.zone.clone();
    let appended = WallTime { local: tuesday(8).to_datetime(series.rule.local_start), zone };

    let mut changed = made(&series, &sessions, &plan);
    changed.sessions.last_mut().unwrap().session.row_version += 1;
    assert_eq!(undo(&changed, now()), Err(UndoError::SessionChanged(appended.clone())));

    let mut attended = made(&series, &sessions, &plan);
    marked(&mut attended.sessions, 8);
    assert_eq!(undo(&attended, now()), Err(UndoError::Marked(appended)));

    let gone = made(&series, &sessions, &plan);
    let fourth = sessions[3].session.clone();
    assert_eq!(undo(&gone, fourth.starts_at), Err(UndoError::Begun(fourth.wall_time())));

    let moved = plan_edit(&series, &sessions, &later_hour(), &OPEN, now()).unwrap();
    let mut moved = made(&series, &sessions, &moved);
    moved.series.row_version += 1;
    assert_eq!(undo(&moved, now()), Err(UndoError::SeriesChanged));
}

#[test]
fn what_was_added_in_the_middle_by_now_is_not_taken_away() {
    let (series, sessions) = series();
    let first =
        made(&series, &sessions, &plan_edit(&series, &sessions, &cancelled_fourth(), &OPEN, now()).unwrap());
    let fifth = SeriesEdit { scope: EditScope::ThisSession(id(5)), ..cancelled_fourth() };
    let plan = plan_edit(&first.series, &first.sessions, &fifth, &OPEN, now()).unwrap();
    let mut second = made(&first.series, &first.sessions, &plan);
    let newest = second.sessions.last_mut().unwrap();
    newest.session.id = id(60);
    let stands = Made { sessions: second.sessions.clone(), ..first };
    let zone = || series.rule.zone.clone();
    let at = |n| Box::new(WallTime { local: tuesday(n).to_datetime(series.rule.local_start), zone: zone() });
    assert_eq!(
        undo(&stands, now()),
        Err(UndoError::LeavesGap { added: at(8), later: at(9) }),
        "8 would be empty"
    );
    let mut alone = stands;
    alone.sessions.last_mut().unwrap().session.status = SessionStatus::Cancelled;
    let undone = undo(&alone, now()).unwrap();
    assert!(undone.changed.iter().any(|one| one.after.id == id(50) && one.after.is_cancelled()));
}

#[test]
fn nothing_is_put_back_into_a_time_that_was_closed_since() {
    let (series, sessions) = series();
    let plan = plan_edit(&series, &sessions, &cancelled_fourth(), &OPEN, now()).unwrap();
    let made = made(&series, &sessions, &plan);
    let own = ScheduleChangeId::from_uuid(uuid::Uuid::from_u128(1));
    let closure = Closure {
        id: ClosureId::from_uuid(uuid::Uuid::nil()),
        of: ClosureOf::Site(series.site_id),
        zone: series.rule.zone.clone(),
        span: ClosureSpan::parse(tuesday(3), None, None, None).unwrap(),
        reason: None,
        change_id: own,
        withdrawn_at: None,
        row_version: 1,
    };
    let closed = ClosedTimes::new(&[closure], BTreeMap::new()).unwrap();
    let undo =
        |closed| plan_undo(&made.series, made.found.as_ref(), &made.sessions, &made.touched, closed, now());
    assert_eq!(undo(&closed), Err(UndoError::Closed(sessions[3].session.wall_time())));
    assert!(undo(&closed.without(own).unwrap()).is_ok(), "its own closures go with it");
}

#[test]
fn a_session_beside_the_change_may_have_changed_as_long_as_there_is_room() {
    let (series, sessions) = series();
    let plan = plan_edit(&series, &sessions, &cancelled_fourth(), &OPEN, now()).unwrap();
    let mut made = made(&series, &sessions, &plan);
    let beside = &mut made.sessions[5].session;
    beside.row_version += 1;
    beside.starts_at = sessions[3].session.starts_at;
    beside.ends_at = sessions[3].session.ends_at;
    let fourth = sessions[3].session.local_start;
    assert!(matches!(undo(&made, now()), Err(UndoError::Edit(EditError::Overlap(_)))), "{fourth} is taken");
    made.sessions[5].session.status = SessionStatus::Cancelled;
    assert!(undo(&made, now()).is_ok());
}
