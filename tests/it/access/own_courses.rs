//! A therapist sees the groups and treatments they lead and nothing of others'; a viewer sees initials.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::SignedDuration;
use roundel::app::reminders::plan_due;
use roundel::domain::access::{Caller, Role};
use roundel::mail::transport::MemoryTransport;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both, mailer};

const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const HISTORY: &str = include_str!("../../../graphql/operations/attendance/mark_history.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const RESOLVE: &str = include_str!("../../../graphql/operations/risk/resolve_risk_flag.graphql");
const SUMMARY: &str = include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");
const NODE: &str = include_str!("../../../graphql/operations/access/node.graphql");
const WEEK: &str = include_str!("../../../graphql/operations/schedule/week.graphql");
const WEEK_BY_INITIALS: &str = include_str!("../../../graphql/operations/schedule/week_by_initials.graphql");

const BEFORE: &str = "2026-03-02T12:00:00Z";

/// Everything that is listed, by the ids of its rows.
const EVERYTHING: &str = r#"{
    clients(first: 100) { nodes { id } }
    enrollments(first: 100) { nodes { id client { id } } }
    groupAttendance(first: 100) { nodes { groupId } }
    groups(first: 100) { nodes { id enrollments { id client { id } } } }
    reminderDeliveries(first: 100) { nodes { id } }
    riskFlags(first: 100) { nodes { id enrollment { id client { id } } } }
    sessions(first: 100) { nodes { id group { id } participations { id client { id } } } }
    unrecordedSessions(first: 100) { nodes { sessionId groupId } }
    week(startingOn: "2026-03-09", zone: "UTC") { id participations { id } }
}"#;

/// Two courses of three weeks, of which two were marked and raised flags, with mails for the third in the outbox.
async fn two_courses(clinic: &TestClinic) -> [Course; 2] {
    let courses = [clinic.course("Tuesdays", 2, 4).await, clinic.course("Thursdays", 2, 4).await];
    for course in &courses {
        for week in 0..2 {
            clinic.at_the_end_of(course, week);
            clinic.ask(MARK_ROSTER, course.roster(week, "NA")).await;
        }
        clinic.at_the_end_of(course, 2);
    }
    let mailer = mailer(Arc::new(MemoryTransport::new()));
    plan_due(&clinic.app, &mailer, SignedDuration::from_hours(240), &|| true).await.unwrap();
    courses
}

/// Every id in an answer, by the root it was found under.
fn ids(answer: &Value) -> Vec<(String, BTreeSet<String>)> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            Value::String(text) => drop(found.insert(text.clone())),
            _ => {}
        }
    }
    let roots = answer["data"].as_object().unwrap_or_else(|| panic!("{answer:#}"));
    let of_root = |(root, value): (&String, &Value)| {
        let mut found = BTreeSet::new();
        collect(value, &mut found);
        (root.clone(), found)
    };
    roots.iter().map(of_root).collect()
}

/// A document's variables, around the id of a record.
type Variables<'a> = &'a dyn Fn(&str) -> Value;

async fn seen_by(clinic: &TestClinic, caller: &Caller) -> Vec<(String, BTreeSet<String>)> {
    ids(&clinic.run(caller, EVERYTHING, json!({})).await)
}

/// An id of the same kind that no record has.
fn nobodys(id: &str) -> String {
    format!("{}_01890a5d2c7e7cc3980ad3f0e1a2b3c4", id.split('_').next().unwrap())
}

both! {
    async fn each_therapist_sees_their_own_courses_and_together_they_see_all(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let [first, second] = two_courses(&clinic).await;
        let all = seen_by(&clinic, &clinic.admin).await;
        let ones = seen_by(&clinic, &first.therapist).await;
        let others = seen_by(&clinic, &second.therapist).await;
        for (((root, all), (_, ones)), (_, others)) in all.iter().zip(&ones).zip(&others) {
            assert!(!ones.is_empty() && !others.is_empty(), "{root}");
            assert!(ones.is_disjoint(others), "{root}: {:?}", ones.intersection(others));
            assert_eq!(&(ones | others), all, "{root}");
        }
        let coordinator = clinic.staff("Cora", Role::Coordinator).await;
        assert_eq!(seen_by(&clinic, &coordinator).await, all);
    }

    async fn who_leads_nothing_sees_nobody(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        two_courses(&clinic).await;
        let newcomer = clinic.staff("Nora", Role::Therapist).await;
        for (root, seen) in seen_by(&clinic, &newcomer).await {
            assert_eq!(seen, BTreeSet::new(), "{root}");
        }
    }

    async fn a_colleagues_record_is_as_good_as_none_however_it_is_asked_for(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let [own, other] = two_courses(&clinic).await;
        let therapist = &own.therapist;
        let theirs = seen_by(&clinic, &other.therapist).await;
        let mut kinds = BTreeSet::new();
        for id in theirs.iter().flat_map(|(_, ids)| ids) {
            let foreign = clinic.run(therapist, NODE, json!({ "id": id })).await;
            assert_eq!(foreign, json!({ "data": { "node": null } }), "{id}");
            kinds.insert(id.split('_').next().unwrap().to_owned());
        }
        let expected = ["cli", "dlv", "enr", "flg", "grp", "par", "ses"].map(str::to_owned);
        assert!(kinds.is_superset(&expected.into()), "{kinds:?}");

        let of = |root: &str, prefix: &str| {
            let (_, ids) = theirs.iter().find(|(name, _)| name == root).unwrap();
            ids.iter().find(|id| id.starts_with(prefix)).unwrap().clone()
        };
        let (group, place) = (other.group.to_string(), other.place(0, 0));
        let enrollment = other.enrollments[0].to_string();
        let (client, flag) = (of("clients", "cli"), of("riskFlags", "flg"));
        let session = other.sessions[1].id.to_string();
        let own_place = own.place(1, 0);
        let asked: &[(&str, &str, Variables<'_>)] = &[
            (SUMMARY, &group, &|id| json!({ "groupId": id })),
            (SUMMARY, &enrollment, &|id| json!({ "enrollmentId": id })),
            (HISTORY, &place, &|id| json!({ "participationId": id })),
            ("query ($id: ID) { enrollments(groupId: $id) { nodes { id } } }", &group, &|id| json!({ "id": id })),
            ("query ($id: ID) { enrollments(clientId: $id) { nodes { id } } }", &client, &|id| json!({ "id": id })),
            ("query ($id: ID) { sessions(groupId: $id) { nodes { id } } }", &group, &|id| json!({ "id": id })),
            ("query ($id: ID) { riskFlags(groupId: $id) { nodes { id } } }", &group, &|id| json!({ "id": id })),
            ("query ($id: ID) { reminderDeliveries(sessionId: $id) { nodes { id } } }", &session,
                &|id| json!({ "id": id })),
            ("query ($id: ID!) { previewSeries(input: { groupId: $id, weekday: MONDAY, localStart: \"18:00\",
                zone: \"UTC\", startOn: \"2030-01-07\", plannedCount: 12 }) { preview { hash } userErrors { code } } }",
                &group, &|id| json!({ "id": id })),
            ("query ($id: ID!) { previewSeries(input: { clientIds: [$id], weekday: MONDAY, localStart: \"18:00\",
                zone: \"UTC\", startOn: \"2030-01-07\", plannedCount: 12 }) { preview { hash } userErrors { code } } }",
                &client, &|id| json!({ "id": id })),
            (MARK_ROSTER, &session, &|id| json!({ "input": { "sessionId": id,
                "marks": [{ "participationId": own_place, "status": "ATTENDED" }] } })),
            (CORRECT, &place, &|id| json!({ "input": { "participationId": id, "expectedVersion": 1,
                "status": "ATTENDED" } })),
            (RESOLVE, &flag, &|id| json!({ "input": { "flagId": id } })),
        ];
        for (document, id, variables) in asked {
            let foreign = clinic.run(therapist, document, variables(id)).await;
            let missing = clinic.run(therapist, document, variables(&nobodys(id))).await;
            let bytes = |answer: &Value| answer.to_string();
            assert_eq!(bytes(&foreign), bytes(&missing), "{document}");
        }
        // Nothing of it was done.
        let marks = clinic.ask(HISTORY, json!({ "participationId": place })).await;
        assert_eq!(marks["markHistory"].as_array().unwrap().len(), 1);
    }

    async fn who_stands_in_for_one_session_sees_its_course_and_marks_only_that_session(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let [course, _] = two_courses(&clinic).await;
        let substitute = clinic.staff("Sam", Role::Therapist).await;
        let mut session = course.sessions[2].clone();
        session.therapist_id = substitute.staff_member().unwrap();
        session.row_version += 1;
        clinic.store_session(&session).await;
        let own = seen_by(&clinic, &course.therapist).await;
        let seen = seen_by(&clinic, &substitute).await;
        assert_eq!(seen, own);
        let marked = clinic.run(&substitute, MARK_ROSTER, course.roster(2, "AA")).await;
        assert_eq!(marked["data"]["markRoster"]["userErrors"], json!([]), "{marked:#}");
        // The others' sessions of a course they see: what they lack is said.
        clinic.assert_forbidden(&substitute, MARK_ROSTER, course.roster(1, "AA")).await;
    }

    async fn a_viewer_sees_initials_and_the_reading_is_on_record(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let [course, _] = two_courses(&clinic).await;
        clinic.database.execute("UPDATE client SET preferred_name = 'anna-Maria de León'").await;
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let week = json!({ "startingOn": "2026-03-09", "zone": "UTC" });
        let answer = clinic.run(&viewer, WEEK_BY_INITIALS, week.clone()).await;
        assert!(!answer.to_string().to_lowercase().contains("anna"), "{answer:#}");
        let shown = answer["data"]["week"].as_array().unwrap();
        let group = course.group.to_string();
        let session = shown.iter().find(|one| one["group"]["id"] == group).unwrap();
        assert_eq!(session["group"]["memberInitials"], json!(["AMD", "AMD"]));
        // Two records of one instant stand in any order.
        let shown = |status: &str| json!({ "initials": "AMD", "status": status });
        let found = session["attendanceByInitials"].as_array().unwrap();
        assert!(found.len() == 2 && ["NO_SHOW", "ATTENDED"].iter().all(|one| found.contains(&shown(one))), "{found:?}");
        let by = json!(viewer.staff_member().unwrap().to_string());
        let events = clinic.audit_events(json!({ "first": 100 })).await;
        let read = events.iter().find(|event| event["actorId"] == by).unwrap();
        assert_eq!((&read["kind"], &read["operation"]), (&json!("READ"), &json!("week")));
        assert_eq!(read["clientIds"].as_array().unwrap().len(), 4, "{read:#}");
        // Names are for others.
        clinic.assert_forbidden(&viewer, WEEK, week).await;
    }
}
