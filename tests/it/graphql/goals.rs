//! Treatment goals: agreed, changed, rated.

use std::time::Duration;

use serde_json::{Value, json};

use super::measures::clinic;
use crate::support::{Course, TestClinic, both};

pub(super) const ADD: &str = include_str!("../../../graphql/operations/goals/add_goal.graphql");
const CHANGE: &str = include_str!("../../../graphql/operations/goals/change_goal.graphql");
pub(super) const RATE: &str = include_str!("../../../graphql/operations/goals/rate_goal.graphql");
const HISTORY: &str = include_str!("../../../graphql/operations/goals/goal_history.graphql");
const GOALS: &str = include_str!("../../../graphql/operations/goals/goals_of_enrollment.graphql");

const WORDS: &str = "To call my sister, and not only at Christmas";

pub(super) fn goal(course: &Course, words: &str) -> Value {
    json!({ "input": { "enrollmentId": course.enrollments[0].to_string(), "kind": "SOCIAL_SUPPORT", "words": words,
        "agreedOn": "2026-03-09" } })
}

pub(super) async fn added(clinic: &TestClinic, variables: Value) -> Value {
    let answer = clinic.ask(ADD, variables).await["addGoal"].clone();
    assert_eq!(answer["userErrors"], json!([]), "{answer:#}");
    answer["goal"].clone()
}

async fn rate(clinic: &TestClinic, goal: &Value, attainment: i64, on: &str) -> Value {
    clinic.clock.advance(Duration::from_secs(1));
    let input = json!({ "goalId": goal["id"], "attainment": attainment, "ratedOn": on });
    clinic.ask(RATE, json!({ "input": input })).await["rateGoal"].clone()
}

fn change(goal: &Value, version: i64, state: &str, closed_on: Value) -> Value {
    json!({ "input": { "goalId": goal["id"], "expectedVersion": version, "kind": "SOCIAL_SUPPORT",
        "words": WORDS, "state": state, "closedOn": closed_on, "note": "At the review" } })
}

both! {
    async fn a_goal_is_agreed_once_in_the_clients_words(db) {
        let (clinic, course) = clinic(db).await;
        let answer = clinic.run(&course.therapist, ADD, goal(&course, WORDS)).await["data"]["addGoal"].clone();
        let first = answer["goal"].clone();
        assert_eq!((&first["words"], &first["state"], &first["version"]), (&json!(WORDS), &json!("OPEN"), &json!(1)));
        assert_eq!(added(&clinic, goal(&course, WORDS)).await, first, "sent again");
        clinic.clock.advance(Duration::from_secs(1));
        added(&clinic, goal(&course, "To sleep through")).await;
        let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
        let listed = clinic.ask(GOALS, variables.clone()).await["node"]["goals"].clone();
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (2, &first["id"]));

        let other = clinic.course("Thursdays", 1, 2).await.therapist;
        let node = format!("{{ node(id: {}) {{ id }} }}", first["id"]);
        assert_eq!(clinic.run(&other, &node, json!({})).await["data"]["node"], Value::Null);
        let refused = clinic.run(&other, ADD, goal(&course, "Mine")).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND", "{refused:#}");
        let events = clinic.audit_events(json!({ "first": 50 })).await;
        assert!(events.iter().any(|event| event["operation"] == "addGoal" && event["subject"] == first["id"]));
        assert!(!json!(events).to_string().contains("sister"), "the words are the client's");
    }

    async fn a_goal_changes_with_history(db) {
        let (clinic, course) = clinic(db).await;
        let first = added(&clinic, goal(&course, WORDS)).await;
        let reached = clinic.ask(CHANGE, change(&first, 1, "REACHED", json!("2026-04-13"))).await["changeGoal"].clone();
        assert_eq!((&reached["goal"]["state"], &reached["goal"]["version"]), (&json!("REACHED"), &json!(2)), "{reached:#}");
        let again = clinic.ask(CHANGE, change(&first, 1, "REACHED", json!("2026-04-13"))).await["changeGoal"].clone();
        assert_eq!(again, reached);
        let stale = clinic.ask(CHANGE, change(&first, 1, "DROPPED", json!("2026-04-14"))).await["changeGoal"].clone();
        assert_eq!((&stale["userErrors"][0]["code"], &stale["userErrors"][0]["standing"]["version"]), (&json!("STALE"), &json!(2)));
        for (state, closed_on) in
            [("DROPPED", Value::Null), ("OPEN", json!("2026-04-13")), ("DROPPED", json!("2026-03-08")), ("DROPPED", json!("2026-04-21"))]
        {
            let refused = clinic.ask(CHANGE, change(&first, 2, state, closed_on)).await["changeGoal"].clone();
            let error = &refused["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_DATE"), &json!("closedOn")), "{refused:#}");
        }
        let taken_up = clinic.ask(CHANGE, change(&first, 2, "OPEN", Value::Null)).await["changeGoal"].clone();
        assert_eq!(taken_up["goal"]["version"], 3);
        let history = clinic.ask(HISTORY, json!({ "goalId": first["id"] })).await["goalHistory"].clone();
        let told: Vec<_> =
            history.as_array().unwrap().iter().map(|one| (one["state"].as_str().unwrap(), one["note"].as_str())).collect();
        assert_eq!(told, [("OPEN", None), ("REACHED", Some("At the review")), ("OPEN", Some("At the review"))]);
    }

    async fn a_goal_is_rated_at_reviews(db) {
        let (clinic, course) = clinic(db).await;
        let first = added(&clinic, goal(&course, WORDS)).await;
        assert_eq!(rate(&clinic, &first, -1, "2026-03-30").await["userErrors"], json!([]));
        rate(&clinic, &first, -1, "2026-03-30").await;
        let rated = rate(&clinic, &first, 1, "2026-03-30").await;
        assert_eq!(rated["goal"]["ratings"], json!([{ "attainment": 1, "ratedOn": "2026-03-30", "note": null }]), "the later stands");
        assert_eq!(clinic.database.number("SELECT COUNT(*) AS n FROM goal_rating").await, 2, "and the earlier is kept");
        for (attainment, on, code, field) in [
            (3, "2026-03-30", "INVALID_INPUT", "attainment"),
            (1, "2026-03-08", "NOT_WORKED_ON", "ratedOn"),
            (1, "2026-04-21", "INVALID_DATE", "ratedOn"),
        ] {
            let refused = rate(&clinic, &first, attainment, on).await;
            let error = &refused["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(field)), "{refused:#}");
        }
    }
}
