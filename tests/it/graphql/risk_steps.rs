//! What can't be done about a flag, and why: owners who could do nothing, outcomes that are not theirs to give, and what is
//! closed already.

use std::time::Duration;

use roundel::domain::access::{Caller, Role};
use serde_json::{Value, json};

use super::risk_worklist::mark;
use crate::support::{BriefDesk, Course, TestClinic, both, done, refused};

const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const ACKNOWLEDGE: &str = include_str!("../../../graphql/operations/risk/acknowledge_risk_flag.graphql");
const ASSIGN: &str = include_str!("../../../graphql/operations/risk/assign_risk_flag.graphql");
const CONTACT: &str = include_str!("../../../graphql/operations/risk/record_risk_contact.graphql");
const SNOOZE: &str = include_str!("../../../graphql/operations/risk/snooze_risk_flag.graphql");
const WAKE: &str = include_str!("../../../graphql/operations/risk/wake_risk_flag.graphql");
const RESOLVE: &str = include_str!("../../../graphql/operations/risk/resolve_risk_flag.graphql");
const REOPEN: &str = include_str!("../../../graphql/operations/risk/reopen_risk_flag.graphql");
const DISABLE: &str = include_str!("../../../graphql/operations/staff/disable_staff_member.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// A course of which two sessions in a row were missed.
async fn after_two_misses(clinic: &TestClinic) -> Course {
    let course = clinic.course("Tuesdays", 1, 16).await;
    mark(clinic, &course, 0, "AAANN").await;
    course
}

/// The flag of those two, however it stands.
async fn the_flag(clinic: &TestClinic) -> Value {
    let states = ["OPEN", "ACKNOWLEDGED", "CONTACTED", "RESOLVED", "WITHDRAWN"];
    let wanted = json!({ "kinds": ["CONSECUTIVE_ABSENCES"], "states": states, "includeSnoozed": true });
    clinic.ask(RISK_FLAGS, wanted).await["riskFlags"]["nodes"][0].clone()
}

/// What the mutation answers, for a flag.
async fn step(clinic: &TestClinic, document: &str, flag: &Value, more: Value) -> Value {
    clinic.clock.advance(Duration::from_secs(1));
    let mut input = more;
    input["flagId"] = flag["id"].clone();
    let data = clinic.ask(document, json!({ "input": input })).await;
    data.as_object().unwrap().values().next().unwrap().clone()
}

fn to(caller: &Caller) -> Value {
    json!({ "staffMemberId": caller.staff_member().unwrap().to_string() })
}

async fn disable(clinic: &TestClinic, whom: &Caller) {
    let answer = clinic.ask(DISABLE, json!({ "input": to(whom) })).await;
    assert_eq!(answer["disableStaffMember"]["userErrors"], json!([]));
}

both! {
    async fn an_owner_is_somebody_who_can_work_through_the_flag(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = after_two_misses(&clinic).await;
        let flag = the_flag(&clinic).await;
        let viewer = clinic.staff("Vera Viewer", Role::Viewer).await;
        let other = clinic.staff("Otto Other", Role::Therapist).await;
        let left = clinic.staff("Lea Left", Role::Coordinator).await;
        disable(&clinic, &left).await;
        for (unfit, why) in [(&viewer, "VIEWER"), (&other, "leads no session"), (&left, "enableStaffMember")] {
            let answer = step(&clinic, ASSIGN, &flag, to(unfit)).await;
            assert_eq!(refused(&answer), ("OWNER_CANNOT_ACT", &json!("staffMemberId")), "{answer:#}");
            let message = answer["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.contains(why) && message.contains("a coordinator, or a therapist"), "{message}");
        }
        assert_eq!(the_flag(&clinic).await, flag, "nothing was written");

        let coordinator = clinic.staff("Cora", Role::Coordinator).await;
        for fit in [&clinic.admin, &coordinator, &course.therapist] {
            let owned = done(step(&clinic, ASSIGN, &flag, to(fit)).await, "flag");
            assert_eq!(owned["ownerId"], to(fit)["staffMemberId"]);
        }
        // Who leaves keeps it until somebody else takes it, and is not given it anew.
        disable(&clinic, &course.therapist).await;
        assert_eq!(the_flag(&clinic).await["ownerId"], to(&course.therapist)["staffMemberId"]);
        let again = step(&clinic, ASSIGN, &flag, to(&course.therapist)).await;
        assert_eq!(refused(&again).0, "OWNER_CANNOT_ACT");
        assert_eq!(done(step(&clinic, ASSIGN, &flag, json!({})).await, "flag")["ownerId"], Value::Null);
    }

    async fn the_outcome_other_is_said_in_words(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        after_two_misses(&clinic).await;
        let flag = the_flag(&clinic).await;
        let bare = step(&clinic, RESOLVE, &flag, json!({ "outcome": "OTHER" })).await;
        assert_eq!(refused(&bare), ("NOTE_NEEDED", &json!("note")));
        let empty = step(&clinic, RESOLVE, &flag, json!({ "outcome": "OTHER", "note": " " })).await;
        assert_eq!(empty, bare, "an empty note says no more");
        let message = bare["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("write in the note what came of the flag"), "{message}");
        assert_eq!(the_flag(&clinic).await["state"], "OPEN");
        let said = json!({ "outcome": "OTHER", "note": "on parental leave" });
        let resolved = done(step(&clinic, RESOLVE, &flag, said).await, "flag");
        assert_eq!((&resolved["outcome"], &resolved["closingNote"]), (&json!("OTHER"), &json!("on parental leave")));
    }

    async fn the_outcomes_of_the_brief_form_are_no_persons_to_give(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("AANNN").await;
        let clinic = &desk.fixture.clinic;
        let found = clinic.ask(RISK_FLAGS, json!({})).await["riskFlags"]["nodes"].clone();
        let suggestion = desk.suggestions().await.remove(0);
        let is_another = |flag: &&Value| flag["kind"] != "BRIEF_FORM_CANDIDATE";
        let another = found.as_array().unwrap().iter().find(is_another).unwrap();
        for (flag, outcome) in [
            (another, "BRIEF_FORM_ACCEPTED"),
            (another, "BRIEF_FORM_DECLINED"),
            (&suggestion, "BRIEF_FORM_ACCEPTED"),
            (&suggestion, "BRIEF_FORM_DECLINED"),
        ] {
            let answer = step(clinic, RESOLVE, flag, json!({ "outcome": outcome, "note": "agreed" })).await;
            assert_eq!(refused(&answer), ("OF_BRIEF_FORM", &json!("outcome")));
            let message = answer["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.contains(outcome) && message.contains("declineBriefForm"), "{message}");
        }
        assert_eq!(desk.suggestions().await[0]["state"], "OPEN");

        // The decision writes it; in the same words nothing is said anew, and reopened it is closed by the decision again.
        let declining = json!({ "flagId": suggestion["id"], "reason": "Wants the whole course" });
        done(desk.decline(declining.clone()).await, "enrollment");
        let same = json!({ "outcome": "BRIEF_FORM_DECLINED", "note": "Wants the whole course" });
        let known = done(step(clinic, RESOLVE, &suggestion, same.clone()).await, "flag");
        assert_eq!((&known["state"], &known["outcome"]), (&json!("RESOLVED"), &json!("BRIEF_FORM_DECLINED")));
        let reopened = done(step(clinic, REOPEN, &suggestion, json!({ "reason": "They ask again" })).await, "flag");
        assert_eq!(reopened["state"], "ACKNOWLEDGED");
        assert_eq!(refused(&step(clinic, RESOLVE, &suggestion, same).await).0, "OF_BRIEF_FORM");
        done(desk.decline(declining.clone()).await, "enrollment");
        let closed = desk.suggestions().await.remove(0);
        assert_eq!((&closed["state"], &closed["outcome"]), (&json!("RESOLVED"), &json!("BRIEF_FORM_DECLINED")));
        done(desk.decline(declining).await, "enrollment");
        assert_eq!(desk.suggestions().await, [closed], "once more changes nothing");
    }

    async fn an_accepted_suggestion_is_taken_back_where_it_was_accepted(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("AANNN").await;
        desk.accept().await;
        let accepted = desk.suggestions().await.remove(0);
        let answer = step(&desk.fixture.clinic, REOPEN, &accepted, json!({ "reason": "They ask again" })).await;
        assert_eq!(refused(&answer), ("BRIEF_FORM_ACCEPTED", &json!("flagId")));
        let message = answer["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("undoBriefForm"), "{message}");
        assert_eq!(desk.suggestions().await, [accepted], "the outcome stands");
        done(desk.undo().await, "enrollment");
        assert_ne!(desk.suggestions().await[0]["state"], "RESOLVED");
    }

    async fn what_is_resolved_changes_no_more_until_it_is_reopened(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        after_two_misses(&clinic).await;
        let flag = the_flag(&clinic).await;
        let said = json!({ "outcome": "NOT_REACHED", "note": "three calls" });
        let resolved = done(step(&clinic, RESOLVE, &flag, said.clone()).await, "flag");
        let stored = the_flag(&clinic).await;
        let until = (clinic.app.now() + jiff::SignedDuration::from_hours(48)).to_string();
        for (document, more) in [
            (RESOLVE, json!({})),
            (RESOLVE, json!({ "outcome": "NOT_REACHED" })),
            (RESOLVE, json!({ "outcome": "NOT_REACHED", "note": "four calls" })),
            (RESOLVE, json!({ "outcome": "WILL_RETURN", "note": "three calls" })),
            (ACKNOWLEDGE, json!({})),
            (ASSIGN, to(&clinic.admin)),
            (ASSIGN, json!({})),
            (CONTACT, json!({ "result": "REACHED" })),
            (SNOOZE, json!({ "until": until, "reason": "away" })),
            (WAKE, json!({})),
        ] {
            let answer = step(&clinic, document, &flag, more).await;
            assert_eq!(refused(&answer), ("ALREADY_CLOSED", &json!("flagId")), "{document}");
            let message = answer["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.contains("reopenRiskFlag"), "{message}");
        }
        assert_eq!(done(step(&clinic, RESOLVE, &flag, said).await, "flag"), resolved, "the same again is harmless");
        assert_eq!(the_flag(&clinic).await, stored);
    }

    async fn a_reopened_flag_is_as_far_along_as_it_was(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = after_two_misses(&clinic).await;
        let flag = the_flag(&clinic).await;
        let resolve = async || {
            done(step(&clinic, RESOLVE, &flag, json!({ "outcome": "WILL_RETURN" })).await, "flag");
        };
        let reopen = async || {
            let reason = json!({ "reason": "closed too early" });
            done(step(&clinic, REOPEN, &flag, reason).await, "flag")["state"].clone()
        };
        resolve().await;
        assert_eq!(reopen().await, "ACKNOWLEDGED", "nobody has reached out");
        done(step(&clinic, CONTACT, &flag, json!({ "result": "MESSAGE_LEFT" })).await, "flag");
        for _ in 0..2 {
            resolve().await;
            assert_eq!(reopen().await, "CONTACTED");
        }
        resolve().await;
        mark(&clinic, &course, 5, "N").await;
        assert_eq!(the_flag(&clinic).await["state"], "OPEN", "a third miss");
        resolve().await;
        assert_eq!(reopen().await, "ACKNOWLEDGED", "nobody has reached out since");
    }
}
