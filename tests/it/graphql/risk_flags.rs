//! Risk flags: raised by marks, withdrawn by corrections, worked through by people.

use std::sync::Arc;

use jiff::SignedDuration;
use roundel::app::risk::{ReassessedDue, reassess_due};
use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const ACKNOWLEDGE: &str = include_str!("../../../graphql/operations/risk/acknowledge_risk_flag.graphql");
const CONTACT: &str = include_str!("../../../graphql/operations/risk/record_risk_contact.graphql");
const RESOLVE: &str = include_str!("../../../graphql/operations/risk/resolve_risk_flag.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";
const NODE: &str = "query Node($id: ID!) { node(id: $id) { id } }";

/// Marks one member week by week, from week `from` on.
async fn mark_from(clinic: &TestClinic, course: &Course, from: usize, letters: &str) {
    for (week, letter) in (from..).zip(letters.chars()) {
        clinic.at_the_end_of(course, week);
        let answer = clinic.ask(MARK_ROSTER, course.roster(week, &letter.to_string())).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }
}

/// The rules these tests are about, unless they ask for others.
const KINDS: [&str; 2] = ["CONSECUTIVE_ABSENCES", "EARLY_ABSENCE"];

async fn flags(clinic: &TestClinic, mut variables: Value) -> Vec<Value> {
    if variables["kinds"].is_null() {
        variables["kinds"] = json!(KINDS);
    }
    clinic.ask(RISK_FLAGS, variables).await["riskFlags"]["nodes"].as_array().unwrap().clone()
}

/// Every flag of the clinic of one kind.
async fn of_kind(clinic: &TestClinic, kind: &str) -> Vec<Value> {
    let states = ["OPEN", "ACKNOWLEDGED", "CONTACTED", "RESOLVED", "WITHDRAWN"];
    flags(clinic, json!({ "states": states, "kinds": [kind] })).await
}

async fn step(clinic: &TestClinic, document: &str, flag: &Value, note: Option<&str>) -> Value {
    let mut input = json!({ "flagId": flag["id"] });
    if let Some(note) = note {
        input["note"] = json!(note);
    }
    let data = clinic.ask(document, json!({ "input": input })).await;
    data.as_object().unwrap().values().next().unwrap().clone()
}

both! {
    async fn two_misses_raise_a_flag_in_words_and_a_correction_withdraws_it(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 6).await;
        mark_from(&clinic, &course, 0, "AAAN").await;
        assert!(flags(&clinic, json!({})).await.is_empty());
        mark_from(&clinic, &course, 4, "R").await;

        let found = flags(&clinic, json!({})).await;
        let [flag] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!((&flag["kind"], &flag["severity"], &flag["state"]), (
            &json!("CONSECUTIVE_ABSENCES"), &json!("RED"), &json!("OPEN")
        ));
        assert_eq!(
            flag["evidence"],
            "Missed the last two sessions without notice (a reason was given for one). \
             Attended 3 of 5 so far. May not return."
        );
        assert_eq!(flag["enrollmentId"], course.enrollments[0].to_string());
        assert_eq!(flag["raisedAt"], course.after(4).to_string());
        let numbers = &flag["evidenceNumbers"];
        assert_eq!((&numbers["plannedSessions"], &numbers["runOfMisses"]), (&json!(16), &json!(2)));
        assert_eq!(numbers["misses"][1]["participationId"], course.place(4, 0));
        assert!(flag["caveat"].as_str().unwrap().contains("no judgement"));
        assert!(flag["whatWouldLowerIt"].as_str().unwrap().starts_with("Attending a session ends it."));

        clinic.ask(CORRECT_MARK, course.correction(3, 0, 1, 'A')).await;
        assert!(flags(&clinic, json!({})).await.is_empty());
        let withdrawn = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        assert_eq!((&withdrawn[0]["id"], &withdrawn[0]["state"]), (&flag["id"], &json!("WITHDRAWN")));
        assert_eq!(withdrawn[0]["closedAt"], course.after(4).to_string());

        clinic.ask(CORRECT_MARK, course.correction(3, 0, 2, 'L')).await;
        let back = flags(&clinic, json!({})).await;
        assert_eq!((&back[0]["id"], &back[0]["closedAt"]), (&flag["id"], &Value::Null));
        assert_eq!(
            back[0]["evidence"],
            "Missed the last two sessions: one without notice, one cancelled late \
             (a reason was given for one). Attended 3 of 5 so far. May not return."
        );
    }

    async fn a_flag_is_worked_through_and_attendance_clears_it(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 6).await;
        mark_from(&clinic, &course, 0, "AAANN").await;
        let flag = flags(&clinic, json!({})).await.remove(0);
        assert_eq!(step(&clinic, ACKNOWLEDGE, &flag, None).await["flag"]["state"], "ACKNOWLEDGED");
        assert_eq!(step(&clinic, ACKNOWLEDGE, &flag, None).await["flag"]["state"], "ACKNOWLEDGED");
        let called = json!({ "input": { "flagId": flag["id"], "result": "REACHED" } });
        assert_eq!(clinic.ask(CONTACT, called).await["recordRiskContact"]["flag"]["state"], "CONTACTED");
        assert_eq!(step(&clinic, ACKNOWLEDGE, &flag, None).await["flag"]["state"], "CONTACTED");
        mark_from(&clinic, &course, 5, "A").await;
        let cleared = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await.remove(0);
        assert_eq!((&cleared["state"], &cleared["closedByPerson"]), (&json!("RESOLVED"), &json!(false)));
        assert_eq!(cleared["evidence"], "Missed two sessions in a row without notice. Attended 3 of 5 by then.");
        let closed = step(&clinic, RESOLVE, &flag, None).await;
        assert_eq!(closed["userErrors"][0]["code"], "ALREADY_CLOSED");
    }

    async fn what_a_person_resolves_stays_closed_through_corrections(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 6).await;
        mark_from(&clinic, &course, 0, "AAANN").await;
        let flag = flags(&clinic, json!({})).await.remove(0);
        let unreadable = step(&clinic, RESOLVE, &flag, Some(" ")).await;
        assert_eq!(unreadable["userErrors"][0]["code"], "INVALID_INPUT");
        let resolved = step(&clinic, RESOLVE, &flag, Some("moved to another town")).await;
        assert_eq!(resolved["flag"]["closingNote"], "moved to another town");
        let again = step(&clinic, RESOLVE, &flag, Some("moved to another town")).await;
        assert_eq!(again, resolved, "a repetition is harmless");
        clinic.ask(CORRECT_MARK, course.correction(4, 0, 1, 'A')).await;
        clinic.ask(CORRECT_MARK, course.correction(4, 0, 2, 'N')).await;
        assert!(flags(&clinic, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await.is_empty());
    }

    async fn two_sessions_of_one_client_marked_at_once_are_both_seen(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let mut courses = Vec::new();
        for group in 0..8 {
            let course = clinic.course(&format!("Group {group}"), 1, 5).await;
            mark_from(&clinic, &course, 0, "AAA").await;
            courses.push(course);
        }
        clinic.at_the_end_of(&courses[0], 4);
        let (clinic, mut tasks) = (Arc::new(clinic), tokio::task::JoinSet::new());
        for (course, week) in courses.iter().flat_map(|course| [(course, 3), (course, 4)]) {
            let (clinic, roster) = (Arc::clone(&clinic), course.roster(week, "N"));
            tasks.spawn(async move { clinic.ask(MARK_ROSTER, roster).await });
        }
        tasks.join_all().await;
        assert_eq!(flags(&clinic, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await.len(), courses.len());
    }

    async fn an_ended_enrollment_has_nothing_on_the_worklist(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 6).await;
        mark_from(&clinic, &course, 0, "AAANN").await;
        clinic.end(course.enrollments[0]).await;
        clinic.ask(CORRECT_MARK, course.correction(4, 0, 1, 'L')).await;
        assert!(flags(&clinic, json!({})).await.is_empty());
        let resolved = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        assert_eq!((resolved.len(), &resolved[0]["state"]), (1, &json!("RESOLVED")));
    }

    async fn announced_absences_count_once_their_sessions_have_begun(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 6).await;
        for week in 0..3 {
            clinic.at_the_end_of(&course, week);
            clinic.ask(MARK_ROSTER, course.roster(week, "AA")).await;
        }
        for week in [3, 4] {
            let mut announced = course.roster(week, "CE");
            announced["input"]["marks"][0]["noticeGivenAt"] = json!(clinic.app.now().to_string());
            let answer = clinic.ask(MARK_ROSTER, announced).await;
            assert_eq!(answer["markRoster"]["userErrors"], json!([]));
        }
        let mut since = clinic.app.now();
        let mut run = async || {
            let done = reassess_due(&clinic.app, since).await.unwrap();
            since = clinic.app.now();
            done
        };
        clinic.clock.set(course.sessions[3].starts_at - SignedDuration::from_secs(1));
        assert_eq!(run().await, ReassessedDue::default(), "nothing has begun");
        clinic.clock.set(course.sessions[3].starts_at);
        assert_eq!(run().await, ReassessedDue { enrollments: 1, flags: 0 }, "the excused is no miss");
        clinic.at_the_end_of(&course, 4);
        assert_eq!(run().await, ReassessedDue { enrollments: 1, flags: 2 });
        assert_eq!(run().await, ReassessedDue::default(), "the window is over");
        let found = flags(&clinic, json!({})).await;
        assert_eq!(
            found[0]["evidence"],
            "Missed the last two sessions, cancelled in time. Attended 3 of 5 so far. May not return."
        );
        let again = reassess_due(&clinic.app, BEFORE.parse().unwrap()).await.unwrap();
        assert_eq!(again, ReassessedDue { enrollments: 1, flags: 0 }, "a wider window changes nothing");
    }

    async fn the_worklist_is_filtered_and_paged_newest_first(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let (one, two) = (clinic.course("One", 1, 5).await, clinic.course("Two", 1, 5).await);
        mark_from(&clinic, &one, 0, "ANN").await;
        mark_from(&clinic, &two, 3, "A").await;
        clinic.at_the_end_of(&two, 4);
        clinic.ask(MARK_ROSTER, two.roster(4, "N")).await;
        let kinds = |found: &[Value]| -> Vec<String> {
            found.iter().map(|flag| flag["kind"].as_str().unwrap().to_owned()).collect()
        };
        let worklist = flags(&clinic, json!({})).await;
        assert_eq!(kinds(&worklist), ["EARLY_ABSENCE", "CONSECUTIVE_ABSENCES", "EARLY_ABSENCE"]);
        let of_two = flags(&clinic, json!({ "groupId": two.group.to_string() })).await;
        assert_eq!(of_two, worklist[..1]);
        let consecutive = flags(&clinic, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await;
        assert_eq!(consecutive, worklist[1..2]);

        let first = clinic.ask(RISK_FLAGS, json!({ "first": 2, "kinds": KINDS })).await["riskFlags"].clone();
        assert_eq!(first["nodes"].as_array().unwrap()[..], worklist[..2]);
        let rest = flags(&clinic, json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
        assert_eq!(rest, worklist[2..]);

        step(&clinic, RESOLVE, &worklist[0], None).await;
        assert_eq!(flags(&clinic, json!({})).await, worklist[1..]);
        assert_eq!(flags(&clinic, json!({ "states": ["RESOLVED"] })).await.len(), 1);
    }

    async fn flags_are_read_and_handled_by_those_who_may(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 5).await;
        mark_from(&clinic, &course, 0, "AAANN").await;
        let flag = flags(&clinic, json!({})).await.remove(0);
        let input = json!({ "input": { "flagId": flag["id"] } });
        let other = clinic.staff("Otto Other", Role::Therapist).await;
        let viewer = clinic.staff("Vera Viewer", Role::Viewer).await;
        for (caller, document, code) in [
            (&other, ACKNOWLEDGE, "NOT_FOUND"),
            (&viewer, ACKNOWLEDGE, "FORBIDDEN"),
            (&viewer, RISK_FLAGS, "FORBIDDEN"),
        ] {
            let variables = if document == RISK_FLAGS { json!({}) } else { input.clone() };
            let denied = clinic.run(caller, document, variables).await;
            assert_eq!(denied["errors"][0]["extensions"]["code"], code);
        }
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, RESOLVE, input.clone()).await;
        let missing = json!({ "input": { "flagId": format!("flg_{}", "0".repeat(32)) } });
        assert_eq!(clinic.run(&neighbour, RESOLVE, missing).await, foreign);
        assert_eq!(foreign["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let nothing = clinic.run(&neighbour, RISK_FLAGS, json!({})).await;
        assert_eq!(nothing["data"]["riskFlags"]["nodes"], json!([]));
        let node = json!({ "id": flag["id"] });
        assert_eq!(clinic.run(&neighbour, NODE, node.clone()).await["data"]["node"], Value::Null);
        assert_eq!(clinic.ask(NODE, node).await["node"]["id"], flag["id"]);
        let leader = clinic.run(&course.therapist, ACKNOWLEDGE, input).await;
        assert_eq!(leader["data"]["acknowledgeRiskFlag"]["flag"]["state"], "ACKNOWLEDGED");
    }
}
