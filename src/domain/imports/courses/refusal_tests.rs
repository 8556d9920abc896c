use std::collections::HashMap;

use jiff::Timestamp;

use super::samples::*;
use super::*;
use crate::domain::ids::{ClientId, EnrollmentId, WaitlistEntryId};
use crate::domain::programs::ProgramFormat;

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
        [(2, 1), (3, 1), (4, 1), (5, 1), (6, 1)]
    );
    let said = refusals(&plan);
    assert!(said[0].starts_with("3 date `06.10.2026`: expected a date as year-month-day"), "{said:?}");
    let left = [2, 4, 5, 6].map(|line| format!("{line} the row: line 3 of the same course cannot be taken"));
    assert_eq!(said_of(&plan, |row| row.because_of == Some(3)), left);
    assert_eq!((plan.counts.groups, plan.counts.refused_rows, plan.bad_rows()), (1, 5, 1));
    assert_eq!(plan.clone().without_conflicts(&[], now()), plan, "planned on, the same is said");
}

#[test]
fn what_cannot_be_taken_is_told_apart_from_what_is_left_with_it() {
    let words = |bad: &[usize]| {
        let (header, mut lines) = with_count(&WEEKS, "16");
        for index in bad {
            lines[*index] = lines[*index].replace("18:00", "six");
        }
        plan(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>()).refused_in_words()
    };
    assert_eq!(words(&[0]), "1 row cannot be taken, and 4 more of its course");
    assert_eq!(words(&[0, 2]), "2 rows cannot be taken, and 3 more of their courses");
    assert_eq!(words(&[0, 1, 2, 3, 4]), "5 rows cannot be taken");
    let alone = plan(HEADER, &[",IPT-B,2026-10-06,18:00,Nobody,D,ATTENDED"]);
    assert_eq!(alone.refused_in_words(), "1 row cannot be taken");
}

#[test]
fn a_course_none_of_whose_rows_can_be_placed_is_among_the_courses() {
    let lines = [
        "Mondays,IPT-GG,2026-10-05,18:00,Kim Lee,A,ATTENDED,16",
        ",IPT-BB,2026-10-05,12:00,Kim Lee,D,ATTENDED,8",
        "Tuesdays,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,16",
        "mondays,IPT-GG,2026-10-12,18:00,Kim Lee,B,ATTENDED,16",
        "Wednes\u{202e}days,IPT-G,2026-10-07,six,Kim Lee,C,ATTENDED,16",
    ];
    let header = format!("{HEADER},planned_sessions");
    let of = |lines: &[&str]| {
        let plan = plan(&header, lines);
        let shown = |course: &PlannedCourse| {
            (course.name.clone(), course.outcome.effect(), course.lines.clone(), course.clients.len())
        };
        plan.courses.iter().map(shown).collect::<Vec<_>>()
    };
    let refused = CourseEffect::Refused;
    assert_eq!(
        of(&lines),
        [
            ("Mondays".to_owned(), refused, vec![2, 5], 2),
            ("D".to_owned(), refused, vec![3], 1),
            ("Tuesdays".to_owned(), CourseEffect::Create, vec![4], 1),
            (r"Wednes\u{202e}days".to_owned(), refused, vec![6], 0),
        ]
    );
    // A row that names neither group nor client, and one of a group without the group's name, are no course.
    let strays = [",IPT-G,2026-10-05,18:00,Nobody,A,ATTENDED,16", "1,2,3"];
    assert_eq!(of(&strays), []);
    // A course whose first row can't be placed begins there.
    let first = "Tuesdays,IPT-GG,2026-10-06,18:00,Kim Lee,A,ATTENDED,16";
    assert_eq!(of(&[first, lines[2]]), [("Tuesdays".to_owned(), refused, vec![2, 3], 1)]);
    assert_eq!(plan(&header, &[first, lines[2]]).courses[0].line, 2);
}

#[test]
fn every_name_that_is_not_known_is_told_with_what_there_is() {
    let header = format!("{HEADER},site,room");
    refused(
        &header,
        &[",yoga,2026-10-06,18:00,Vi Ewer,Z,ATTENDED,North,Red"],
        &[
            "2 program `yoga`: the clinic has no program of that code; there are IPT, IPT-B",
            "2 site `North`: the clinic has no site of that name; there are Main",
            "2 client `Z`: no client of the clinic has that number",
            "2 therapist `Vi Ewer`: the clinic has no therapist of that name; there are Kim Lee, Ola Berg",
        ],
    );
    refused(
        &header,
        &["G,IPT-G,2026-10-06,18:00,Kim Lee,A,ATTENDED,,Red"],
        &["room `Red`: the clinic has no room of that name at that site; there are Blue, Green"],
    );
    refused(
        &header,
        &[
            "G,IPT-GG,2026-10-06,18:00,Kim Le,A,ATTENDED,Mian,",
            "G,IPT-G,2026-10-06,18:00,ola burg,A,ATTENDED,,bleu",
        ],
        &[
            "program `IPT-GG`: the clinic has no program of that code; did you mean IPT-G?",
            "site `Mian`: the clinic has no site of that name; did you mean Main?",
            "therapist `Kim Le`: the clinic has no therapist of that name; did you mean Kim Lee?",
            "therapist `ola burg`: the clinic has no therapist of that name; did you mean Ola Berg?",
            "room `bleu`: the clinic has no room of that name at that site; did you mean Blue?",
        ],
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
    refused(HEADER, &WEEKS, &["2 planned_sessions ``: must say how many sessions the course has in all"]);
    let said = refusals(&counted(&WEEKS[..4], "1"));
    assert!(said[0].contains("the file has 2 sessions of this course"), "{said:?}");
}

#[test]
fn what_the_clinic_has_is_left_out_and_who_waited_is_known() {
    let mut known = clinic();
    let treatment = EnrollmentId::from_uuid(key(9));
    let ipt =
        known.programs.iter().find(|one| one.draft.format == ProgramFormat::Individual).unwrap().clone();
    let instant = |text: &str| text.parse::<Timestamp>().unwrap();
    let of = |ended_at: Option<&str>| KnownTreatment {
        id: treatment,
        enrolled_at: instant("2026-09-01T00:00:00Z"),
        ended_at: ended_at.map(instant),
    };
    known.treatments = HashMap::from([((client("D"), ipt.id), vec![of(None)])]);
    let entry = WaitlistEntryId::from_uuid(key(8));
    known.waiting = HashMap::from([((client("A"), ipt.id), entry)]);
    let line = |client: &str| format!(",{},2026-10-06,18:00,Kim Lee,{client},ATTENDED", ipt.draft.code);
    let plan = plan_of(HEADER, &[&line("D")], &known);
    assert_eq!(plan.courses[0].outcome, CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(treatment)));
    assert_eq!((plan.counts.likely_duplicates, plan.counts.refused_rows), (1, 0));
    // One that is over is the same if it was under way then, and another if it was over by then.
    for (ended, is_same) in [("2026-11-01T00:00:00Z", true), ("2026-10-01T00:00:00Z", false)] {
        known.treatments = HashMap::from([((client("D"), ipt.id), vec![of(Some(ended))])]);
        let plan = plan_of(HEADER, &[&line("D")], &known);
        assert_eq!(matches!(plan.courses[0].outcome, CourseOutcome::LikelyDuplicate(_)), is_same, "{ended}");
    }
    // Who is in a course waits for it no longer; who has left it may wait for another.
    let going_on = format!("{},12,,", line("A"));
    let left = format!("{},12,2026-10-06,ENDED_EARLY", line("A"));
    let header = format!("{HEADER},planned_sessions,ended_on,ending");
    for (row, waited) in [(going_on, 1), (left, 0)] {
        let plan = plan_of(&header, &[&row], &known);
        assert_eq!((plan.counts.treatments, plan.counts.accepted_entries), (1, waited), "{plan:?}");
    }
}

#[test]
fn a_row_that_may_belong_anywhere_is_never_left_out() {
    let (header, mut lines) = with_count(&WEEKS, "16");
    for stray in [
        ",IPT-G,2026-10-13,18:00,Kim Lee,D,ATTENDED,16",
        "Tuesdays,IPT-G,2026-10-13,18:00,Lee, Kim,D,ATTENDED,16",
    ] {
        lines.push(stray.to_owned());
        let plan = plan(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>());
        lines.pop();
        assert_eq!((plan.is_committable(true), plan.counts.groups), (false, 1), "{stray}");
        assert!(refusals(&plan).last().unwrap().contains("can't be told to which course"), "{plan:?}");
    }
    // A treatment of its own can be left out.
    lines.push(",IPT-B,2026-10-13,18:00,Nobody,D,ATTENDED,8".to_owned());
    let plan = plan(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((plan.is_committable(true), plan.is_committable(false), plan.counts.groups), (true, false, 1));
}

#[test]
fn what_is_no_course_that_goes_on_is_refused_before_anything_is_made_of_it() {
    let old = WEEKS.map(|line| line.replace("2026-10", "2026-07"));
    let said = refusals(&counted(&old.each_ref().map(String::as_str), "16"));
    assert!(
        said[0].contains("2 ended_on ``: must say when everybody left: the last session was on 2026-07-13"),
        "{said:?}"
    );
    let ancient = WEEKS.map(|line| line.replace("2026-10", "0026-10"));
    let said = refusals(&counted(&ancient.each_ref().map(String::as_str), "16"));
    assert!(said[0].contains("lies more than ten years back"), "{said:?}");

    let header = format!("{HEADER},cancelled_by");
    let many: Vec<String> = (0..121)
        .map(|day| {
            let date = jiff::civil::date(2026, 6, 1) + jiff::ToSpan::days(day);
            format!("T,IPT-G,{date},18:00,Kim Lee,A,,clinic")
        })
        .collect();
    let said = refusals(&plan(&header, &many.iter().map(String::as_str).collect::<Vec<_>>()));
    assert!(said[0].contains("has 121 sessions: at most 120 in one course"), "{said:?}");
    let mut known = clinic();
    let numbers: Vec<String> = (0..101).map(|number| format!("N{number}")).collect();
    for (index, number) in numbers.iter().enumerate() {
        known.clients.insert(number.parse().unwrap(), ClientId::from_uuid(key(1000 + index as u128)));
    }
    let many: Vec<String> =
        numbers.iter().map(|number| format!("T,IPT-G,2026-10-13,18:00,Kim Lee,{number},ATTENDED")).collect();
    let said = refusals(&plan_of(HEADER, &many.iter().map(String::as_str).collect::<Vec<_>>(), &known));
    assert!(said[0].contains("group `T`: has 101 clients"), "{said:?}");
}

#[test]
fn whoever_may_no_longer_act_leads_nothing_to_come() {
    let mut known = clinic();
    known.staff[1].0.disabled_at = Some(now());
    let said = refusals(&plan_of(HEADER, &["G,IPT-G,2026-10-06,18:00,Ola Burg,A,ATTENDED"], &known));
    assert!(said[0].ends_with("the clinic has no therapist of that name; there are Kim Lee"), "{said:?}");
    let led_by = |first: &str, second: &str| {
        let (header, lines) = with_count(&[first, second], "16");
        refusals(&plan_of(&header, &lines.iter().map(String::as_str).collect::<Vec<_>>(), &known))
    };
    let past = "T,IPT-G,2026-10-06,18:00,Ola Berg,A,ATTENDED";
    assert_eq!(led_by(past, "T,IPT-G,2026-10-13,18:00,Kim Lee,A,ATTENDED"), Vec::<String>::new());
    let coming = "T,IPT-G,2026-10-20,18:00,Ola Berg,A,";
    assert!(
        led_by(coming, "T,IPT-G,2026-10-27,18:00,Kim Lee,A,")[0]
            .contains("2 therapist `Ola Berg`: may no longer act")
    );
}
