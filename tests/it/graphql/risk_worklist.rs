//! Working through the list: who sees to a flag, what was done, what may rest, and how often the rules were right.

use std::time::Duration;

use jiff::SignedDuration;
use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const ASSIGN: &str = include_str!("../../../graphql/operations/risk/assign_risk_flag.graphql");
const CONTACT: &str = include_str!("../../../graphql/operations/risk/record_risk_contact.graphql");
const SNOOZE: &str = include_str!("../../../graphql/operations/risk/snooze_risk_flag.graphql");
const WAKE: &str = include_str!("../../../graphql/operations/risk/wake_risk_flag.graphql");
const RESOLVE: &str = include_str!("../../../graphql/operations/risk/resolve_risk_flag.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const REOPEN: &str = include_str!("../../../graphql/operations/risk/reopen_risk_flag.graphql");
const FLAG_COUNTS: &str = include_str!("../../../graphql/operations/dashboards/risk_flag_counts.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// Marks the only member of a course, a letter for each week from that one on.
pub(super) async fn mark(clinic: &TestClinic, course: &Course, from: usize, letters: &str) {
    for (week, letter) in (from..).zip(letters.chars()) {
        clinic.at_the_end_of(course, week);
        let answer = clinic.ask(MARK_ROSTER, course.roster(week, &letter.to_string())).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }
}

async fn flags(clinic: &TestClinic, variables: Value) -> Vec<Value> {
    clinic.ask(RISK_FLAGS, variables).await["riskFlags"]["nodes"].as_array().unwrap().clone()
}

async fn kinds(clinic: &TestClinic, variables: Value) -> Vec<String> {
    let mut kinds: Vec<String> =
        flags(clinic, variables).await.iter().map(|flag| flag["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

/// What the mutation answers, for a flag.
async fn step(clinic: &TestClinic, document: &str, flag: &Value, more: Value) -> Value {
    clinic.clock.advance(Duration::from_secs(1));
    let mut input = more;
    input["flagId"] = flag["id"].clone();
    let data = clinic.ask(document, json!({ "input": input })).await;
    data.as_object().unwrap().values().next().unwrap().clone()
}

async fn of_kind(clinic: &TestClinic, kind: &str) -> Value {
    flags(clinic, json!({ "kinds": [kind] })).await.remove(0)
}

both! {
    async fn a_flag_has_an_owner_a_history_and_an_end(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, "AAANN").await;
        let flag = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        let kim = clinic.staff("Kim Caller", Role::Coordinator).await.staff_member().unwrap().to_string();
        let assigned = step(&clinic, ASSIGN, &flag, json!({ "staffMemberId": kim })).await;
        assert_eq!((&assigned["flag"]["ownerId"], &assigned["flag"]["state"]), (&json!(kim), &json!("OPEN")));
        let nobody = json!({ "staffMemberId": format!("stf_{}", "0".repeat(32)) });
        let refused = step(&clinic, ASSIGN, &flag, nobody).await;
        assert_eq!(refused["userErrors"][0]["code"], "STAFF_MEMBER_NOT_FOUND");
        assert_eq!(kinds(&clinic, json!({ "ownerId": kim })).await, ["CONSECUTIVE_ABSENCES"]);
        assert!(!kinds(&clinic, json!({ "unowned": true })).await.contains(&"CONSECUTIVE_ABSENCES".to_owned()));

        let called = json!({ "result": "NO_ANSWER", "note": "tried at noon" });
        step(&clinic, CONTACT, &flag, called.clone()).await;
        step(&clinic, CONTACT, &flag, called).await;
        clinic.clock.advance(Duration::from_secs(3 * 3600));
        step(&clinic, CONTACT, &flag, json!({ "result": "REACHED", "note": "means to come" })).await;
        step(&clinic, RESOLVE, &flag, json!({ "outcome": "WILL_RETURN" })).await;
        let resolved = flags(&clinic, json!({ "states": ["RESOLVED"], "kinds": ["CONSECUTIVE_ABSENCES"] })).await.remove(0);
        assert_eq!((&resolved["id"], &resolved["outcome"]), (&flag["id"], &json!("WILL_RETURN")));
        let history: Vec<_> = resolved["history"].as_array().unwrap().iter()
            .map(|entry| (entry["kind"].as_str().unwrap(), entry["contact"].as_str(), entry["note"].as_str()))
            .collect();
        assert_eq!(history, [
            ("ASSIGNED", None, None),
            ("CONTACTED", Some("NO_ANSWER"), Some("tried at noon")),
            ("CONTACTED", Some("REACHED"), Some("means to come")),
            ("RESOLVED", None, None),
        ]);
    }

    async fn a_flag_that_rests_is_off_the_list_until_its_day_or_until_it_grows(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, "AAANN").await;
        let flag = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        let only = |more: Value| {
            let mut variables = more;
            variables["kinds"] = json!(["CONSECUTIVE_ABSENCES"]);
            variables
        };
        let after = |days: i64| (clinic.app.now() + SignedDuration::from_hours(24 * days)).to_string();
        for (days, why) in [(-1, "is past"), (57, "is too far ahead")] {
            let until = after(days);
            let refused = step(&clinic, SNOOZE, &flag, json!({ "until": until, "reason": "away" })).await;
            assert_eq!(refused["userErrors"][0]["field"], "until", "{refused}");
            let message = refused["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.starts_with(&format!("{until} {why}")), "{message}");
        }
        let until = after(10);
        let rests = json!({ "until": until, "reason": "in hospital until then" });
        let snoozed = step(&clinic, SNOOZE, &flag, rests.clone()).await;
        assert_eq!(snoozed["flag"]["state"], "ACKNOWLEDGED");
        // Until the same day for another reason: the new one stands, once.
        let otherwise = json!({ "until": until, "reason": "on holiday until then" });
        for reason in [&rests, &otherwise, &otherwise] {
            let again = step(&clinic, SNOOZE, &flag, reason.clone()).await;
            assert_eq!(again["flag"]["snoozedUntil"], until);
        }
        let history = flags(&clinic, only(json!({ "includeSnoozed": true }))).await[0]["history"].clone();
        let reasons: Vec<&Value> = history.as_array().unwrap().iter().map(|entry| &entry["note"]).collect();
        assert_eq!(reasons, ["in hospital until then", "on holiday until then"]);
        assert!(flags(&clinic, only(json!({}))).await.is_empty());
        assert_eq!(flags(&clinic, only(json!({ "includeSnoozed": true }))).await.len(), 1);
        assert_eq!(step(&clinic, WAKE, &flag, json!({})).await["flag"]["snoozedUntil"], Value::Null);
        assert_eq!(flags(&clinic, only(json!({}))).await.len(), 1);
        step(&clinic, SNOOZE, &flag, rests).await;
        mark(&clinic, &course, 5, "N").await;
        assert_eq!(flags(&clinic, only(json!({}))).await.len(), 1, "a third miss wakes it");
    }

    async fn silence_ends_once_the_client_was_reached(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, "AAANN").await;
        let silent = of_kind(&clinic, "NO_CONTACT").await;
        assert_eq!(silent["evidence"], "Missed the last two sessions without notice and nothing was heard since.");
        assert_eq!(silent["suggestions"], json!(["CALL"]));
        let two = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        step(&clinic, CONTACT, &two, json!({ "result": "MESSAGE_LEFT" })).await;
        assert!(kinds(&clinic, json!({})).await.contains(&"NO_CONTACT".to_owned()));
        step(&clinic, CONTACT, &two, json!({ "result": "REACHED", "note": "is ill" })).await;
        assert!(!kinds(&clinic, json!({})).await.contains(&"NO_CONTACT".to_owned()));
        let closed = flags(&clinic, json!({ "kinds": ["NO_CONTACT"], "states": ["RESOLVED"] })).await.remove(0);
        let last = closed["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["contact"], &last["note"]), (&json!("REACHED"), &json!("is ill")), "it says what closed it");
    }

    async fn a_contact_recorded_by_mistake_leaves_the_silence_as_it_was(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, "AAANN").await;
        let silent = of_kind(&clinic, "NO_CONTACT").await;
        let two = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        let reached = json!({ "result": "REACHED" });
        let unsaid = json!({ "input": { "flagId": two["id"] } });
        let refused = clinic.run(&clinic.admin, CONTACT, unsaid).await;
        assert!(refused["errors"].is_array(), "what came of it is not guessed: {refused}");
        for called in [&two, &silent] {
            step(&clinic, CONTACT, called, reached.clone()).await;
            assert!(!kinds(&clinic, json!({})).await.contains(&"NO_CONTACT".to_owned()));
            let back = step(&clinic, REOPEN, &silent, json!({ "reason": "it was another client" })).await;
            assert_eq!((&back["userErrors"], &back["flag"]["state"]), (&json!([]), &json!("ACKNOWLEDGED")));
            assert!(kinds(&clinic, json!({})).await.contains(&"NO_CONTACT".to_owned()));
        }
        step(&clinic, CONTACT, &two, json!({ "result": "REACHED", "note": "truly Kim" })).await;
        assert!(!kinds(&clinic, json!({})).await.contains(&"NO_CONTACT".to_owned()), "a later contact counts");
        mark(&clinic, &course, 5, "A").await;
        let back = step(&clinic, REOPEN, &silent, json!({ "reason": "it was another client" })).await;
        assert_eq!(back["flag"]["state"], "RESOLVED", "attendance has ended it by now");
    }

    async fn what_was_resolved_comes_back_by_hand_or_by_another_miss(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, "AAANN").await;
        let flag = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        let open = async || kinds(&clinic, json!({})).await.contains(&"CONSECUTIVE_ABSENCES".to_owned());
        let reason = json!({ "reason": "closed the wrong one" });
        let refused = step(&clinic, REOPEN, &flag, reason.clone()).await;
        assert_eq!(refused["userErrors"][0]["code"], "NOT_RESOLVED_BY_PERSON");
        let resolve = json!({ "outcome": "WILL_RETURN" });
        step(&clinic, RESOLVE, &flag, resolve.clone()).await;
        assert!(!open().await);
        let reopened = step(&clinic, REOPEN, &flag, reason).await["flag"].clone();
        assert_eq!((&reopened["state"], &reopened["outcome"]), (&json!("ACKNOWLEDGED"), &Value::Null));
        let last = reopened["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last, json!({ "kind": "REOPENED", "note": "closed the wrong one" }));
        step(&clinic, RESOLVE, &flag, resolve).await;
        assert!(!open().await);
        mark(&clinic, &course, 5, "N").await;
        assert!(open().await, "a third miss");
        let by_itself = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        assert_eq!((&by_itself["id"], &by_itself["state"]), (&flag["id"], &json!("OPEN")));
        step(&clinic, RESOLVE, &flag, json!({ "outcome": "ENDING_AGREED" })).await;
        mark(&clinic, &course, 6, "N").await;
        assert!(!open().await, "who is expected no more is no news");
    }

    async fn an_end_or_a_call_about_another_flag_is_no_false_alarm(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let (left, called) = (clinic.course("One", 1, 16).await, clinic.course("Two", 1, 16).await);
        mark(&clinic, &left, 0, "AAANN").await;
        let end = json!({ "enrollmentId": left.enrollments[0].to_string(), "rowVersion": 1, "completed": false, "agreed": false });
        let ended = clinic.ask(END, json!({ "input": end })).await;
        assert_eq!(ended["endEnrollment"]["userErrors"], json!([]));
        mark(&clinic, &called, 6, "NN").await;
        let flag = of_kind(&clinic, "CONSECUTIVE_ABSENCES").await;
        step(&clinic, CONTACT, &flag, json!({ "result": "REACHED" })).await;
        mark(&clinic, &called, 8, "A").await;
        let counts = clinic.ask(FLAG_COUNTS, json!({})).await["riskFlagCounts"]["kinds"]["total"]["flags"].clone();
        let count = |of: &str| counts[of].as_u64().unwrap();
        assert_eq!(count("falseAlarms"), 0, "{counts}");
        assert!(count("raised") - count("standing") >= 3 && count("actedOn") >= 2, "{counts}");
    }

    async fn false_alarms_are_counted_for_each_rule(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let (one, two) = (clinic.course("One", 1, 16).await, clinic.course("Two", 1, 16).await);
        mark(&clinic, &one, 0, "AAANNA").await;
        mark(&clinic, &two, 6, "AN").await;
        let counts = async |filter: Value| clinic.ask(FLAG_COUNTS, filter).await["riskFlagCounts"]["kinds"].clone();
        let all = counts(json!({})).await;
        let of = |kind: &str| all["cells"].as_array().unwrap().iter().find(|one| one["key"] == kind).unwrap().clone();
        assert_eq!(of("CONSECUTIVE_ABSENCES"), json!({
            "key": "CONSECUTIVE_ABSENCES", "name": "Missed in a row", "people": 1, "isSuppressed": false,
            "flags": { "raised": 1, "standing": 0, "actedOn": 0, "falseAlarms": 1, "withdrawn": 0 },
        }));
        let early = of("EARLY_ABSENCE")["flags"].clone();
        assert_eq!((&early["raised"], &early["standing"], &all["total"]["people"]), (&json!(1), &json!(1), &json!(2)));
        let of_group = json!({ "filter": { "groupId": one.group.to_string() } });
        assert_eq!(counts(of_group).await["total"]["people"], 1);
        let before_any = json!({ "filter": { "until": "2026-03-03" } });
        assert_eq!(counts(before_any).await["cells"], json!([]));
        let own = clinic.run(&two.therapist, FLAG_COUNTS, json!({})).await["data"]["riskFlagCounts"].clone();
        assert_eq!(own["kinds"]["total"]["people"], 1);
    }

    async fn the_worklist_costs_the_same_whatever_its_length(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let mut costs = Vec::new();
        for members in [1, 30] {
            let course = clinic.course(&format!("A group of {members}"), members, 16).await;
            for (week, letter) in ["A", "N", "N"].into_iter().enumerate() {
                clinic.at_the_end_of(&course, week);
                clinic.ask(MARK_ROSTER, course.roster(week, &letter.repeat(members))).await;
            }
            let before = clinic.app.statement_count();
            flags(&clinic, json!({ "kinds": ["CONSECUTIVE_ABSENCES"], "first": 50 })).await;
            costs.push(clinic.app.statement_count() - before);
        }
        assert_eq!(costs[0], costs[1], "{costs:?}");
    }
}
