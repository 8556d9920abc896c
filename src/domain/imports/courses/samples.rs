//! A clinic, and files of its courses, for the tests beside this.

use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::domain::access::Role;
use crate::domain::clinics::{Room, RoomCapacity, Site, StaffMember};
use crate::domain::ids::{ClientId, ProgramId, RoomId, SiteId, StaffMemberId};
use crate::domain::programs::{TreatmentProgram, templates};
use crate::domain::time::Zone;

pub(super) const HEADER: &str = "group,program,date,start,therapist,client,attendance";
/// A Thursday noon in Berlin, between the second and the third Tuesday of the course below.
pub(super) const NOW: &str = "2026-10-15T10:00:00Z";

pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(super) fn key(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(super) fn client(number: &str) -> ClientId {
    ClientId::from_uuid(key(number.bytes().map(u128::from).sum()))
}

/// A clinic in Berlin with two therapists, two rooms, and clients A to D.
pub(super) fn clinic() -> KnownForCourses {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let site = Site {
        id: SiteId::from_uuid(key(1)),
        name: "Main".parse().unwrap(),
        zone: zone.clone(),
        late_cancel: crate::domain::clinics::LateCancelWindow::DEFAULT,
        marking_lock: None,
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
        language: crate::domain::people::Language::En,
        disabled_at: None,
    };
    let programs = templates().unwrap().into_iter().zip(100..);
    KnownForCourses {
        programs: programs
            .map(|(draft, number)| TreatmentProgram {
                id: ProgramId::from_uuid(key(number)),
                draft,
                row_version: 1,
            })
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

pub(super) fn rows(header: &str, rows: &[&str]) -> Vec<CourseRow> {
    read_courses(format!("{header}\n{}\n", rows.join("\n")).as_bytes()).unwrap()
}

pub(super) fn plan_of(header: &str, lines: &[&str], known: &KnownForCourses) -> CoursePlan {
    plan_courses(&rows(header, lines), known, now())
}

pub(super) fn plan(header: &str, lines: &[&str]) -> CoursePlan {
    plan_of(header, lines, &clinic())
}

#[track_caller]
pub(super) fn course(plan: &CoursePlan) -> &NewCourse {
    match plan.courses.as_slice() {
        [PlannedCourse { outcome: CourseOutcome::Create(course), .. }] => course,
        _ => panic!("{plan:#?}"),
    }
}

/// Every refusal of a bad row as `line column: reason`.
pub(super) fn refusals(plan: &CoursePlan) -> Vec<String> {
    said_of(plan, |row| row.because_of.is_none())
}

/// The same of the rows that are meant.
pub(super) fn said_of(plan: &CoursePlan, is_meant: impl Fn(&RefusedRow) -> bool) -> Vec<String> {
    let of_row = |row: &RefusedRow| {
        let line = row.line;
        row.cells.iter().map(move |cell| format!("{line} {cell}")).collect::<Vec<_>>()
    };
    plan.refused.iter().filter(|row| is_meant(row)).flat_map(of_row).collect()
}

#[track_caller]
pub(super) fn refused(header: &str, lines: &[&str], expected: &[&str]) {
    let said = refusals(&plan(header, lines));
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

/// Two weeks of a group of three, the third of whom joined later.
pub(super) const WEEKS: [&str; 5] = [
    "Tuesdays,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED",
    "Tuesdays,IPT-G,2026-10-06,18:00,Kim Lee,B,no show",
    "Tuesdays,IPT-G,2026-10-13,18:00,Kim Lee,A,",
    "tuesdays,ipt-g,2026-10-13,18:00,KIM@example.org,B,ATTENDED",
    "Tuesdays,IPT-G,2026-10-13,18:00,Kim Lee,C,ATTENDED",
];

pub(super) fn with_count(lines: &[&str], count: &str) -> (String, Vec<String>) {
    (format!("{HEADER},planned_sessions"), lines.iter().map(|line| format!("{line},{count}")).collect())
}

#[track_caller]
pub(super) fn counted(lines: &[&str], count: &str) -> CoursePlan {
    let (header, lines) = with_count(lines, count);
    plan(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}
