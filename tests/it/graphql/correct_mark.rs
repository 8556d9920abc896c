//! Correcting a mark.

use std::sync::Arc;

use jiff::SignedDuration;
use roundel::domain::access::Role;
use roundel::domain::series::{CancelledBy, Session, SessionStatus};
use roundel::storage::sessions;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const MARK_HISTORY: &str = include_str!("../../../graphql/operations/attendance/mark_history.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// A clinic whose only client was marked with `letter` after the first session.
async fn marked(db: crate::support::TestDatabase, letter: &str) -> (TestClinic, Course) {
    let clinic = TestClinic::open_at(db, BEFORE).await;
    let course = clinic.course("Tuesdays", 1, 2).await;
    clinic.at_the_end_of(&course, 0);
    clinic.ask(MARK_ROSTER, course.roster(0, letter)).await;
    (clinic, course)
}

async fn correct(clinic: &TestClinic, variables: Value) -> Value {
    clinic.ask(CORRECT_MARK, variables).await["correctMark"].clone()
}

async fn history(clinic: &TestClinic, course: &Course) -> Vec<Value> {
    let answer = clinic.ask(MARK_HISTORY, json!({ "participationId": course.place(0, 0) })).await;
    answer["markHistory"].as_array().unwrap().clone()
}

fn refusal(answer: &Value) -> (&str, &Value) {
    assert!(answer["participation"].is_null(), "{answer:#}");
    (answer["userErrors"][0]["code"].as_str().unwrap(), &answer["userErrors"][0]["standing"])
}

both! {
    async fn a_correction_stands_and_the_history_keeps_both(db) {
        let (clinic, course) = marked(db, "N").await;
        clinic.clock.advance(std::time::Duration::from_secs(3600));
        let mut correction = course.correction(0, 0, 1, 'P');
        correction["input"]["note"] = json!(" came late, sat in the back ");
        let by_therapist = clinic.run(&course.therapist, CORRECT_MARK, correction).await;
        let attendance = &by_therapist["data"]["correctMark"]["participation"]["attendance"];
        assert_eq!((&attendance["status"], &attendance["version"]), (&json!("ATTENDED_PARTIALLY"), &json!(2)));

        let history = history(&clinic, &course).await;
        let told: Vec<_> = history
            .iter()
            .map(|mark| (mark["attendance"]["status"].as_str().unwrap(), mark["note"].as_str()))
            .collect();
        assert_eq!(
            told,
            [("NO_SHOW", None), ("ATTENDED_PARTIALLY", Some("came late, sat in the back"))]
        );
        let corrector = course.therapist.staff_member().unwrap().to_string();
        assert_eq!(history[1]["recordedById"], corrector);
        assert_eq!(history[1]["recordedAt"], (course.after(0) + SignedDuration::from_hours(1)).to_string());
    }

    async fn a_slip_is_undone_and_marked_again(db) {
        let (clinic, course) = marked(db, "N").await;
        let undone = correct(&clinic, course.correction(0, 0, 1, '.')).await;
        assert_eq!(undone["participation"]["attendance"]["status"], "UNRECORDED");
        let again = clinic.ask(MARK_ROSTER, course.roster(0, "A")).await;
        assert_eq!(again["markRoster"]["participations"][0]["attendance"]["version"], 3);
        assert_eq!(history(&clinic, &course).await.len(), 3);
    }

    async fn a_correction_of_what_was_not_seen_is_stale_and_shows_what_stands(db) {
        let (clinic, course) = marked(db, "N").await;
        correct(&clinic, course.correction(0, 0, 1, 'L')).await;
        let stale = correct(&clinic, course.correction(0, 0, 1, 'A')).await;
        assert_eq!(refusal(&stale), ("STALE", &json!({ "status": "LATE_CANCELLED", "version": 2 })));
        let message = stale["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("version 2, not 1") && message.contains("with the expectedVersion 2"), "{message}");
        assert_eq!(refusal(&correct(&clinic, course.correction(0, 0, 3, 'A')).await).0, "STALE");
        assert_eq!(history(&clinic, &course).await.len(), 2);
    }

    async fn a_correction_sent_again_is_done_already(db) {
        let (clinic, course) = marked(db, "N").await;
        let first = correct(&clinic, course.correction(0, 0, 1, 'A')).await;
        assert_eq!(correct(&clinic, course.correction(0, 0, 1, 'A')).await, first);
        assert_eq!(correct(&clinic, course.correction(0, 0, 2, 'A')).await, first);
        assert_eq!(history(&clinic, &course).await.len(), 2);
    }

    async fn eight_corrections_at_once_leave_one(db) {
        let (clinic, course) = marked(db, "N").await;
        let (clinic, mut tasks) = (Arc::new(clinic), tokio::task::JoinSet::new());
        for task in 0..8 {
            let correction = course.correction(0, 0, 1, if task % 2 == 0 { 'A' } else { 'E' });
            let clinic = Arc::clone(&clinic);
            tasks.spawn(async move { correct(&clinic, correction).await });
        }
        let answers = tasks.join_all().await;
        let done = answers.iter().filter(|answer| answer["userErrors"] == json!([])).count();
        let stale = answers.iter().filter(|answer| answer["userErrors"][0]["code"] == "STALE").count();
        assert_eq!((done, stale), (4, 4), "one wins, its like are done already, the others are stale");
        assert_eq!(history(&clinic, &course).await.len(), 2);
    }

    async fn what_can_not_be_corrected_says_why(db) {
        let (clinic, course) = marked(db, "A").await;
        let never = correct(&clinic, course.correction(1, 0, 0, 'C')).await;
        assert_eq!(refusal(&never), ("NEVER_MARKED", &json!({ "status": "UNRECORDED", "version": 0 })));
        let mut invalid = course.correction(0, 0, 1, 'N');
        invalid["input"]["arrivedLate"] = json!(true);
        let invalid = correct(&clinic, invalid).await;
        assert_eq!(refusal(&invalid).0, "INVALID_MARK");
        assert_eq!(invalid["userErrors"][0]["field"], "arrivedLate");
        for (field, value) in [("expectedVersion", json!(-1)), ("note", json!("x".repeat(501)))] {
            let mut unreadable = course.correction(0, 0, 1, 'N');
            unreadable["input"][field] = value;
            let answer = correct(&clinic, unreadable).await;
            assert_eq!(refusal(&answer).0, "INVALID_INPUT");
            assert_eq!(answer["userErrors"][0]["field"], field);
        }
        let cancelled = Session {
            status: SessionStatus::Cancelled,
            cancelled_by: Some(CancelledBy::Therapist),
            ..course.sessions[0].clone()
        };
        clinic.store_session(&cancelled).await;
        assert_eq!(refusal(&correct(&clinic, course.correction(0, 0, 1, 'N')).await).0, "SESSION_CANCELLED");
        assert_eq!(history(&clinic, &course).await.len(), 1);
    }

    async fn an_excuse_in_advance_that_turns_out_wrong_makes_the_session_held(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        clinic.ask(MARK_ROSTER, course.roster(0, "E")).await;
        let early = correct(&clinic, course.correction(0, 0, 1, 'A')).await;
        assert_eq!(refusal(&early).0, "NOT_BEGUN");
        clinic.at_the_end_of(&course, 0);
        correct(&clinic, course.correction(0, 0, 1, 'A')).await;
        let reader = clinic.database.db.reader();
        let session = sessions::find_session(reader, clinic.admin.reach(), course.sessions[0].id);
        assert_eq!(session.await.unwrap().unwrap().status, SessionStatus::Held);
    }

    async fn only_who_leads_the_session_or_plans_for_the_clinic_corrects(db) {
        let (clinic, course) = marked(db, "N").await;
        let correction = || course.correction(0, 0, 1, 'A');
        let others = [("Otto Other", Role::Therapist, "NOT_FOUND"), ("Vera Viewer", Role::Viewer, "FORBIDDEN")];
        for (name, role, code) in others {
            let denied = clinic.run(&clinic.staff(name, role).await, CORRECT_MARK, correction()).await;
            assert_eq!(denied["errors"][0]["extensions"]["code"], code);
        }
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, CORRECT_MARK, correction()).await;
        let mut missing = correction();
        missing["input"]["participationId"] = json!(format!("par_{}", "0".repeat(32)));
        assert_eq!(clinic.run(&neighbour, CORRECT_MARK, missing).await, foreign);
        assert_eq!(foreign["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let coordinator = clinic.staff("Cora Coordinator", Role::Coordinator).await;
        let allowed = clinic.run(&coordinator, CORRECT_MARK, correction()).await;
        assert_eq!(allowed["data"]["correctMark"]["userErrors"], json!([]));
    }
}
