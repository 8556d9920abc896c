//! Taking and giving what members of staff may do.

use std::time::Duration;

use roundel::app::staff::{IssueToken, authenticate, issue_token};
use roundel::domain::access::{Caller, Role, Scope};
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const DISABLE: &str = include_str!("../../../graphql/operations/staff/disable_staff_member.graphql");
const ENABLE: &str = include_str!("../../../graphql/operations/staff/enable_staff_member.graphql");
const ROLE: &str = include_str!("../../../graphql/operations/staff/change_staff_role.graphql");

const LANGUAGE: &str = include_str!("../../../graphql/operations/staff/set_staff_language.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

fn whom(caller: &Caller) -> Value {
    json!({ "input": { "staffMemberId": caller.staff_member().unwrap().to_string() } })
}

fn as_viewer(caller: &Caller) -> Value {
    let mut variables = whom(caller);
    variables["input"]["role"] = json!("VIEWER");
    variables
}

/// The secret of a token of theirs that reads the schedule.
async fn token(clinic: &TestClinic, of: &Caller) -> String {
    let command = IssueToken {
        staff_member_id: of.staff_member().unwrap(),
        label: "display".parse().unwrap(),
        scopes: vec![Scope::ScheduleRead],
        expires_at: None,
    };
    issue_token(&clinic.app, &clinic.admin, command).await.unwrap().secret.expose().to_owned()
}

async fn let_in(clinic: &TestClinic, token: &str) -> Option<Role> {
    authenticate(&clinic.app, token).await.unwrap().map(|caller| caller.role)
}

async fn operations_on(clinic: &TestClinic, caller: &Caller) -> Vec<Value> {
    let of = json!({ "subject": caller.staff_member().unwrap().to_string() });
    clinic.audit_events(of).await.into_iter().map(|event| event["operation"].clone()).collect()
}

both! {
    async fn who_is_disabled_is_out_at_once_and_who_is_enabled_is_back(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = clinic.staff("Tom", Role::Therapist).await;
        let token = token(&clinic, &tom).await;
        assert_eq!(let_in(&clinic, &token).await, Some(Role::Therapist));

        clinic.clock.advance(Duration::from_secs(1));
        let answer = clinic.ask(DISABLE, whom(&tom)).await["disableStaffMember"].clone();
        assert_eq!(answer["staffMember"]["disabledAt"], "2026-03-02T12:00:01Z");
        assert_eq!(let_in(&clinic, &token).await, None);
        clinic.clock.advance(Duration::from_secs(1));
        let again = clinic.ask(DISABLE, whom(&tom)).await["disableStaffMember"].clone();
        assert_eq!(again, answer, "it counts from the first");

        clinic.clock.advance(Duration::from_secs(1));
        let answer = clinic.ask(ENABLE, whom(&tom)).await["enableStaffMember"].clone();
        assert_eq!(answer["staffMember"]["disabledAt"], Value::Null);
        assert_eq!(let_in(&clinic, &token).await, Some(Role::Therapist));
        let operations = operations_on(&clinic, &tom).await;
        assert_eq!(operations[..2], [json!("enableStaffMember"), json!("disableStaffMember")], "{operations:?}");
        assert_eq!(operations.iter().filter(|one| **one == "disableStaffMember").count(), 1);
    }

    async fn a_new_role_counts_for_tokens_that_were_issued_before(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = clinic.staff("Tom", Role::Therapist).await;
        let token = token(&clinic, &tom).await;
        let answer = clinic.ask(ROLE, as_viewer(&tom)).await["changeStaffRole"].clone();
        assert_eq!(answer["staffMember"]["role"], "VIEWER");
        assert_eq!(let_in(&clinic, &token).await, Some(Role::Viewer));
        assert!(operations_on(&clinic, &tom).await.contains(&json!("changeStaffRole")));
    }

    async fn a_member_is_written_to_in_the_language_that_was_set_last(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = clinic.staff("Tom", Role::Therapist).await;
        for (language, records) in [("es", 1), ("es", 1), ("en", 2)] {
            let mut variables = whom(&tom);
            variables["input"]["language"] = json!(language);
            let answer = clinic.ask(LANGUAGE, variables).await["setStaffLanguage"].clone();
            assert_eq!(answer["staffMember"]["language"], language);
            let operations = operations_on(&clinic, &tom).await;
            let of_it = operations.iter().filter(|one| **one == "setStaffLanguage").count();
            assert_eq!(of_it, records, "what is so already stays so");
        }
    }

    async fn nobody_sets_the_language_of_another_clinic_s_staff(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = clinic.staff("Tom", Role::Therapist).await;
        let neighbour = clinic.neighbour().await;
        let mut variables = whom(&tom);
        variables["input"]["language"] = json!("es");
        let response = clinic.run(&neighbour, LANGUAGE, variables).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "NOT_FOUND", "{response:#}");
        assert!(!operations_on(&clinic, &tom).await.contains(&json!("setStaffLanguage")));
        assert_eq!(clinic.database.number("SELECT COUNT(*) AS n FROM staff_member WHERE language = 'es'").await, 0);
    }

    async fn the_last_administrator_stays_one(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for (document, root, variables, field) in [
            (DISABLE, "disableStaffMember", whom(&clinic.admin), "staffMemberId"),
            (ROLE, "changeStaffRole", as_viewer(&clinic.admin), "role"),
        ] {
            let answer = clinic.ask(document, variables).await[root].clone();
            assert_eq!(answer["staffMember"], Value::Null);
            let error = &answer["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!("LAST_ADMIN"), &json!(field)));
            assert!(error["message"].as_str().unwrap().contains("make somebody else an administrator first"));
        }
        let second = clinic.staff("Bea", Role::Admin).await;
        let answer = clinic.run(&second, DISABLE, whom(&clinic.admin)).await;
        assert_eq!(answer["data"]["disableStaffMember"]["userErrors"], json!([]));
    }

    async fn two_administrators_who_disable_each_other_at_once_leave_one(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let second = clinic.staff("Bea", Role::Admin).await;
        let (one, other) = tokio::join!(
            clinic.run(&clinic.admin, DISABLE, whom(&second)),
            clinic.run(&second, DISABLE, whom(&clinic.admin)),
        );
        let refused = [&one, &other].into_iter().filter(|answer| answer.to_string().contains("LAST_ADMIN"));
        assert_eq!(refused.count(), 1, "{one:#}\n{other:#}");
    }

    async fn another_clinics_member_answers_as_if_there_were_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        let nobody = json!({ "input": { "staffMemberId": "stf_01890a5d2c7e7cc3980ad3f0e1a2b3c4" } });
        for document in [DISABLE, ENABLE] {
            let answer = clinic.answers_alike(document, whom(&neighbour), nobody.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "NOT_FOUND", "field": "staffMemberId" }));
        }
        let mut nobody = nobody;
        nobody["input"]["role"] = json!("VIEWER");
        let answer = clinic.answers_alike(ROLE, as_viewer(&neighbour), nobody).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
    }
}
