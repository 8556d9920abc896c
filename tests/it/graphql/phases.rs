//! Phases of treatment: their steps, what is due, and the evaluations around them.

use serde_json::{Value, json};

use super::goals::{RATE, added, goal};
use super::measures::{clinic, phq9, recorded};
use crate::support::{Course, TestClinic, both};

const TICK: &str = include_str!("../../../graphql/operations/phases/tick_phase_step.graphql");
const SET: &str = include_str!("../../../graphql/operations/phases/set_phase_steps.graphql");
const STEPS: &str = include_str!("../../../graphql/operations/phases/phase_steps.graphql");
const PHASE: &str = include_str!("../../../graphql/operations/phases/phase_of_enrollment.graphql");
const EVALUATIONS: &str = include_str!("../../../graphql/operations/phases/evaluations.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// Courses with what was measured, agreed and ticked off of them.
const COURSES: &str = "{ enrollments(first: 100) {
    nodes { id measures { verdict } goals { words ratings { attainment } } phase { phase due { kind } } } } }";

async fn phase(clinic: &TestClinic, course: &Course) -> Value {
    let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
    clinic.ask(PHASE, variables).await["node"]["phase"].clone()
}

/// What is due, in words.
fn due(phase: &Value) -> Vec<String> {
    let word = |one: &Value| {
        let what = ["step", "evaluation"].iter().find_map(|field| one[*field].as_str());
        what.or(one["kind"].as_str()).unwrap().to_owned()
    };
    phase["due"].as_array().unwrap().iter().map(word).collect()
}

async fn tick(clinic: &TestClinic, course: &Course, code: &str, is_done: bool) -> Value {
    let input = json!({ "enrollmentId": course.enrollments[0].to_string(), "code": code, "isDone": is_done });
    clinic.ask(TICK, json!({ "input": input })).await["tickPhaseStep"].clone()
}

/// Marks the first `weeks` sessions as attended.
async fn attend(clinic: &TestClinic, course: &Course, weeks: usize) {
    for week in 0..weeks {
        clinic.ask(MARK_ROSTER, course.roster(week, "A")).await;
    }
}

both! {
    async fn steps_are_ticked_off_and_taken_back_with_history(db) {
        let (clinic, course) = clinic(db).await;
        let first = tick(&clinic, &course, "INVENTORY", true).await;
        assert_eq!((&first["step"]["isDone"], &first["step"]["version"]), (&json!(true), &json!(1)), "{first:#}");
        assert_eq!(tick(&clinic, &course, "INVENTORY", true).await, first, "sent again");
        let back = tick(&clinic, &course, "INVENTORY", false).await;
        assert_eq!((&back["step"]["isDone"], &back["step"]["version"]), (&json!(false), &json!(2)));
        assert_eq!(clinic.database.number("SELECT COUNT(*) AS n FROM phase_step_tick").await, 2);
        let unknown = tick(&clinic, &course, "HOMEWORK", true).await;
        assert_eq!((&unknown["userErrors"][0]["code"], &unknown["userErrors"][0]["field"]), (&json!("NO_SUCH_STEP"), &json!("code")));
        let message = unknown["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("its steps are INVENTORY, PROBLEM_AREA_AGREED, GOALS_SET"), "{message}");
    }

    async fn the_phase_follows_the_sessions_held(db) {
        let (clinic, course) = clinic(db).await;
        let begun = phase(&clinic, &course).await;
        assert_eq!((&begun["phase"], &begun["sessionsHeld"]), (&json!("INITIAL"), &json!(0)), "{begun:#}");
        for code in ["INVENTORY", "PROBLEM_AREA_AGREED"] {
            tick(&clinic, &course, code, true).await;
        }
        let first = added(&clinic, goal(&course, "To sleep through")).await;
        let initial = usize::try_from(begun["initialPhaseEnds"].as_u64().unwrap()).unwrap();
        attend(&clinic, &course, initial - 1).await;
        let before = phase(&clinic, &course).await;
        assert_eq!(before["phase"], "INITIAL");
        assert!(!due(&before).contains(&"GOAL_RATING".to_owned()), "{before:#}");

        clinic.ask(MARK_ROSTER, course.roster(initial - 1, "N")).await;
        let middle = phase(&clinic, &course).await;
        assert_eq!((&middle["phase"], &middle["sessionsHeld"]), (&json!("MIDDLE"), &json!(initial)), "a missed session was held");
        let now_due = due(&middle);
        for expected in ["GOALS_SET", "PROGRESS_REVIEWED", "GOAL_RATING"] {
            assert!(now_due.contains(&expected.to_owned()), "{now_due:?}");
        }
        assert!(!now_due.contains(&"INVENTORY".to_owned()) && !now_due.contains(&"ENDING_DISCUSSED".to_owned()));
        let rating = json!({ "goalId": first["id"], "attainment": 0, "ratedOn": "2026-04-20" });
        clinic.ask(RATE, json!({ "input": rating })).await;
        assert!(!due(&phase(&clinic, &course).await).contains(&"GOAL_RATING".to_owned()));
    }

    async fn a_goal_is_rated_from_the_day_of_the_review_on_by_the_sites_calendar(db) {
        let (clinic, course) = clinic(db).await;
        let begun = phase(&clinic, &course).await;
        let initial = usize::try_from(begun["initialPhaseEnds"].as_u64().unwrap()).unwrap();
        attend(&clinic, &course, initial).await;
        // On the wall clock of the series the review is on the next day already.
        clinic.database.execute("UPDATE session_series SET zone = 'Australia/Sydney'").await;
        let review = course.sessions[initial - 1].local_start.date();
        let before = review.yesterday().unwrap();
        let is_due = async || due(&phase(&clinic, &course).await).contains(&"GOAL_RATING".to_owned());
        for (words, agreed_on) in [("To sleep through", before), ("To call my sister", review)] {
            let mut agreed = goal(&course, words);
            agreed["input"]["agreedOn"] = json!(agreed_on.to_string());
            let agreed = added(&clinic, agreed).await;
            assert!(is_due().await, "{words}");
            for (day, is_left) in [(before, true), (review, false)] {
                let rating = json!({ "goalId": agreed["id"], "attainment": 0, "ratedOn": day.to_string() });
                clinic.ask(RATE, json!({ "input": rating })).await;
                assert_eq!(is_due().await, is_left, "{words}, rated on {day}");
            }
        }
    }

    async fn many_courses_take_as_many_statements_as_one(db) {
        let (clinic, course) = clinic(db).await;
        added(&clinic, goal(&course, "To sleep through")).await;
        let cost = async || {
            let before = clinic.app.statement_count();
            let rows = clinic.ask(COURSES, json!({})).await["enrollments"]["nodes"].as_array().unwrap().len();
            (rows, clinic.app.statement_count() - before)
        };
        let (one, statements) = cost().await;
        clinic.course("Thursdays", 50, 3).await;
        let (many, as_many) = cost().await;
        assert_eq!((one, many), (1, 51));
        assert_eq!(statements, as_many);
        assert!(statements <= 19, "{statements}");
    }

    async fn a_program_names_steps_of_its_own(db) {
        let (clinic, course) = clinic(db).await;
        let programs = clinic.ask("{ enrollments { nodes { programId } } }", json!({})).await;
        let program = programs["enrollments"]["nodes"][0]["programId"].clone();
        let usual = clinic.ask(STEPS, json!({ "programId": program })).await["phaseSteps"].clone();
        assert_eq!((usual.as_array().unwrap().len(), &usual[0]["code"]), (7, &json!("INVENTORY")));
        let step = |code: &str| json!({ "phase": "INITIAL", "code": code, "label": "Circle of closeness" });
        let set = |steps: Value| json!({ "input": { "programId": program, "steps": steps } });
        let refused = clinic.ask(SET, set(json!([step("CIRCLE"), step("CIRCLE")]))).await["setPhaseSteps"].clone();
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("INVALID_STEPS"), &json!("steps")));
        let unreadable = clinic.ask(SET, set(json!([step("circle")]))).await["setPhaseSteps"].clone();
        assert_eq!(unreadable["userErrors"][0]["field"], "steps.0.code");
        for _ in 0..2 {
            let done = clinic.ask(SET, set(json!([step("CIRCLE")]))).await["setPhaseSteps"].clone();
            assert_eq!(done["phaseSteps"], json!([step("CIRCLE")]), "{done:#}");
        }
        assert_eq!(phase(&clinic, &course).await["steps"][0]["code"], "CIRCLE");
        assert_eq!(tick(&clinic, &course, "INVENTORY", true).await["userErrors"][0]["code"], "NO_SUCH_STEP");
    }

    async fn the_log_keeps_the_steps_that_were_named_before_and_nothing_of_the_same_again(db) {
        let (clinic, _) = clinic(db).await;
        let programs = clinic.ask("{ enrollments { nodes { programId } } }", json!({})).await;
        let program = programs["enrollments"]["nodes"][0]["programId"].clone();
        let step = |label: &str| json!({ "phase": "INITIAL", "code": "CIRCLE", "label": label });
        for label in ["Circle of closeness", "Circle of closeness", "People around"] {
            clinic.clock.advance(std::time::Duration::from_secs(1));
            let set = json!({ "input": { "programId": program, "steps": [step(label)] } });
            let done = clinic.ask(SET, set).await["setPhaseSteps"].clone();
            assert_eq!((&done["phaseSteps"], &done["userErrors"]), (&json!([step(label)]), &json!([])));
        }
        let events = clinic.audit_events(json!({ "first": 20 })).await;
        let set = events.iter().filter(|event| event["operation"] == "setPhaseSteps");
        let former: Vec<&Value> = set.map(|event| &event["details"]["former"]).collect();
        assert_eq!(former, [&json!([step("Circle of closeness")]), &Value::Null], "newest first");
    }

    async fn the_evaluations_have_their_days_and_stand_side_by_side(db) {
        let (clinic, course) = clinic(db).await;
        let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
        let evaluations = async || clinic.ask(EVALUATIONS, variables.clone()).await["evaluations"].clone();
        let before = evaluations().await;
        // The first session is on the ninth of March, the last on the thirteenth of April.
        assert_eq!((&before["pre"]["dueUntil"], &before["pre"]["state"]), (&json!("2026-03-09"), &json!("OVERDUE")), "{before:#}");
        assert_eq!((&before["post"]["dueFrom"], &before["post"]["state"]), (&json!("2026-04-13"), &json!("DUE")));
        let now_due = due(&phase(&clinic, &course).await);
        assert!(now_due.contains(&"PRE_EVALUATION".to_owned()) && now_due.contains(&"POST_EVALUATION".to_owned()), "{now_due:?}");

        recorded(&clinic, phq9(&course, "2026-03-06", "PRE", 18)).await;
        recorded(&clinic, phq9(&course, "2026-04-16", "POST", 4)).await;
        let after = evaluations().await;
        assert_eq!((&after["pre"]["state"], &after["pre"]["doneOn"]), (&json!("DONE"), &json!("2026-03-06")));
        assert_eq!((&after["post"]["state"], &after["post"]["doneOn"]), (&json!("DONE"), &json!("2026-04-16")));
        let result = &after["results"][0];
        assert_eq!((&result["pre"]["total"], &result["post"]["total"], &result["isRemission"]), (&json!(18), &json!(4), &json!(true)));
        assert_eq!(result["change"], json!({ "points": -14, "isImportant": true, "reliable": "IMPROVEMENT", "isResponse": true }));
        assert_eq!(due(&phase(&clinic, &course).await).iter().filter(|one| one.ends_with("EVALUATION")).count(), 0);
    }
}
