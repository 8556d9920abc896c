use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::domain::access::Role;
use crate::domain::attendance::StoredStatus;
use crate::domain::clinics::{Room, RoomCapacity, Site, StaffMember};
use crate::domain::ids::{
    ClientId, EnrollmentId, ImportId, ProgramId, RoomId, RowId, SessionId, SiteId, StaffMemberId,
};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::programs::{ProgramFormat, TreatmentProgram, templates};
use crate::domain::time::Zone;

const HEADER: &str = "group,program,date,start,therapist,client,attendance";
/// A Thursday noon in Berlin, between the second and the third Tuesday of the course below.
const NOW: &str = "2026-10-15T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn key(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn client(number: &str) -> ClientId {
    ClientId::from_uuid(key(number.bytes().map(u128::from).sum()))
}

/// A clinic in Berlin with two therapists, two rooms, and clients A to D.
fn clinic() -> KnownForCourses {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let site = Site {
        id: SiteId::from_uuid(key(1)),
        name: "Main".parse().unwrap(),
        zone: zone.clone(),
        late_cancel: crate::domain::clinics::LateCancelWindow::DEFAULT,
        phone: None,
        crisis_lines: None,
        row_version: 1,
    };
    let room = |number, name: &str| Room {
        id: RoomId::from_uuid(key(number)),
        site_id: site.id,
        name: name.parse().unwrap(),
        capacity: RoomCapacity::parse(12).unwrap(),
    };
    let member = |number, name: &str, role| StaffMember {
        id: StaffMemberId::from_uuid(key(number)),
        display_name: name.parse().unwrap(),
        role,
        zone: zone.clone(),
        disabled_at: None,
    };
    let programs = templates().unwrap().into_iter().zip(100..);
    KnownForCourses {
        programs: programs
            .map(|(draft, number)| TreatmentProgram { id: ProgramId::from_uuid(key(number)), draft })
            .collect(),
        rooms: vec![room(2, "Blue"), room(3, "Green")],
        sites: vec![site],
        staff: vec![
            (member(4, "Kim Lee", Role::Therapist), Some("kim@example.org".to_owned())),
            (member(5, "Ola Berg", Role::Therapist), None),
            (member(6, "Vi Ewer", Role::Viewer), None),
        ],
        clients: ["A", "B", "C", "D"].map(|number| (number.parse().unwrap(), client(number))).into(),
        ..KnownForCourses::default()
    }
}

fn rows(header: &str, rows: &[&str]) -> Vec<CourseRow> {
    read_courses(format!("{header}\n{}\n", rows.join("\n")).as_bytes()).unwrap()
}

fn plan_of(header: &str, lines: &[&str], known: &KnownForCourses) -> CoursePlan {
    plan_courses(&rows(header, lines), known, now())
}

fn plan(header: &str, lines: &[&str]) -> CoursePlan {
    plan_of(header, lines, &clinic())
}

#[track_caller]
fn course(plan: &CoursePlan) -> &NewCourse {
    match plan.courses.as_slice() {
        [PlannedCourse { outcome: CourseOutcome::Create(course), .. }] => course,
        _ => panic!("{plan:#?}"),
    }
}

/// Every refusal as `line column: reason`.
fn refusals(plan: &CoursePlan) -> Vec<String> {
    let of_row = |row: &RefusedRow| {
        let line = row.line;
        row.cells.iter().map(move |cell| format!("{line} {cell}")).collect::<Vec<_>>()
    };
    plan.refused.iter().flat_map(of_row).collect()
}

#[track_caller]
fn refused(header: &str, lines: &[&str], expected: &[&str]) {
    let said = refusals(&plan(header, lines));
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

/// Two weeks of a group of three, the third of whom joined later.
const WEEKS: [&str; 5] = [
    "Tuesdays,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED",
    "Tuesdays,IPT-G,2026-10-06,18:00,Kim Lee,B,no show",
    "Tuesdays,IPT-G,2026-10-13,18:00,Kim Lee,A,",
    "tuesdays,ipt-g,2026-10-13,18:00,KIM@example.org,B,ATTENDED",
    "Tuesdays,IPT-G,2026-10-13,18:00,Kim Lee,C,ATTENDED",
];

fn with_count(lines: &[&str], count: &str) -> (String, Vec<String>) {
    (format!("{HEADER},planned_sessions"), lines.iter().map(|line| format!("{line},{count}")).collect())
}

#[track_caller]
fn counted(lines: &[&str], count: &str) -> CoursePlan {
    let (header, lines) = with_count(lines, count);
    plan(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn rows_make_one_course_that_goes_on_where_it_stands() {
    let plan = counted(&WEEKS, "16");
    let course = course(&plan);
    assert_eq!(course.sessions.len(), 16);
    assert_eq!(course.begun_and_coming(now()), (2, 14));
    let starts: Vec<_> =
        course.sessions.iter().take(6).map(|one| one.planned.starts_at.to_string()).collect();
    // Six in the evening in Berlin, before and after the clocks go back on 25 October.
    assert_eq!(
        starts,
        [
            "2026-10-06T16:00:00Z",
            "2026-10-13T16:00:00Z",
            "2026-10-20T16:00:00Z",
            "2026-10-27T17:00:00Z",
            "2026-11-03T17:00:00Z",
            "2026-11-10T17:00:00Z"
        ]
    );
    assert_eq!(
        course.sessions.iter().map(|one| one.planned.ordinal).collect::<Vec<_>>(),
        (1..=16).collect::<Vec<_>>()
    );
    let [a, b, c] = course.members.as_slice() else { panic!() };
    assert_eq!((a.client_id, a.planned_sessions, a.places.len()), (client("A"), 16, 16));
    assert_eq!(
        (c.client_id, c.planned_sessions, c.places.len()),
        (client("C"), 15, 15),
        "joined at the second"
    );
    assert_eq!(b.places[0].1.status, StoredStatus::NoShow);
    assert_eq!(a.places[1].1.status, StoredStatus::Unrecorded);
    assert_eq!(a.enrolled_at.to_string(), "2026-10-06T16:00:00Z");
    assert_eq!((course.marks(), course.unrecorded(now())), (4, 1));
    let counts =
        CourseImportCounts { groups: 1, enrollments: 3, sessions: 16, marks: 4, ..Default::default() };
    assert_eq!(plan.counts, counts);
    let group = course.group.as_ref().unwrap();
    assert_eq!(group.admission, crate::domain::groups::Admission::Closed);
}

#[test]
fn a_treatment_is_known_by_its_client_and_sessions_to_come_may_stand_in_the_file() {
    let lines: Vec<String> = (0..8)
        .map(|week| {
            let date = jiff::civil::date(2026, 10, 1) + jiff::ToSpan::weeks(week);
            format!(",IPT-B,{date},9:30,Ola Berg,D,{}", if week < 2 { "ATTENDED" } else { "" })
        })
        .collect();
    let plan = plan(HEADER, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let course = course(&plan);
    assert_eq!((course.group.as_ref(), course.members.len()), (None, 1));
    assert_eq!(course.begun_and_coming(now()), (3, 5), "the one of this morning is unrecorded");
    assert_eq!((course.marks(), course.unrecorded(now())), (2, 1));
    assert_eq!((plan.counts.treatments, plan.counts.sessions), (1, 8));
}

#[test]
fn the_rhythm_is_that_of_most_sessions_and_a_moved_one_stays_where_it_was() {
    let lines = [
        "T,IPT-G,2026-09-22,18:00,Kim Lee,A,ATTENDED",
        "T,IPT-G,2026-09-29,18:00,Kim Lee,A,ATTENDED",
        // Moved to a Thursday noon.
        "T,IPT-G,2026-10-08,12:00,Kim Lee,A,ATTENDED",
    ];
    let plan = counted(&lines, "16");
    let course = course(&plan);
    let dates: Vec<_> =
        course.sessions.iter().take(5).map(|one| one.planned.local_start.to_string()).collect();
    assert_eq!(
        dates,
        [
            "2026-09-22T18:00:00",
            "2026-09-29T18:00:00",
            "2026-10-08T12:00:00",
            "2026-10-20T18:00:00",
            "2026-10-27T18:00:00"
        ],
        "the Tuesday of the 13th has passed"
    );
    assert_eq!(course.rule.start_on.to_string(), "2026-09-22");
}

#[test]
fn a_cancelled_session_does_not_count_and_its_dose_follows() {
    let header = format!("{HEADER},planned_sessions,cancelled_by");
    let lines = [
        "T,IPT-G,2026-10-06,18:00,Kim Lee,A,,16,therapist",
        "T,IPT-G,2026-10-13,18:00,Kim Lee,A,ATTENDED,16,",
    ];
    let plan = plan(&header, &lines);
    assert_eq!(course(&plan).sessions.len(), 17);
    assert_eq!(course(&plan).unrecorded(now()), 0);
    let marked = lines[0].replace(",,16,", ",ATTENDED,16,");
    refused(&header, &[&marked, lines[1]], &["2 attendance `ATTENDED`: must be empty where cancelled_by"]);
}

#[test]
fn who_left_is_expected_no_more_and_a_course_that_all_left_ends() {
    let header = format!("{HEADER},planned_sessions,ended_on,ending,ending_agreed");
    let lines = [
        "T,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,16,,,",
        "T,IPT-G,2026-10-06,18:00,Kim Lee,B,NO_SHOW,16,2026-10-08,ended early,no",
        "T,IPT-G,2026-10-13,18:00,Kim Lee,A,ATTENDED,16,,,",
    ];
    let plan = plan(&header, &lines);
    let course = course(&plan);
    let b = &course.members[1];
    assert_eq!(b.places.len(), 1);
    let end = b.ended.unwrap();
    // Midnight in Berlin at the end of the 8th.
    assert_eq!(
        (end.at.to_string().as_str(), end.ending, end.agreed),
        ("2026-10-08T22:00:00Z", Ending::EndedEarly, Some(false))
    );

    let all_left: Vec<_> =
        [lines[0], lines[2]].iter().map(|line| line.replace(",16,,,", ",16,2026-10-13,COMPLETED,")).collect();
    let plan = super::plan_courses(
        &rows(&header, &all_left.iter().map(String::as_str).collect::<Vec<_>>()),
        &clinic(),
        now(),
    );
    let CourseOutcome::Create(over) = &plan.courses[0].outcome else { panic!("{plan:#?}") };
    assert_eq!(over.sessions.len(), 2, "nothing follows, and two of sixteen are nobody's mistake");

    refused(
        &header,
        &[
            "T,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,16,2026-10-08,COMPLETED,",
            "T,IPT-G,2026-10-13,18:00,Kim Lee,A,ATTENDED,16,,,",
            "T,IPT-G,2026-10-13,18:00,Kim Lee,B,ATTENDED,16,2026-10-16,COMPLETED,",
            "T,IPT-G,2026-10-13,18:00,Kim Lee,C,ATTENDED,16,2026-10-14,,yes",
        ],
        &[
            "3 ended_on `2026-10-08`: the client has a row of 2026-10-13",
            "4 ended_on `2026-10-16`: lies ahead",
            "5 ending ``: must not be empty beside ended_on",
        ],
    );
}

#[test]
fn one_bad_row_takes_its_course_along_and_leaves_the_others_alone() {
    let (header, mut lines) = with_count(&WEEKS, "16");
    lines.push("Wednesdays,IPT-G,2026-10-07,18:00,Ola Berg,D,ATTENDED,16".to_owned());
    lines[1] = lines[1].replace("2026-10-06", "06.10.2026");
    let plan = plan(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let effects: Vec<_> =
        plan.courses.iter().map(|course| (course.name.as_str(), course.outcome.effect())).collect();
    assert_eq!(effects, [("Tuesdays", CourseEffect::Refused), ("Wednesdays", CourseEffect::Create)]);
    assert_eq!(
        plan.refused.iter().map(|row| (row.line, row.cells.len())).collect::<Vec<_>>(),
        [(2, 0), (3, 1), (4, 0), (5, 0), (6, 0)]
    );
    assert!(refusals(&plan)[0].starts_with("3 date `06.10.2026`: expected a date as year-month-day"));
    assert_eq!((plan.counts.groups, plan.counts.refused_rows), (1, 5));
}

#[test]
fn every_name_that_is_not_known_is_told_with_what_there_is() {
    let header = format!("{HEADER},site,room");
    refused(
        &header,
        &[",IPT-X,2026-10-06,18:00,Vi Ewer,Z,ATTENDED,North,Red"],
        &[
            "2 program `IPT-X`: no such program: expected one of IPT, IPT-B",
            "2 site `North`: no such site: expected one of Main",
            "2 client `Z`: no client of the clinic has that number",
            "2 therapist `Vi Ewer`: no such therapist: expected one of Kim Lee, Ola Berg",
        ],
    );
    refused(
        &header,
        &["G,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,,Red"],
        &["room `Red`: no such room of that site: expected one of Blue, Green"],
    );
    refused(
        HEADER,
        &[",IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED"],
        &["group ``: must not be empty: the program treats people in a group"],
    );
    refused(
        HEADER,
        &["G,IPT,2026-10-06,18:00,Kim Lee,A,ATTENDED"],
        &["group `G`: must be empty: the program treats people one by one"],
    );
}

#[test]
fn every_cell_that_cannot_be_read_is_told() {
    let header = format!(
        "{HEADER},minutes,cancelled_by,arrived_late,absence_reason,notice_given_at,minutes_attended,zone,admission"
    );
    refused(
        &header,
        &[
            "=1+1,IPT-G,2026-13-01,6pm,Kim Lee,A,late cancelled,5,weather,perhaps,holiday,yesterday,x,Europe/Berln,ajar",
        ],
        &[
            "group `=1+1`: begins like a formula",
            "admission `ajar`",
            "date `2026-13-01`",
            "start `6pm`: expected a time on the minute",
            "zone `Europe/Berln`: ",
            "minutes `5`: a session lasts 10 to 240",
            "cancelled_by `weather`",
            "attendance `late cancelled`: write CANCELLED_BY_CLIENT",
            "minutes_attended `x`",
            "arrived_late `perhaps`",
            "absence_reason `holiday`: expected one of ILLNESS",
            "notice_given_at `yesterday`: expected a wall time",
        ],
    );
}

#[test]
fn a_mark_follows_the_rules_of_every_mark() {
    let header = format!("{HEADER},planned_sessions,notice_given_at,minutes_attended");
    let line = |mark: &str| format!("T,IPT-G,2026-10-13,18:00,Kim Lee,A,{mark}");
    for (mark, reason) in [
        ("CANCELLED_BY_CLIENT,16,,", "needs notice_given_at"),
        ("CANCELLED_BY_CLIENT,16,2026-10-13 18:30,", "a cancellation comes before the start"),
        ("ATTENDED_PARTIALLY,16,,", "needs minutes_attended"),
        ("ATTENDED_PARTIALLY,16,,91", "between 0 and 90"),
        (",16,,30", "must not be empty beside minutes"),
    ] {
        refused(&header, &[&line(mark)], &[reason]);
    }
    let to_come = "T,IPT-G,2026-10-20,18:00,Kim Lee,A,ATTENDED,16,,";
    refused(&header, &[to_come], &["begins at 2026-10-20T16:00:00Z"]);
    let plan = plan(
        &header,
        &[
            &line("CANCELLED_BY_CLIENT,16,2026-10-12 18:00,"),
            "T,IPT-G,2026-10-20,18:00,Kim Lee,A,excused,16,,",
        ],
    );
    let places = &course(&plan).members[0].places;
    assert_eq!(places[0].1.notice_given_at.unwrap().to_string(), "2026-10-12T16:00:00Z");
    assert_eq!(places[1].1.status, StoredStatus::Excused, "known in advance");
}

#[test]
fn rows_that_contradict_each_other_are_told_with_both_lines() {
    let header = format!("{HEADER},planned_sessions,minutes,room");
    refused(
        &header,
        &[
            "T,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,16,90,Blue",
            "T,IPT-G,2026-10-06,18:00,Ola Berg,B,ATTENDED,12,50,Green",
            "T,IPT-G,2026-10-06,18:00,Kim Lee,A,NO_SHOW,,90,Blue",
            "T,IPT-G,2026-10-06,18:30,Kim Lee,C,ATTENDED,,90,Blue",
        ],
        &[
            "3 planned_sessions `12`: line 2 says 16",
            "3 minutes `50`: line 2 says 90",
            "3 therapist `Ola Berg`: line 2 says Kim Lee",
            "3 room `Green`: line 2 says Blue",
            "4 client `A`: stands on line 2 for the same session too",
            "5 start `18:30:00`: begins before the session of line 2 is over",
        ],
    );
    refused(
        HEADER,
        &WEEKS,
        &["2 planned_sessions ``: series outside its program's bounds: 2 sessions planned"],
    );
    let said = refusals(&counted(&WEEKS[..4], "1"));
    assert!(said[0].contains("the file has 2 sessions of this course"), "{said:?}");
}

#[test]
fn what_the_clinic_has_is_left_out_and_who_waits_is_told() {
    let mut known = clinic();
    let treatment = EnrollmentId::from_uuid(key(9));
    let ipt =
        known.programs.iter().find(|one| one.draft.format == ProgramFormat::Individual).unwrap().clone();
    known.treatments = HashMap::from([((client("D"), ipt.id), treatment)]);
    known.waiting.insert((client("A"), ipt.id));
    let line = |client: &str| format!(",{},2026-10-06,18:00,Kim Lee,{client},ATTENDED", ipt.draft.code);
    let plan = plan_of(HEADER, &[&line("D")], &known);
    assert_eq!(plan.courses[0].outcome, CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(treatment)));
    assert_eq!((plan.counts.likely_duplicates, plan.counts.refused_rows), (1, 0));
    let said = refusals(&plan_of(HEADER, &[&line("A")], &known));
    assert!(said[0].contains("2 client `A`: waits for this program on the waiting list"), "{said:?}");
}

#[test]
fn sessions_to_come_take_nobodys_time_twice() {
    let lines = [
        "Tuesdays,IPT-G,2026-10-13,18:00,Kim Lee,A,ATTENDED",
        "Others,IPT-G,2026-10-13,19:00,Kim Lee,B,ATTENDED",
    ];
    let plan = counted(&lines, "16").without_conflicts(&[], now());
    let effects: Vec<_> = plan.courses.iter().map(|course| course.outcome.effect()).collect();
    assert_eq!(
        effects,
        [CourseEffect::Create, CourseEffect::Refused],
        "the past ones overlapped as well, and that is over"
    );
    assert!(
        refusals(&plan)[0].contains("3 therapist `Others`: the therapist has another session"),
        "{plan:#?}"
    );

    let plan = counted(&lines[..1], "16");
    let (holders, from, until) = plan.claims(now()).unwrap();
    assert_eq!((holders.len(), from.to_string().as_str()), (2, "2026-10-20T16:00:00Z"));
    let taken = |holder| Occupancy {
        id: RowId::from_uuid(key(1)),
        session_id: SessionId::from_uuid(key(1)),
        holder,
        starts_at: until - jiff::SignedDuration::from_mins(1),
        ends_at: until,
    };
    let of_client = plan.clone().without_conflicts(&[taken(Holder::Client(client("A")))], now());
    assert!(refusals(&of_client)[0].contains("client `Tuesdays`: a client has another session"));
    let of_another = plan.clone().without_conflicts(&[taken(Holder::Client(client("B")))], now());
    assert_eq!(of_another, plan);
}

#[test]
fn the_hash_covers_what_is_done_and_not_the_clock() {
    let id = ImportId::from_uuid(Uuid::nil());
    let (header, lines) = with_count(&WEEKS, "16");
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let at = |hours| {
        let now = now() + jiff::SignedDuration::from_hours(hours);
        plan_courses(&rows(&header, &lines), &clinic(), now).hash(id, false)
    };
    assert_eq!(at(0), at(24));
    assert_ne!(at(0), plan(&header, &lines).hash(id, true));
    assert_ne!(at(0), plan(&header, &lines[..4]).hash(id, false));
}
