//! Changes, changes undone, and what has reached whom in between.

use jiff::SignedDuration;
use uuid::Uuid;

use super::super::told::samples::{cancelled, hour, told};
use super::*;
use crate::domain::ids::{SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{CancelledBy, Exceptions, SessionKind, SessionStatus};
use crate::domain::time::{ClockChange, Zone, local};

/// A session that stands as `told` says.
fn session(told: Told) -> Session {
    let zone = Zone::parse("UTC").unwrap();
    let local_start = local(told.starts_at, &zone);
    let (status, cancelled_by) = if told.is_cancelled {
        (SessionStatus::Cancelled, Some(CancelledBy::Clinic))
    } else {
        (SessionStatus::Planned, None)
    };
    Session {
        id: SessionId::from_uuid(Uuid::nil()),
        series_id: SeriesId::from_uuid(Uuid::nil()),
        kind: SessionKind::Group,
        status,
        cancelled_by,
        therapist_id: StaffMemberId::from_uuid(Uuid::nil()),
        room_id: told.room_id,
        meeting_link: None,
        exceptions: Exceptions::NONE,
        original_local_start: local_start,
        local_start,
        zone,
        starts_at: told.starts_at,
        ends_at: told.ends_at,
        clock_change: ClockChange::Normal,
        tzdb_version: String::new(),
        notice_version: told.notice_version,
        row_version: 1,
    }
}

fn id(n: u128) -> ParticipationId {
    ParticipationId::from_uuid(Uuid::from_u128(n))
}

/// A place whose client waits for nothing.
fn quiet(n: u128) -> KnownPlace {
    KnownPlace { participation_id: id(n), waiting: None, reminded_version: None }
}

/// A place whose client knows `told`, and has not been told what came after.
fn waiting(n: u128, told: Option<Told>) -> KnownPlace {
    KnownPlace { waiting: Some(told), ..quiet(n) }
}

fn tell(n: u128, told: Option<Told>) -> PlaceNews {
    PlaceNews::Tell { participation_id: id(n), told }
}

fn take_back(n: u128) -> PlaceNews {
    PlaceNews::TakeBack { participation_id: id(n) }
}

/// The session stood as the first and stands as the second.
fn settled(before: Option<Told>, after: Told, places: &[KnownPlace], newest: i64) -> (i64, Vec<PlaceNews>) {
    let before = before.map(session);
    let Settled { notice_version, places } = settle(before.as_ref(), &session(after), places, newest);
    (notice_version, places)
}

#[test]
fn a_change_is_told_to_everybody_expected_under_a_new_version() {
    let known = told(10, 1);
    let changed = settled(Some(known), told(12, 1), &[quiet(1), quiet(2)], 1);
    assert_eq!(changed, (2, vec![tell(1, Some(known)), tell(2, Some(known))]));
}

#[test]
fn a_second_change_keeps_what_was_told_before_the_first() {
    let known = told(10, 1);
    let changed = settled(Some(told(12, 2)), told(14, 2), &[waiting(1, Some(known))], 2);
    assert_eq!(changed, (3, vec![tell(1, Some(known))]));
}

#[test]
fn a_change_back_restores_the_version_and_mails_nobody() {
    let known = told(10, 1);
    let places = [waiting(1, Some(known)), waiting(2, Some(known))];
    assert_eq!(settled(Some(told(12, 2)), told(10, 2), &places, 2), (1, vec![take_back(1), take_back(2)]));
    assert_eq!(settled(Some(cancelled(10, 2)), told(10, 2), &places, 1).0, 1, "of a cancellation too");
}

#[test]
fn a_version_left_behind_is_not_given_to_another_time() {
    // Reminders of version 2 were planned before the change back to version 1.
    assert_eq!(settled(Some(told(10, 1)), told(15, 1), &[quiet(1)], 2).0, 3);
}

#[test]
fn once_somebody_was_told_the_old_version_is_gone() {
    let (known, newer) = (told(10, 1), told(12, 2));
    let changed = settled(Some(newer), told(10, 2), &[quiet(1), waiting(2, Some(known))], 2);
    assert_eq!(changed, (3, vec![tell(1, Some(newer)), take_back(2)]));
}

#[test]
fn who_knows_an_older_version_only_does_not_keep_the_others_from_theirs() {
    let (unreached, known, newer) = (told(9, 1), told(10, 2), told(12, 3));
    let places = [waiting(1, Some(known)), waiting(2, Some(unreached)), waiting(3, None)];
    let back = settled(Some(newer), told(10, 3), &places, 3);
    assert_eq!(back, (2, vec![take_back(1), tell(2, Some(unreached)), tell(3, None)]));
    let reminded = KnownPlace { reminded_version: Some(3), ..waiting(2, Some(unreached)) };
    assert_eq!(settled(Some(newer), told(10, 3), &[places[0], reminded], 3).0, 4, "one was told since");
}

#[test]
fn who_was_reminded_of_the_new_time_knows_it() {
    let (known, newer) = (told(10, 1), told(12, 2));
    let reminded = KnownPlace { reminded_version: Some(2), ..waiting(1, Some(known)) };
    assert_eq!(settled(Some(newer), told(10, 2), &[reminded], 2), (3, vec![tell(1, Some(newer))]));
    let long_ago = KnownPlace { reminded_version: Some(1), ..reminded };
    assert_eq!(settled(Some(newer), told(10, 2), &[long_ago], 2), (1, vec![take_back(1)]));
}

#[test]
fn a_new_session_is_told_as_it_is_in_the_end() {
    assert_eq!(settled(None, told(10, 1), &[quiet(1)], 0), (1, vec![tell(1, None)]));
    let moved = settled(Some(told(10, 1)), told(12, 1), &[waiting(1, None)], 1);
    assert_eq!(moved, (2, vec![tell(1, None)]));
    let cancelled_again = settled(Some(told(10, 1)), cancelled(10, 1), &[waiting(1, None)], 1);
    assert_eq!(cancelled_again, (2, vec![take_back(1)]));
}

#[test]
fn what_is_no_news_changes_neither_version_nor_notices() {
    let known = told(10, 3);
    let led_by_another = Session {
        therapist_id: StaffMemberId::from_uuid(Uuid::from_u128(1)),
        local_start: local(hour(10) + SignedDuration::ZERO, &Zone::parse("Europe/Berlin").unwrap()),
        ..session(known)
    };
    let changed = settle(Some(&session(known)), &led_by_another, &[waiting(1, Some(told(9, 1)))], 7);
    assert_eq!(changed, Settled { notice_version: 3, places: Vec::new() });
}

#[test]
fn a_session_without_people_takes_a_new_version_all_the_same() {
    assert_eq!(settled(Some(told(10, 1)), told(12, 1), &[], 0), (2, Vec::new()));
}
