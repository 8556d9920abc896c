//! Each kind of conflict, at its edges.

use jiff::civil::{Date, Time, Weekday, date, datetime, time};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Circumstances, SessionConflict, SessionConflictKind as Kind, session_conflicts};
use crate::domain::access::Role;
use crate::domain::attendance::{CurrentMark, Mark, Participation, Rsvp, StoredStatus};
use crate::domain::clinics::{LateCancelWindow, Licence, RoomCapacity, StaffMember};
use crate::domain::groups::GroupSizes;
use crate::domain::ids::*;
use crate::domain::people::{AddressStanding, AvailabilityWindow, Client, Contact, Language, PreferredName};
use crate::domain::series::{Exceptions, ScheduledSession, SeriesOwner, Session, SessionKind, SessionStatus};
use crate::domain::time::{ClockChange, Zone, resolve};

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn therapist_id() -> StaffMemberId {
    StaffMemberId::from_uuid(uuid(1))
}

fn room_id() -> RoomId {
    RoomId::from_uuid(uuid(2))
}

fn group_id() -> GroupId {
    GroupId::from_uuid(uuid(3))
}

fn client_id(n: u128) -> ClientId {
    ClientId::from_uuid(uuid(100 + n))
}

/// Tuesday 3 March 2026, 18:00 to 18:50 in New York: 23:00 in London.
fn scheduled() -> ScheduledSession {
    let (zone, local_start) = (zone("America/New_York"), datetime(2026, 3, 3, 18, 0, 0, 0));
    let starts_at = resolve(local_start, &zone).unwrap().starts_at;
    let session = Session {
        id: SessionId::from_uuid(uuid(4)),
        series_id: SeriesId::from_uuid(uuid(5)),
        kind: SessionKind::Group,
        status: SessionStatus::Planned,
        cancelled_by: None,
        therapist_id: therapist_id(),
        room_id: Some(room_id()),
        meeting_link: None,
        exceptions: Exceptions::NONE,
        original_local_start: local_start,
        local_start,
        zone,
        starts_at,
        ends_at: starts_at + SignedDuration::from_mins(50),
        clock_change: ClockChange::Normal,
        tzdb_version: "2026f".to_owned(),
        notice_version: 1,
        row_version: 1,
    };
    ScheduledSession {
        session,
        owner: SeriesOwner::Group(group_id()),
        site_id: SiteId::from_uuid(uuid(6)),
        late_cancel: LateCancelWindow::DEFAULT,
        ordinal: Some(1),
        session_count: 12,
    }
}

/// A client in New York, who is in the state.
fn place(n: u128) -> (Participation, Client) {
    let participation = Participation {
        id: ParticipationId::from_uuid(uuid(200 + n)),
        session_id: SessionId::from_uuid(uuid(4)),
        enrollment_id: EnrollmentId::from_uuid(uuid(300 + n)),
        client_id: client_id(n),
        rsvp: Rsvp::NoResponse,
        client_location: None,
        makes_up_for: None,
        current: CurrentMark::NONE,
        row_version: 1,
    };
    let client = Client {
        id: client_id(n),
        external_id: None,
        preferred_name: PreferredName::parse("Ana").unwrap(),
        contact: Contact::default(),
        language: "en".parse::<Language>().unwrap(),
        zone: zone("America/New_York"),
        location: Some("US-NY".parse().unwrap()),
        problem_area: None,
        barriers: Vec::new(),
        calendar_parts: false,
        reminders_stopped_at: None,
        address: AddressStanding::default(),
        created_at: Timestamp::UNIX_EPOCH,
        row_version: 1,
    };
    (participation, client)
}

fn licence(code: &str, expires_on: Option<Date>) -> Licence {
    Licence { jurisdiction: code.parse().unwrap(), expires_on }
}

/// Three expected, a therapist with a licence for the state, a room for four, a group of three at least.
fn known() -> Circumstances {
    let therapist = StaffMember {
        id: therapist_id(),
        display_name: "Tess".parse().unwrap(),
        role: Role::Therapist,
        zone: zone("Europe/London"),
        language: crate::domain::people::Language::En,
        disabled_at: None,
    };
    Circumstances {
        therapists: [(therapist_id(), therapist)].into(),
        licences: [(therapist_id(), vec![licence("US-NY", Some(date(2026, 3, 3)))])].into(),
        rooms: [(room_id(), RoomCapacity::parse(4).unwrap())].into(),
        groups: [(group_id(), GroupSizes { least: 3, viable: 5, most: 8 })].into(),
        ..Circumstances::default()
    }
}

fn three() -> Vec<(Participation, Client)> {
    (0..3).map(place).collect()
}

fn found(
    scheduled: &ScheduledSession,
    places: &[(Participation, Client)],
    known: &Circumstances,
) -> Vec<SessionConflict> {
    let places: Vec<_> = places.iter().map(|(place, client)| (place, client)).collect();
    session_conflicts(scheduled, &places, known, "2026-03-03T12:00:00Z".parse().unwrap())
}

fn kinds(found: &[SessionConflict]) -> Vec<(Kind, Option<ClientId>)> {
    found.iter().map(|conflict| (conflict.kind, conflict.client_id)).collect()
}

fn windows(from: Time, to: Time) -> Vec<AvailabilityWindow> {
    vec![AvailabilityWindow { weekday: Weekday::Tuesday, local_start: from, local_end: to }]
}

#[test]
fn nothing_speaks_against_a_session_at_all_its_limits() {
    assert_eq!(found(&scheduled(), &three(), &known()), []);
    assert_eq!(
        found(
            &scheduled(),
            &three(),
            &Circumstances { licences: known().licences, ..Circumstances::default() }
        ),
        []
    );
}

#[test]
fn windows_are_looked_at_on_each_persons_own_clock() {
    let mut known = known();
    // 18:00 in New York is 23:00 in London, where the therapist is.
    known.therapist_windows.insert(therapist_id(), windows(time(23, 0, 0, 0), time(23, 50, 0, 0)));
    known.client_windows.insert(client_id(1), windows(time(18, 0, 0, 0), time(18, 50, 0, 0)));
    assert_eq!(found(&scheduled(), &three(), &known), []);
    known.therapist_windows.insert(therapist_id(), windows(time(18, 0, 0, 0), time(18, 50, 0, 0)));
    known.client_windows.insert(client_id(1), windows(time(18, 0, 0, 0), time(18, 49, 0, 0)));
    let conflicts = found(&scheduled(), &three(), &known);
    assert_eq!(
        kinds(&conflicts),
        [(Kind::TherapistUnavailable, None), (Kind::ClientUnavailable, Some(client_id(1)))]
    );
    assert_eq!(
        conflicts[0].message,
        "The therapist can't lead at that time: Tuesday 23:00 to 23:50 on their clock (Europe/London)"
    );
    assert_eq!(
        conflicts[1].message,
        "The client can't come at that time: Tuesday 18:00 to 18:50 on their clock (America/New_York)"
    );
}

#[test]
fn a_licence_has_to_hold_where_the_client_is_on_the_day_of_the_session_there() {
    let with = |licences: Vec<Licence>, places: &[(Participation, Client)]| {
        let known = Circumstances { licences: [(therapist_id(), licences)].into(), ..known() };
        kinds(&found(&scheduled(), places, &known))
    };
    let all = |kind| (0..3).map(|n| (kind, Some(client_id(n)))).collect::<Vec<_>>();
    assert_eq!(with(vec![licence("US", None)], &three()), [], "the country's");
    assert_eq!(with(vec![licence("US-NJ", None)], &three()), all(Kind::NotLicensed));
    assert_eq!(with(Vec::new(), &three()), all(Kind::NotLicensed));
    let ended = licence("US-NY", Some(date(2026, 3, 2)));
    assert_eq!(with(vec![ended.clone()], &three()), all(Kind::LicenceExpired));
    assert_eq!(with(vec![ended, licence("US", None)], &three()), [], "one of two holds");
    // In Tokyo it is the 4th already.
    let mut places = three();
    (places[0].1.zone, places[0].1.location) = (zone("Asia/Tokyo"), Some("JP".parse().unwrap()));
    let both = vec![licence("US-NY", None), licence("JP", Some(date(2026, 3, 3)))];
    assert_eq!(with(both, &places), [(Kind::LicenceExpired, Some(client_id(0)))]);
    places[0].1.location = None;
    assert_eq!(with(vec![licence("US-NY", None)], &places), [], "it is not known where they are");
    places[0].0.client_location = Some("FR".to_owned());
    let elsewhere = with(vec![licence("US-NY", None)], &places);
    assert_eq!(elsewhere, [(Kind::NotLicensed, Some(client_id(0)))], "where they are for this session");
}

#[test]
fn room_and_least_size_count_those_who_are_expected_and_the_therapist_in_the_room() {
    let four: Vec<_> = (0..4).map(place).collect();
    let conflicts = found(&scheduled(), &four, &known());
    assert_eq!(kinds(&conflicts), [(Kind::RoomTooSmall, None)]);
    assert_eq!(conflicts[0].message, "The room holds 4, and 5 are expected, with the therapist");
    let mut less = four;
    less[0].0.rsvp = Rsvp::Declined;
    assert_eq!(found(&scheduled(), &less, &known()), []);
    for status in [StoredStatus::NotExpected, StoredStatus::Excused, StoredStatus::CancelledByClient] {
        less[1].0.current.mark = Mark { status, ..Mark::UNRECORDED };
        let conflicts = found(&scheduled(), &less, &known());
        assert_eq!(kinds(&conflicts), [(Kind::BelowMinimum, None)], "{status}");
        assert_eq!(conflicts[0].message, "2 expected, and the group does not run with fewer than 3");
    }
    let mut single = scheduled();
    single.session.kind = SessionKind::PreGroup;
    assert_eq!(found(&single, &less, &known()), [], "an individual meeting of a group");
}

#[test]
fn who_is_not_expected_is_in_nobodys_way() {
    let mut known = known();
    known.client_windows.insert(client_id(0), windows(time(9, 0, 0, 0), time(10, 0, 0, 0)));
    let mut four: Vec<_> = (0..4).map(place).collect();
    four[0].0.rsvp = Rsvp::Declined;
    four[0].1.location = Some("FR".parse().unwrap());
    assert_eq!(found(&scheduled(), &four, &known), []);
}

#[test]
fn a_therapist_who_may_no_longer_act_is_told_before_their_windows() {
    let mut known = known();
    known.therapist_windows.insert(therapist_id(), windows(time(9, 0, 0, 0), time(10, 0, 0, 0)));
    known.therapists.get_mut(&therapist_id()).unwrap().disabled_at = Some(Timestamp::UNIX_EPOCH);
    assert_eq!(kinds(&found(&scheduled(), &three(), &known)), [(Kind::TherapistDisabled, None)]);
}

#[test]
fn what_has_begun_or_was_cancelled_has_no_conflicts() {
    let nobody = |scheduled: &ScheduledSession, now: &str| {
        session_conflicts(scheduled, &[], &known(), now.parse().unwrap()).len()
    };
    assert_eq!(nobody(&scheduled(), "2026-03-03T22:59:59Z"), 1);
    assert_eq!(nobody(&scheduled(), "2026-03-03T23:00:00Z"), 0);
    let mut cancelled = scheduled();
    cancelled.session.status = SessionStatus::Cancelled;
    assert_eq!(nobody(&cancelled, "2026-03-03T12:00:00Z"), 0);
}
