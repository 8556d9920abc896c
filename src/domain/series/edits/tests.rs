//! What an edit of a series comes to, scope by scope.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday, date, time};
use uuid::Uuid;

use super::*;
use crate::domain::closures::ClosedTimes;
use crate::domain::ids::{GroupId, RoomId, SeriesId, SessionId, SiteId, StaffMemberId};
use crate::domain::patch::Patch;
use crate::domain::series::{
    CancelledBy, CountingMode, Exceptions, PlannedSession, SeriesOwner, SeriesRule, Session, SessionCount,
    SessionKind, SessionMinutes, SessionSeries, SessionStatus, expand,
};
use crate::domain::time::{WallTime, Zone, tzdb_version};

/// Nothing is closed.
pub(super) const OPEN: ClosedTimes = ClosedTimes::NONE;

pub(super) fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn at_six(on: Date) -> WallTime {
    WallTime { local: on.at(18, 0, 0, 0), zone: zone("Europe/London") }
}

fn count(of: i64) -> SessionCount {
    SessionCount::parse(of).unwrap()
}

/// Eight Tuesdays at 18:00 in London from 3 March 2026; clocks go forward on 29 March.
pub(super) fn series() -> (SessionSeries, Vec<EditableSession>) {
    let key = Uuid::from_u128;
    let series = SessionSeries {
        id: SeriesId::from_uuid(key(1)),
        owner: SeriesOwner::Group(GroupId::from_uuid(key(2))),
        site_id: SiteId::from_uuid(key(3)),
        therapist_id: StaffMemberId::from_uuid(key(4)),
        room_id: Some(RoomId::from_uuid(key(5))),
        meeting_link: None,
        meeting: None,
        rule: SeriesRule {
            weekday: Weekday::Tuesday,
            local_start: time(18, 0, 0, 0),
            zone: zone("Europe/London"),
            start_on: date(2026, 3, 3),
            minutes: SessionMinutes::DEFAULT,
            planned_count: count(8),
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        },
        created_at: Timestamp::UNIX_EPOCH,
        row_version: 1,
    };
    let planned = expand(&series.rule).unwrap();
    let sessions = planned.iter().map(|planned| session(&series, planned, id(planned.ordinal.into())));
    let sessions = sessions.collect();
    (series, sessions)
}

/// The planned session of that series, kept under that id.
pub(super) fn session(series: &SessionSeries, planned: &PlannedSession, id: SessionId) -> EditableSession {
    let session = Session {
        id,
        series_id: series.id,
        kind: SessionKind::Group,
        status: SessionStatus::Planned,
        cancelled_by: None,
        therapist_id: series.therapist_id,
        room_id: series.room_id,
        meeting_link: series.meeting_link.clone(),
        exceptions: Exceptions::NONE,
        original_local_start: planned.local_start,
        local_start: planned.local_start,
        zone: series.rule.zone.clone(),
        starts_at: planned.starts_at,
        ends_at: planned.ends_at,
        clock_change: planned.clock_change,
        tzdb_version: tzdb_version().to_owned(),
        notice_version: 1,
        row_version: 1,
    };
    EditableSession { session, is_marked: false }
}

pub(super) fn id(number: u128) -> SessionId {
    SessionId::from_uuid(Uuid::from_u128(100 + number))
}

/// Attendance is recorded for the session of that index.
pub(super) fn marked(sessions: &mut [EditableSession], index: usize) {
    sessions[index].is_marked = true;
}

/// Wednesday 11 March: two sessions have been.
pub(super) fn now() -> Timestamp {
    "2026-03-11T12:00:00Z".parse().unwrap()
}

fn plan(edit: &SeriesEdit) -> Result<EditedSeries, EditError> {
    let (series, sessions) = series();
    plan_edit(&series, &sessions, edit, &OPEN, now())
}

/// The local starts of the sessions that change, after the edit.
fn starts(plan: &EditedSeries) -> Vec<String> {
    plan.changed.iter().map(|one| one.after.local_start.to_string()).collect()
}

#[test]
fn a_new_hour_moves_what_is_to_come_and_keeps_ids_and_first_wall_times() {
    let edit = SeriesEdit { local_start: Some(time(19, 30, 0, 0)), ..SeriesEdit::new(EditScope::AllFuture) };
    let plan = plan(&edit).unwrap();
    assert_eq!(plan.changed.len(), 6);
    assert_eq!(plan.changed[0].before.id, id(3));
    for SessionEdit { before, after } in &plan.changed {
        assert_eq!((before.id, before.original_local_start), (after.id, after.original_local_start));
        assert_eq!(after.local_start.time(), time(19, 30, 0, 0));
        assert_eq!((after.row_version, after.exceptions), (2, Exceptions::NONE));
    }
    // Before and after the clocks go forward.
    let at: Vec<_> = plan.changed.iter().take(3).map(|one| one.after.starts_at.to_string()).collect();
    assert_eq!(at, ["2026-03-17T19:30:00Z", "2026-03-24T19:30:00Z", "2026-03-31T18:30:00Z"]);
    assert_eq!((plan.series.rule.local_start, plan.series.row_version), (time(19, 30, 0, 0), 2));
    assert_eq!(plan.changed[0].effects(), [SessionEffect::Moved]);
}

#[test]
fn a_new_weekday_stays_within_each_week_from_this_one_on() {
    let edit =
        SeriesEdit { weekday: Some(Weekday::Sunday), ..SeriesEdit::new(EditScope::ThisAndFollowing(id(7))) };
    assert_eq!(starts(&plan(&edit).unwrap()), ["2026-04-19T18:00:00", "2026-04-26T18:00:00"]);
    let edit =
        SeriesEdit { weekday: Some(Weekday::Monday), ..SeriesEdit::new(EditScope::ThisAndFollowing(id(7))) };
    assert_eq!(starts(&plan(&edit).unwrap()), ["2026-04-13T18:00:00", "2026-04-20T18:00:00"]);
}

#[test]
fn another_zone_keeps_the_wall_time_and_one_that_shows_the_same_is_no_news() {
    let edit = SeriesEdit { zone: Some(zone("Europe/Paris")), ..SeriesEdit::new(EditScope::AllFuture) };
    let plan_ = plan(&edit).unwrap();
    assert_eq!(plan_.changed[0].after.local_start.to_string(), "2026-03-17T18:00:00");
    assert_eq!(plan_.changed[0].after.starts_at.to_string(), "2026-03-17T17:00:00Z");
}

#[test]
fn this_session_alone_becomes_an_exception_that_outlives_edits_of_the_series() {
    let (series, mut sessions) = series();
    let edit = SeriesEdit {
        on: Some(date(2026, 3, 19)),
        therapist_id: Some(StaffMemberId::from_uuid(Uuid::from_u128(9))),
        ..SeriesEdit::new(EditScope::ThisSession(id(3)))
    };
    let moved = plan_edit(&series, &sessions, &edit, &OPEN, now()).unwrap();
    assert_eq!(moved.series, series, "the series stays");
    assert_eq!(starts(&moved), ["2026-03-19T18:00:00"]);
    assert_eq!(moved.changed[0].effects(), [SessionEffect::Moved, SessionEffect::TherapistChanged]);
    let after = moved.changed[0].after.clone();
    assert_eq!(after.exceptions, Exceptions { time: true, therapist: true, place: false });
    sessions[2].session = after.clone();

    let later = SeriesEdit { local_start: Some(time(9, 0, 0, 0)), ..SeriesEdit::new(EditScope::AllFuture) };
    let plan = plan_edit(&series, &sessions, &later, &OPEN, now()).unwrap();
    assert_eq!(
        plan.kept.iter().map(|kept| (kept.id, kept.because)).collect::<Vec<_>>(),
        [(id(3), KeptBecause::Exception)]
    );
    assert_eq!(plan.changed.len(), 5);
    let all = SeriesEdit { includes_exceptions: true, ..later };
    let plan = plan_edit(&series, &sessions, &all, &OPEN, now()).unwrap();
    assert_eq!((plan.changed.len(), plan.kept.len()), (6, 0));
    assert_eq!(plan.changed[0].after.local_start.to_string(), "2026-03-19T09:00:00");

    // Moved back by hand, it is as the series says again.
    let back = SeriesEdit { on: Some(date(2026, 3, 17)), ..SeriesEdit::new(EditScope::ThisSession(id(3))) };
    let plan = plan_edit(&series, &sessions, &back, &OPEN, now()).unwrap();
    assert!(!plan.changed[0].after.exceptions.time);
}

#[test]
fn another_room_or_therapist_tells_only_of_what_changes() {
    let edit = SeriesEdit {
        room: Patch::Clear,
        meeting_link: Patch::Set("https://video.example.org/a".parse().unwrap()),
        ..SeriesEdit::new(EditScope::AllFuture)
    };
    let plan_ = plan(&edit).unwrap();
    assert_eq!(plan_.changed[0].effects(), [SessionEffect::PlaceChanged]);
    assert_eq!(plan_.series.room_id, None);
    let therapist_id = Some(StaffMemberId::from_uuid(Uuid::from_u128(9)));
    let plan_ = plan(&SeriesEdit { therapist_id, ..SeriesEdit::new(EditScope::AllFuture) }).unwrap();
    assert_eq!(plan_.changed[0].effects(), [SessionEffect::TherapistChanged]);
}

#[test]
fn a_cancelled_session_is_made_up_for_unless_told_otherwise() {
    let cancel = |append| SeriesEdit {
        cancel: Some(Cancellation { by: CancelledBy::Therapist, append }),
        ..SeriesEdit::new(EditScope::ThisSession(id(4)))
    };
    let plan_ = plan(&cancel(true)).unwrap();
    assert_eq!(plan_.changed[0].effects(), [SessionEffect::Cancelled]);
    let added: Vec<_> = plan_.added.iter().map(|one| one.local_start.to_string()).collect();
    assert_eq!(added, ["2026-04-28T18:00:00"], "a week after the last");
    assert!(plan(&cancel(false)).unwrap().added.is_empty());
}

#[test]
fn a_cancelled_session_is_restored_while_it_is_to_come() {
    let (series, mut sessions) = series();
    for index in [0, 4] {
        sessions[index].session.status = SessionStatus::Cancelled;
        sessions[index].session.cancelled_by = Some(CancelledBy::Closure);
    }
    let restore =
        |number| SeriesEdit { restore: true, ..SeriesEdit::new(EditScope::ThisSession(id(number))) };
    let plan = plan_edit(&series, &sessions, &restore(5), &OPEN, now()).unwrap();
    assert_eq!(plan.changed[0].effects(), [SessionEffect::Restored]);
    assert_eq!(plan.changed[0].after.cancelled_by, None);
    assert_eq!(plan_edit(&series, &sessions, &restore(1), &OPEN, now()), Err(EditError::Begun));
    assert_eq!(plan_edit(&series, &sessions, &restore(6), &OPEN, now()), Err(EditError::NothingChanges));
    let all = SeriesEdit { restore: true, ..SeriesEdit::new(EditScope::AllFuture) };
    assert_eq!(plan_edit(&series, &sessions, &all, &OPEN, now()), Err(EditError::RestoresSeveral));
}

#[test]
fn a_series_is_made_longer_and_shorter() {
    let to = |many| SeriesEdit { count: Some(count(many)), ..SeriesEdit::new(EditScope::AllFuture) };
    let longer = plan(&to(10)).unwrap();
    let added: Vec<_> = longer.added.iter().map(|one| one.local_start.date().to_string()).collect();
    assert_eq!((added, longer.changed.len()), (vec!["2026-04-28".to_owned(), "2026-05-05".to_owned()], 0));
    assert_eq!(longer.series.rule.planned_count, count(10));
    let shorter = plan(&to(6)).unwrap();
    let cancelled: Vec<_> = shorter.changed.iter().map(|one| one.before.id).collect();
    assert_eq!((cancelled, shorter.added.len()), (vec![id(7), id(8)], 0));
    assert_eq!(plan(&to(1)), Err(EditError::TooFew { given: count(1), least: 2 }));
    assert_eq!(plan(&to(8)), Err(EditError::NothingChanges));
    // With a new weekday, what is added follows it.
    let both = SeriesEdit { weekday: Some(Weekday::Friday), ..to(9) };
    assert_eq!(plan(&both).unwrap().added[0].local_start.date(), date(2026, 5, 1));
}

#[test]
fn past_cancelled_and_marked_sessions_stay_as_they_are() {
    let (series, mut sessions) = series();
    sessions[4].is_marked = true;
    sessions[5].session.status = SessionStatus::Cancelled;
    sessions[5].session.cancelled_by = Some(CancelledBy::Clinic);
    let edit = SeriesEdit { local_start: Some(time(9, 0, 0, 0)), ..SeriesEdit::new(EditScope::AllFuture) };
    let plan = plan_edit(&series, &sessions, &edit, &OPEN, now()).unwrap();
    let changed: Vec<_> = plan.changed.iter().map(|one| one.before.id).collect();
    assert_eq!(changed, [id(3), id(4), id(7), id(8)]);
    assert_eq!(plan.kept, [KeptSession::of(&sessions[4].session, KeptBecause::Marked)]);
    for (first, error) in [
        (id(1), EditError::Begun),
        (id(5), EditError::Marked),
        (id(6), EditError::Cancelled),
        (id(50), EditError::NotOfSeries),
    ] {
        for scope in [EditScope::ThisSession(first), EditScope::ThisAndFollowing(first)] {
            assert_eq!(
                plan_edit(&series, &sessions, &SeriesEdit { scope, ..edit.clone() }, &OPEN, now()),
                Err(error.clone())
            );
        }
    }
}

#[test]
fn a_marked_session_names_the_ways_out() {
    for told in
        [EditError::Marked.to_string(), UndoError::Marked(series().1[0].session.wall_time()).to_string()]
    {
        assert!(told.contains("correctMark") && told.contains("UNRECORDED"), "{told}");
    }
    assert!(EditError::Marked.to_string().contains("cancelSession"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let all = SeriesEdit::new(EditScope::AllFuture);
    let one = SeriesEdit::new(EditScope::ThisSession(id(4)));
    let cancel = Some(Cancellation { by: CancelledBy::Clinic, append: true });
    for (edit, error) in [
        (all.clone(), EditError::AsksForNothing),
        (SeriesEdit { cancel, count: Some(count(9)), ..all.clone() }, EditError::CancelsAndChanges),
        (SeriesEdit { on: Some(date(2026, 4, 1)), ..all.clone() }, EditError::DateOfSeveral),
        (
            SeriesEdit { on: Some(date(2026, 4, 1)), weekday: Some(Weekday::Monday), ..one.clone() },
            EditError::DateAndWeekday,
        ),
        (SeriesEdit { count: Some(count(9)), ..one.clone() }, EditError::CountOfOne),
        (
            SeriesEdit { local_start: Some(time(9, 0, 1, 0)), ..all.clone() },
            EditError::NotOnAMinute(time(9, 0, 1, 0)),
        ),
        (SeriesEdit { local_start: Some(time(18, 0, 0, 0)), ..all.clone() }, EditError::NothingChanges),
        (
            SeriesEdit { on: Some(date(2026, 3, 10)), ..one.clone() },
            EditError::IntoThePast {
                from: Box::new(at_six(date(2026, 3, 24))),
                to: Box::new(at_six(date(2026, 3, 10))),
            },
        ),
        (SeriesEdit { on: Some(date(2026, 3, 31)), ..one }, EditError::Overlap(at_six(date(2026, 3, 31)))),
    ] {
        assert_eq!(plan(&edit), Err(error));
    }
    let (series, sessions) = series();
    let over = "2026-05-01T00:00:00Z".parse().unwrap();
    let edit = SeriesEdit { minutes: Some(SessionMinutes::LONGEST), ..all };
    assert_eq!(plan_edit(&series, &sessions, &edit, &OPEN, over), Err(EditError::NoneLeft));
}
