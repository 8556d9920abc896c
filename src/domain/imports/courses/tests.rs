use uuid::Uuid;

use super::samples::*;
use super::*;
use crate::domain::attendance::StoredStatus;
use crate::domain::closures::{ClosedTimes, Closure, ClosureOf, ClosureSpan};
use crate::domain::ids::{ClosureId, ImportId, RowId, ScheduleChangeId, SessionId};
use crate::domain::occupancy::{Holder, Occupancy};

#[test]
fn what_is_to_come_goes_round_closures() {
    let mut known = clinic();
    let all_saints = jiff::civil::date(2026, 11, 3);
    let closure = Closure {
        id: ClosureId::from_uuid(key(70)),
        of: ClosureOf::Site(known.sites[0].id),
        zone: known.sites[0].zone.clone(),
        span: ClosureSpan::parse(all_saints, None, None, None).unwrap(),
        reason: None,
        change_id: ScheduleChangeId::from_uuid(key(71)),
        withdrawn_at: None,
        row_version: 1,
    };
    let dates = |known: &KnownForCourses| -> Vec<String> {
        let (header, lines) = with_count(&WEEKS, "16");
        let plan = plan_of(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>(), known);
        course(&plan).sessions.iter().map(|one| one.planned.local_start.date().to_string()).collect()
    };
    let usual = dates(&known);
    assert_eq!((usual.len(), usual[4].as_str(), usual[15].as_str()), (16, "2026-11-03", "2027-01-19"));
    known.closed = ClosedTimes::new(&[closure], std::collections::BTreeMap::new()).unwrap();
    let round = dates(&known);
    assert_eq!((round.len(), round[4].as_str(), round[15].as_str()), (16, "2026-11-10", "2027-01-26"));
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
fn wall_times_that_the_clocks_skip_or_show_twice_are_told() {
    let lines =
        ["T,IPT-G,2026-10-11,02:30,Kim Lee,A,ATTENDED", "T,IPT-G,2026-03-29,02:30,Kim Lee,A,ATTENDED"];
    // The third one, which follows, is at the end of summer time.
    let plan = counted(&lines, "16");
    let told: Vec<_> = course(&plan)
        .clock_changes()
        .map(|session| {
            let wall_times = (session.local_start.to_string(), session.resolved_local.to_string());
            (wall_times, session.clock_change.word(), session.starts_at.to_string())
        })
        .collect();
    let gap = ("2026-03-29T02:30:00".to_owned(), "2026-03-29T03:30:00".to_owned());
    let overlap = ("2026-10-25T02:30:00".to_owned(), "2026-10-25T02:30:00".to_owned());
    assert_eq!(
        told,
        [
            (gap, "GAP", "2026-03-29T01:30:00Z".to_owned()),
            (overlap, "OVERLAP", "2026-10-25T00:30:00Z".to_owned())
        ]
    );
    assert_eq!(course(&counted(&WEEKS, "16")).clock_changes().count(), 0);
}

#[test]
fn who_is_in_another_course_of_the_program_is_told_by_line() {
    let header = format!("{HEADER},planned_sessions");
    let lines = [
        "T,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,16",
        "T,IPT-G,2026-10-06,18:00,Kim Lee,B,ATTENDED,16",
        "W,IPT-G,2026-10-07,18:00,Kim Lee,C,ATTENDED,16",
        "W,IPT-G,2026-10-07,18:00,Kim Lee,A,ATTENDED,16",
        "W,IPT-G,2026-10-14,18:00,Kim Lee,A,ATTENDED,16",
        ",IPT-B,2026-10-08,18:00,Kim Lee,B,ATTENDED,8",
    ];
    let mut known = clinic();
    let elsewhere = |known: &KnownForCourses| {
        let plan = plan_of(&header, &lines, known).with_elsewhere(&rows(&header, &lines), known);
        assert_eq!((plan.counts.groups, plan.counts.treatments), (2, 1), "nothing forbids it");
        plan.courses.into_iter().map(|course| course.elsewhere).collect::<Vec<_>>()
    };
    assert_eq!(elsewhere(&known), [vec![], vec![5], vec![]]);
    let group = known.program("IPT-G").unwrap().id;
    known.enrolled.insert((client("B"), group));
    assert_eq!(elsewhere(&known), [vec![3], vec![5], vec![]]);
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
fn a_mark_follows_the_rules_of_every_mark() {
    let header = format!("{HEADER},planned_sessions,notice_given_at,minutes_attended");
    let line = |mark: &str| format!("T,IPT-G,2026-10-13,18:00,Kim Lee,A,{mark}");
    for (mark, reason) in [
        ("CANCELLED_BY_CLIENT,16,,", "needs notice_given_at"),
        ("CANCELLED_BY_CLIENT,16,2026-10-13 18:30,", "a cancellation comes before the start"),
        ("ATTENDED_PARTIALLY,16,,", "needs minutes_attended"),
        ("ATTENDED_PARTIALLY,16,,0", "the minutes attended, 0, must be between 1 and 90"),
        (",16,,30", "must not be empty beside minutes"),
    ] {
        refused(&header, &[&line(mark)], &[reason]);
    }
    let to_come = "T,IPT-G,2026-10-20,18:00,Kim Lee,A,ATTENDED,16,,";
    refused(&header, &[to_come], &["the session is still to come"]);
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
        refusals(&plan)[0].contains("3 Others: the therapist has another session at the time of the one to come on 2026-10-20T19:00:00"),
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
    assert!(refusals(&of_client)[0].contains("Tuesdays: a client has another session"));
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
