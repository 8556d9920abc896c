//! Backlogs: several rosters at once, everybody but a few, and marks that come too late.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const MARK_ROSTERS: &str = include_str!("../../../graphql/operations/attendance/mark_rosters.graphql");
const UPDATE_SITE: &str = include_str!("../../../graphql/operations/clinics/update_site.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// The variables of `markRoster` for a week in which everybody came, but for the members marked.
fn all_but(course: &Course, week: usize, marks: &str) -> Value {
    let mut variables = course.roster(week, marks);
    variables["input"]["markEveryoneElse"] = json!("ATTENDED");
    variables
}

fn statuses(payload: &Value) -> Vec<&str> {
    let marked = payload["participations"].as_array().unwrap_or_else(|| panic!("{payload:#}"));
    marked.iter().map(|one| one["attendance"]["status"].as_str().unwrap()).collect()
}

async fn lock_after(clinic: &TestClinic, row_version: i64, days: Value) {
    let site = clinic.created.site.id.to_string();
    let input = json!({ "id": site, "rowVersion": row_version, "markingLockDays": days });
    let changed = clinic.ask(UPDATE_SITE, json!({ "input": input })).await["updateSite"].clone();
    assert_eq!((&changed["userErrors"], &changed["site"]["markingLockDays"]), (&json!([]), &days));
}

both! {
    async fn everybody_came_but_one_in_one_gesture_and_marks_that_stand_are_left_alone(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 4, 1).await;
        clinic.at_the_end_of(&course, 0);
        clinic.ask(MARK_ROSTER, course.roster(0, "E")).await;
        let marked = clinic.ask(MARK_ROSTER, all_but(&course, 0, "  R")).await["markRoster"].clone();
        assert_eq!(marked["userErrors"], json!([]));
        let sorted = |payload: &Value| {
            let mut all: Vec<String> = statuses(payload).into_iter().map(str::to_owned).collect();
            all.sort();
            all
        };
        assert_eq!(statuses(&marked)[0], "NO_SHOW", "who is named comes first");
        assert_eq!(sorted(&marked), ["ATTENDED", "ATTENDED", "EXCUSED", "NO_SHOW"], "the excused one stays so");
        let again = clinic.ask(MARK_ROSTER, all_but(&course, 0, "  R")).await["markRoster"].clone();
        assert_eq!(again, marked, "the places as they stand, and nothing new");
        let nobody_named = clinic.ask(MARK_ROSTER, all_but(&course, 0, "")).await["markRoster"].clone();
        assert_eq!(sorted(&nobody_named), sorted(&marked));
        // What they were marked by others is shown, and that is kept.
        let events = clinic.audit_events(json!({ "first": 20 })).await;
        let reads = events.iter().filter(|event| event["kind"] == "READ" && event["operation"] == "markRoster");
        assert_eq!(reads.count(), 3);
        let nobody = json!({ "input": { "sessionId": course.sessions[0].id.to_string() } });
        let refused = clinic.ask(MARK_ROSTER, nobody).await["markRoster"].clone();
        assert_eq!(refused["userErrors"][0]["code"], "INVALID_INPUT");
    }

    async fn several_rosters_are_marked_at_once_and_what_one_refuses_keeps_none_back(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 3).await;
        let other = clinic.course("Thursdays", 1, 1).await;
        clinic.at_the_end_of(&course, 1);
        clinic.ask(MARK_ROSTER, course.roster(0, "N")).await;
        let input: Vec<Value> =
            [course.roster(0, "AA"), all_but(&course, 1, ""), course.roster(2, "AA"), other.roster(0, "A")]
                .into_iter()
                .map(|one| one["input"].clone())
                .collect();
        let response = clinic.run(&course.therapist, MARK_ROSTERS, json!({ "input": input })).await;
        assert!(response.get("errors").is_none(), "{response:#}");
        let results = response["data"]["markRosters"]["results"].clone();
        let code = |session: usize| results[session]["userErrors"][0]["code"].clone();
        assert_eq!((code(0), &results[0]["userErrors"][0]["standing"]["status"]), (json!("ALREADY_MARKED"), &json!("NO_SHOW")));
        assert_eq!(statuses(&results[1]), ["ATTENDED", "ATTENDED"]);
        assert_eq!((code(2), code(3)), (json!("NOT_BEGUN"), json!("SESSION_NOT_FOUND")));
        let twice = clinic.ask(MARK_ROSTERS, json!({ "input": [input[1], input[1]] })).await;
        assert_eq!(twice["markRosters"]["userErrors"][0]["code"], "INVALID_INPUT");
    }

    async fn of_two_at_once_the_second_gets_the_firsts_mark(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        clinic.at_the_end_of(&course, 0);
        let (one, other) = tokio::join!(
            clinic.ask(MARK_ROSTER, course.roster(0, "A")),
            clinic.ask(MARK_ROSTER, course.roster(0, "N")),
        );
        let refused = [&one, &other].into_iter().filter(|answer| answer["markRoster"]["userErrors"] != json!([]));
        let refused: Vec<&Value> = refused.collect();
        assert_eq!(refused.len(), 1, "{one:#} {other:#}");
        let error = &refused[0]["markRoster"]["userErrors"][0];
        let won = if refused[0] == &one { "NO_SHOW" } else { "ATTENDED" };
        assert_eq!((&error["code"], &error["standing"]["status"]), (&json!("ALREADY_MARKED"), &json!(won)));
    }

    async fn marks_are_locked_for_therapists_and_corrected_with_a_note_by_others(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 1).await;
        lock_after(&clinic, 1, json!(14)).await;
        clinic.at_the_end_of(&course, 0);
        clinic.run(&course.therapist, MARK_ROSTER, course.roster(0, "A")).await;
        // Fourteen days after its end to the minute it is still open; a minute later it is not.
        clinic.clock.set(course.sessions[0].ends_at + SignedDuration::from_hours(14 * 24));
        let corrected = clinic.run(&course.therapist, CORRECT_MARK, course.correction(0, 0, 1, 'N')).await;
        assert_eq!(corrected["data"]["correctMark"]["userErrors"], json!([]), "{corrected:#}");
        clinic.clock.advance(std::time::Duration::from_secs(60));
        let late = clinic.run(&course.therapist, MARK_ROSTER, course.roster(0, " A")).await;
        let error = late["data"]["markRoster"]["userErrors"][0].clone();
        assert_eq!((&error["code"], &error["field"]), (&json!("LOCKED"), &json!("sessionId")));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("2026-03-23") && message.contains("14 days") && message.contains("coordinator"), "{message}");
        let again = clinic.run(&course.therapist, MARK_ROSTER, course.roster(0, "N")).await;
        assert_eq!(again["data"]["markRoster"]["userErrors"], json!([]), "what stands may be sent again");
        let late = clinic.run(&course.therapist, CORRECT_MARK, course.correction(0, 0, 2, 'A')).await;
        assert_eq!(late["data"]["correctMark"]["userErrors"][0]["code"], "LOCKED");

        let first = clinic.ask(MARK_ROSTER, course.roster(0, " A")).await;
        assert_eq!(first["markRoster"]["userErrors"], json!([]), "who plans for the clinic may");
        let mute = clinic.ask(CORRECT_MARK, course.correction(0, 0, 2, 'A')).await;
        let error = &mute["correctMark"]["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("NOTE_NEEDED"), &json!("note")));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("say why in the note") && !message.contains("coordinator"), "{message}");
        let mut empty = course.correction(0, 0, 2, 'A');
        empty["input"]["note"] = json!(" ");
        let empty = clinic.ask(CORRECT_MARK, empty).await;
        let error = &empty["correctMark"]["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_INPUT"), &json!("note")));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("why the mark is corrected") && !message.contains("leave it out"), "{message}");
        let mut noted = course.correction(0, 0, 2, 'A');
        noted["input"]["note"] = json!("Paper roster found");
        let done = clinic.ask(CORRECT_MARK, noted).await;
        assert_eq!(done["correctMark"]["userErrors"], json!([]));

        lock_after(&clinic, 2, json!(1)).await;
        let late = clinic.run(&course.therapist, CORRECT_MARK, course.correction(0, 0, 3, 'N')).await;
        let message = late["data"]["correctMark"]["userErrors"][0]["message"].as_str().unwrap().to_owned();
        assert!(message.contains("more than 1 day ago"), "{message}");
        lock_after(&clinic, 3, Value::Null).await;
        let open = clinic.run(&course.therapist, CORRECT_MARK, course.correction(0, 0, 3, 'N')).await;
        assert_eq!(open["data"]["correctMark"]["userErrors"], json!([]));
    }
}
