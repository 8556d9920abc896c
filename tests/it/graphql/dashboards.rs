//! Dashboards: what they count, for whom, at what cost, and as a file.

use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{Course, ScheduleFixture, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const OFFERED: &str = include_str!("../../../graphql/operations/dashboards/offered_against_attended.graphql");
const RETENTION: &str = include_str!("../../../graphql/operations/dashboards/retention.graphql");
const HEAT_MAP: &str = include_str!("../../../graphql/operations/dashboards/group_heat_map.graphql");
const BREAKDOWN: &str = include_str!("../../../graphql/operations/dashboards/attendance_breakdown.graphql");
const VIABILITY: &str = include_str!("../../../graphql/operations/dashboards/viability.graphql");
const BACKLOG: &str = include_str!("../../../graphql/operations/dashboards/recording_backlog.graphql");
const REFERRALS: &str =
    include_str!("../../../graphql/operations/dashboards/referral_to_first_session.graphql");
const ATTRITION: &str = include_str!("../../../graphql/operations/dashboards/attrition.graphql");
const FLAG_COUNTS: &str = include_str!("../../../graphql/operations/dashboards/risk_flag_counts.graphql");
const ENROLLMENTS: &str = include_str!("../../../graphql/operations/dashboards/enrollment_attrition.graphql");
const CSV: &str = include_str!("../../../graphql/operations/dashboards/dashboard_csv.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// Marks week by week, one word a week and one letter a member; the clock then stands after the last of them.
async fn mark_weeks(clinic: &TestClinic, course: &Course, weeks: &[&str]) {
    for (week, marks) in weeks.iter().enumerate() {
        clinic.at_the_end_of(course, week);
        let answer = clinic.ask(MARK_ROSTER, course.roster(week, marks)).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }
}

async fn read(clinic: &TestClinic, document: &str, filter: Value) -> Value {
    let answer = clinic.ask(document, json!({ "filter": filter })).await;
    answer.as_object().unwrap().values().next().unwrap().clone()
}

/// The file's records, the header first.
fn records(csv: &Value) -> Vec<Vec<String>> {
    let text = csv.as_str().unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

both! {
    async fn an_empty_clinic_and_one_client_are_answered_honestly(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let empty = read(&clinic, OFFERED, json!({})).await;
        assert_eq!((&empty["from"], &empty["until"]), (&json!("2025-03-03"), &json!("2026-03-02")));
        let nothing = json!({ "numerator": 0, "denominator": 0, "unrecorded": 0, "ratio": null });
        assert_eq!((&empty["attendance"]["cells"], &empty["attendance"]["total"]["attendance"]), (&json!([]), &nothing));
        assert_eq!(empty["coursesOver"]["total"]["coursesOver"]["receivedPerCourse"], Value::Null);

        let course = clinic.course("Tuesdays", 1, 3).await;
        mark_weeks(&clinic, &course, &["A", "N"]).await;
        let one = read(&clinic, OFFERED, json!({})).await;
        let rate = json!({ "numerator": 1, "denominator": 2, "unrecorded": 0, "ratio": 0.5 });
        assert_eq!(one["attendance"]["cells"][0]["attendance"], rate);
        assert_eq!(one["attendance"]["total"]["people"], 1);

        clinic.end(course.enrollments[0]).await;
        let over = read(&clinic, OFFERED, json!({})).await["coursesOver"]["cells"][0]["coursesOver"].clone();
        let expected = json!({ "courses": 1, "promised": 16, "received": 1, "promisedPerCourse": 16.0, "receivedPerCourse": 1.0 });
        assert_eq!(over, expected);
    }

    async fn the_period_is_of_local_dates_and_a_bad_one_names_its_field(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Mondays", 1, 3).await;
        // At 18:00 in New York on the 9th, the 16th and the 23rd, after the clocks went forward on the 8th.
        mark_weeks(&clinic, &course, &["A", "N", "A"]).await;
        let opportunities = async |from: &str, until: &str| {
            let found = read(&clinic, OFFERED, json!({ "from": from, "until": until })).await;
            found["attendance"]["total"]["attendance"]["denominator"].clone()
        };
        assert_eq!(opportunities("2026-03-09", "2026-03-09").await, 1);
        assert_eq!(opportunities("2026-03-10", "2026-03-15").await, 0);
        assert_eq!(opportunities("2026-03-10", "2026-03-23").await, 2);
        for (filter, field) in [
            (json!({ "from": "2026-03-10", "until": "2026-03-09" }), "until"),
            (json!({ "from": "2020-01-01" }), "from"),
        ] {
            let refused = clinic.run(&clinic.admin, OFFERED, json!({ "filter": filter })).await;
            let error = &refused["errors"][0];
            assert_eq!((&error["extensions"]["code"], &error["extensions"]["field"]), (&json!("INVALID_INPUT"), &json!(field)));
        }
    }

    async fn a_therapist_sees_their_own_and_a_viewer_no_small_cell(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let large = clinic.course("Tuesdays", 6, 1).await;
        let small = clinic.course("Alone", 1, 1).await;
        mark_weeks(&clinic, &large, &["AAAANN"]).await;
        mark_weeks(&clinic, &small, &["N"]).await;
        let denominator = async |caller, filter: Value| {
            let answer = clinic.run(caller, OFFERED, json!({ "filter": filter })).await;
            let total = answer["data"]["offeredAgainstAttended"]["attendance"]["total"].clone();
            (total["attendance"]["denominator"].clone(), total["isSuppressed"].clone())
        };
        let (all, own, other) = (json!({}), json!({ "groupId": small.group.to_string() }), json!({ "groupId": large.group.to_string() }));
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        assert_eq!(denominator(&small.therapist, all.clone()).await, (json!(1), json!(false)));
        assert_eq!(denominator(&small.therapist, other.clone()).await, (json!(0), json!(false)), "as if there were none");
        assert_eq!(denominator(&viewer, all).await, (json!(7), json!(false)));
        assert_eq!(denominator(&viewer, other).await, (json!(6), json!(false)));
        assert_eq!(denominator(&viewer, own.clone()).await, (Value::Null, json!(true)));
        let file = json!({ "dashboard": "OFFERED_AGAINST_ATTENDED", "filter": own });
        let file = clinic.run(&viewer, CSV, file).await["data"]["dashboardCsv"].clone();
        let rows = records(&file);
        assert_eq!(rows[1][2..8], ["", "", "", "", "", "yes"], "{rows:?}");
    }

    async fn a_viewers_rates_of_groups_do_not_give_a_small_one_away(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let courses =
            [clinic.course("Five", 5, 1).await, clinic.course("One", 1, 1).await, clinic.course("Six", 6, 1).await];
        for (course, marks) in courses.iter().zip(["ANNNN", "A", "ANNNNN"]) {
            mark_weeks(&clinic, course, &[marks]).await;
        }
        const GROUPS: &str = "{ groupAttendance { nodes { name isSuppressed attendance { numerator } } } }";
        const SUMMARY: &str = "query ($groupId: ID) { attendanceSummary(groupId: $groupId) { numerator } }";
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let seen = clinic.run(&viewer, GROUPS, json!({})).await["data"]["groupAttendance"]["nodes"].clone();
        let mut seen = seen.as_array().unwrap().clone();
        seen.sort_by_key(|node| node["name"].to_string());
        let of = |name: &str, rate: Value| json!({ "name": name, "isSuppressed": rate.is_null(), "attendance": rate });
        let one = json!({ "numerator": 1 });
        assert_eq!(json!(seen), json!([of("Five", Value::Null), of("One", Value::Null), of("Six", one.clone())]));
        for (course, expected) in courses.iter().zip([&Value::Null, &Value::Null, &one]) {
            let of = json!({ "groupId": course.group.to_string() });
            assert_eq!(&clinic.run(&viewer, SUMMARY, of.clone()).await["data"]["attendanceSummary"], expected);
            assert_eq!(clinic.ask(SUMMARY, of).await["attendanceSummary"], one);
        }
        assert_eq!(clinic.run(&viewer, SUMMARY, json!({})).await["data"]["attendanceSummary"]["numerator"], 3);
    }

    async fn the_file_holds_what_the_dashboard_shows(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 1).await;
        mark_weeks(&clinic, &course, &["AN"]).await;
        let wanted = json!({ "dashboard": "OFFERED_AGAINST_ATTENDED", "filter": {} });
        let rows = records(&clinic.ask(CSV, wanted).await["dashboardCsv"]);
        assert_eq!(rows[0][..4], ["program_id", "program", "people", "attended"]);
        assert!(rows[1][0].starts_with("prg_") && rows[1][2..8] == ["2", "1", "2", "0", "0.5", "no"], "{rows:?}");
        assert_eq!((rows.len(), rows[2][1].as_str()), (3, "All programs"));
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    }
}

/// Each dashboard's document, and what it is asked beside dates.
const DASHBOARDS: &[(&str, &str)] = &[
    (OFFERED, "{}"),
    (RETENTION, "{}"),
    (BREAKDOWN, r#"{ "by": "WEEKDAY" }"#),
    (BREAKDOWN, r#"{ "by": "HOUR" }"#),
    (BREAKDOWN, r#"{ "by": "FORMAT" }"#),
    (BREAKDOWN, r#"{ "by": "LEAD" }"#),
    (BREAKDOWN, r#"{ "by": "PROGRAM" }"#),
    (VIABILITY, "{}"),
    (BACKLOG, "{}"),
    (REFERRALS, "{}"),
    (ATTRITION, "{}"),
    (FLAG_COUNTS, "{}"),
    (ENROLLMENTS, r#"{ "first": 100 }"#),
];

/// Every dashboard that needs no group.
const WORDS: &[&str] = &[
    "OFFERED_AGAINST_ATTENDED",
    "RETENTION",
    "ATTENDANCE_BY_WEEKDAY",
    "ATTENDANCE_BY_HOUR",
    "ATTENDANCE_BY_FORMAT",
    "ATTENDANCE_BY_LEAD",
    "ATTENDANCE_BY_PROGRAM",
    "VIABILITY",
    "RECORDING_BACKLOG",
    "REFERRAL_TO_FIRST_SESSION",
    "ATTRITION",
    "RISK_FLAG_COUNTS",
];

async fn costs(clinic: &TestClinic) -> Vec<u64> {
    let mut costs = Vec::new();
    for (document, more) in DASHBOARDS {
        let variables: Value = serde_json::from_str(more).unwrap();
        let before = clinic.app.statement_count();
        clinic.ask(document, variables).await;
        costs.push(clinic.app.statement_count() - before);
    }
    costs
}

both! {
    async fn a_dashboard_takes_as_many_statements_for_one_group_as_for_fifty(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let first = clinic.course("Group 0", 1, 3).await;
        mark_weeks(&clinic, &first, &["A"]).await;
        clinic.end(first.enrollments[0]).await;
        let one = costs(&clinic).await;
        clinic.at(BEFORE);
        let mut courses = Vec::new();
        for number in 1..50 {
            courses.push(clinic.course(&format!("Group {number}"), 1, 3).await);
        }
        for course in &courses {
            mark_weeks(&clinic, course, &["N"]).await;
        }
        clinic.end(courses[0].enrollments[0]).await;
        assert_eq!(costs(&clinic).await, one);
        assert!(one.iter().all(|statements| (1..=7).contains(statements)), "{one:?}");
    }

    async fn every_dashboard_answers_an_empty_clinic_and_hides_a_single_client_from_a_viewer(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        costs(&clinic).await;
        let course = clinic.course("Tuesdays", 1, 4).await;
        mark_weeks(&clinic, &course, &["A", "N"]).await;
        clinic.at_the_end_of(&course, 2);
        costs(&clinic).await;
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        for word in WORDS {
            let variables = json!({ "dashboard": word });
            let all = records(&clinic.ask(CSV, variables.clone()).await["dashboardCsv"]);
            let answer = clinic.run(&viewer, CSV, variables).await;
            let seen = records(&answer["data"]["dashboardCsv"]);
            assert!(all.iter().all(|row| row.len() == all[0].len()), "{word}: {all:?}");
            assert!(!all.concat().join(",").contains("NaN"), "{word}: {all:?}");
            assert_eq!(all.len(), seen.len());
            if *word != "REFERRAL_TO_FIRST_SESSION" {
                assert!(all[1..].iter().any(|row| row.contains(&"no".to_owned())), "{word}: {all:?}");
                let is_hidden = |row: &Vec<String>| row.contains(&"yes".to_owned()) || row.contains(&"0".to_owned());
                assert!(seen[1..].iter().all(is_hidden), "{word}: {seen:?}");
            }
        }
    }

    async fn weekday_and_hour_are_those_of_the_sessions_wall_clock_across_clock_changes(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let clinic = &fixture.clinic;
        // Tuesdays at 18:00 in New York: 23:00 in UTC on the 3rd, and 22:00 on the 10th, after the clocks went forward.
        clinic.at("2026-03-12T12:00:00Z");
        for (session, marks) in fixture.sessions().await[..2].iter().zip([["ATTENDED", "ATTENDED"], ["NO_SHOW", "ATTENDED"]]) {
            let marks: Vec<Value> = session["participations"].as_array().unwrap().iter().zip(marks)
                .map(|(place, status)| json!({ "participationId": place["id"], "status": status }))
                .collect();
            let input = json!({ "input": { "sessionId": session["id"], "marks": marks } });
            assert_eq!(clinic.ask(MARK_ROSTER, input).await["markRoster"]["userErrors"], json!([]));
        }
        let rate = json!({ "numerator": 3, "denominator": 4, "unrecorded": 0, "ratio": 0.75 });
        for (by, key, name) in [
            ("WEEKDAY", "TUESDAY", "Tuesday"),
            ("HOUR", "18", "18:00"),
            ("FORMAT", "GROUP", "Group"),
            ("LEAD", fixture.therapist.as_str(), "Tess"),
        ] {
            let answer = clinic.ask(BREAKDOWN, json!({ "by": by })).await["attendanceBreakdown"].clone();
            assert_eq!(answer["attendance"]["total"]["people"], 2);
            let cell = json!({ "key": key, "name": name, "people": 2, "isSuppressed": false, "attendance": rate });
            assert_eq!(answer["attendance"]["cells"], json!([cell]));
        }
    }

    async fn a_heat_map_shows_initials_and_is_on_record(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 3).await;
        mark_weeks(&clinic, &course, &["AL", "N "]).await;
        let filter = json!({ "filter": { "groupId": course.group.to_string() } });
        let map = clinic.ask(HEAT_MAP, filter.clone()).await["groupHeatMap"].clone();
        assert_eq!(map["columns"].as_array().unwrap().len(), 2, "the third is to come: {map:#}");
        let row = |member: usize, statuses: [&str; 2]| {
            json!({ "initials": "K", "enrollmentId": course.enrollments[member].to_string(), "statuses": statuses })
        };
        let rows = map["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        for expected in [row(0, ["ATTENDED", "NO_SHOW"]), row(1, ["LATE_CANCELLED", "UNRECORDED"])] {
            assert!(rows.contains(&expected), "{rows:?}");
        }
        let read = clinic.audit_events(json!({ "first": 1 })).await[0].clone();
        assert_eq!(read["operation"], "groupHeatMap", "{read:#}");

        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let seen = clinic.run(&viewer, HEAT_MAP, filter).await["data"]["groupHeatMap"]["rows"].clone();
        let expected = json!({ "initials": "K", "enrollmentId": null, "statuses": ["ATTENDED", "NO_SHOW"] });
        assert!(seen.as_array().unwrap().contains(&expected), "{seen}");
        let other = clinic.course("Wednesdays", 1, 1).await;
        let filter = json!({ "filter": { "groupId": course.group.to_string() } });
        let unseen = clinic.run(&other.therapist, HEAT_MAP, filter).await["data"]["groupHeatMap"].clone();
        assert_eq!((&unseen["columns"], &unseen["rows"]), (&json!([]), &json!([])));
        let nameless = clinic.run(&clinic.admin, HEAT_MAP, json!({ "filter": {} })).await;
        assert_eq!(nameless["errors"][0]["extensions"]["field"], "groupId");

        let file = json!({ "dashboard": "GROUP_HEAT_MAP", "filter": { "groupId": course.group.to_string() } });
        let rows = records(&clinic.run(&viewer, CSV, file).await["data"]["dashboardCsv"]);
        assert_eq!((rows.len(), rows[1][1..3].to_vec()), (5, vec!["K".to_owned(), String::new()]));
    }

    async fn who_misses_three_in_a_row_is_derived_to_have_dropped_out_and_a_correction_undoes_it(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 4).await;
        mark_weeks(&clinic, &course, &["AA", "NA", "NN", "NA"]).await;
        let derived = async || {
            let nodes = clinic.ask(ENROLLMENTS, json!({})).await["enrollments"]["nodes"].clone();
            let of = |member: usize| {
                let id = course.enrollments[member].to_string();
                nodes.as_array().unwrap().iter().find(|node| node["id"] == id).unwrap()["attrition"].clone()
            };
            (of(0), of(1))
        };
        let (first, second) = derived().await;
        let words = "Attended 1 of 4 held sessions; the last 3 were missed.";
        let expected = json!({ "definitionVersion": 2, "droppedOut": true, "attendedUnderHalf": true, "didNotComplete": null, "inWords": words });
        assert_eq!((first, second["droppedOut"].clone()), (expected, json!(false)));
        let shares = clinic.ask(ATTRITION, json!({})).await["attrition"].clone();
        let half = json!({ "numerator": 1, "denominator": 2, "ratio": 0.5 });
        assert_eq!(shares["droppedOut"]["cells"][0]["share"], half);
        assert_eq!(shares["didNotComplete"]["total"]["share"]["ratio"], Value::Null);

        const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
        let answer = clinic.ask(CORRECT, course.correction(3, 0, 1, 'A')).await;
        assert_eq!(answer["correctMark"]["userErrors"], json!([]));
        let (first, _) = derived().await;
        assert_eq!((&first["droppedOut"], &first["attendedUnderHalf"]), (&json!(false), &json!(false)));

        clinic.end(course.enrollments[0]).await;
        assert_eq!(derived().await.0["didNotComplete"], true);
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        clinic.assert_forbidden(&viewer, ENROLLMENTS, json!({})).await;
    }

    async fn retention_counts_who_is_known_to_attend_still(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 3, 3).await;
        mark_weeks(&clinic, &course, &["AAA", "ANE", "AN "]).await;
        clinic.end(course.enrollments[1]).await;
        let ordinals = read(&clinic, RETENTION, json!({})).await["ordinals"].clone();
        let counts: Vec<(u64, u64)> = ordinals.as_array().unwrap().iter()
            .map(|one| (one["stillAttending"].as_u64().unwrap(), one["atRisk"].as_u64().unwrap()))
            .collect();
        assert_eq!(counts, [(3, 3), (1, 2), (1, 2)], "the third has had one opportunity");
    }

    async fn viability_tells_the_chance_that_enough_come(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 3, 5).await;
        mark_weeks(&clinic, &course, &["AAN", "AAN"]).await;
        let excused = course.roster(3, "  E");
        assert_eq!(clinic.ask(MARK_ROSTER, excused).await["markRoster"]["userErrors"], json!([]));
        let coming = read(&clinic, VIABILITY, json!({ "until": "2026-03-31" })).await["coming"].clone();
        let sessions = coming.as_array().unwrap();
        // The clock stands after the second; until the end of the month there are the third and the fourth.
        assert_eq!(sessions.len(), 2, "{coming:#}");
        assert_eq!((&sessions[0]["expected"], &sessions[1]["expected"]), (&json!(3), &json!(2)));
        let number = |session: usize, field: &str| sessions[session][field].as_f64().unwrap();
        assert!(number(0, "mean") > number(1, "mean") && number(1, "mean") > 1.5, "{coming:#}");
        // One person is enough for this group.
        assert!(number(0, "chanceOfViableSize") > number(1, "chanceOfViableSize") && number(0, "chanceOfViableSize") < 1.0);
        let filter = json!({ "filter": { "until": "2027-01-01" } });
        let refused = clinic.run(&clinic.admin, VIABILITY, filter).await;
        assert_eq!(refused["errors"][0]["extensions"]["field"], "until");
    }

    async fn the_backlog_is_counted_by_who_led(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 3, 3).await;
        let other = clinic.course("Wednesdays", 1, 1).await;
        mark_weeks(&clinic, &course, &["AAA", "A  "]).await;
        let leads = read(&clinic, BACKLOG, json!({})).await["leads"].clone();
        let cell = |place: usize| (leads["cells"][place]["name"].clone(), leads["cells"][place]["backlog"].clone());
        let of = |course: &Course, week: usize, unrecorded: u32| {
            json!({ "sessions": 1, "unrecorded": unrecorded, "oldestStartsAt": course.sessions[week].starts_at.to_string() })
        };
        assert_eq!(cell(0), (json!("Therapist of Tuesdays"), of(&course, 1, 2)));
        assert_eq!(cell(1), (json!("Therapist of Wednesdays"), of(&other, 0, 1)));
        assert_eq!((&leads["total"]["people"], &leads["total"]["backlog"]["unrecorded"]), (&json!(3), &json!(3)));
    }
}
