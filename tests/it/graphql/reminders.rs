//! Policies, the outbox and the worker's runs.

use roundel::domain::access::Role;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use serde_json::{Value, json};

use crate::support::{ReminderFixture, TestClinic, both};

const POLICIES: &str = include_str!("../../../graphql/operations/reminders/reminder_policies.graphql");
const SET_POLICY: &str = include_str!("../../../graphql/operations/reminders/set_reminder_policy.graphql");
const REMOVE_POLICY: &str =
    include_str!("../../../graphql/operations/reminders/remove_reminder_policy.graphql");
const DELIVERIES: &str = include_str!("../../../graphql/operations/reminders/reminder_deliveries.graphql");
const JOBS: &str = include_str!("../../../graphql/operations/jobs/jobs.graphql");
const JOB_RUNS: &str = include_str!("../../../graphql/operations/jobs/job_runs.graphql");
const NODE: &str = "query($id: ID!) { node(id: $id) { __typename id } }";

const NOW: &str = "2026-03-02T12:00:00Z";

fn minutes(policy: &Value) -> Vec<i64> {
    policy["rules"].as_array().unwrap().iter().map(|rule| rule["minutesBefore"].as_i64().unwrap()).collect()
}

fn policy(name: &str, is_active: bool, minutes_before: &[i64]) -> Value {
    let rules: Vec<Value> =
        minutes_before.iter().map(|minutes| json!({ "minutesBefore": minutes })).collect();
    json!({ "input": { "name": name, "isActive": is_active, "rules": rules } })
}

/// The code and the field of a refused policy.
async fn refusal(clinic: &TestClinic, variables: Value) -> (String, Value) {
    let refused = clinic.ask(SET_POLICY, variables).await;
    let error = &refused["setReminderPolicy"]["userErrors"][0];
    (error["code"].as_str().unwrap_or_else(|| panic!("{refused:#}")).to_owned(), error["field"].clone())
}

both! {
    async fn a_new_clinic_reminds_a_week_two_days_and_a_morning_before(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let policies = clinic.ask(POLICIES, json!({})).await;
        let all = policies["reminderPolicies"].as_array().unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((&all[0]["programId"], &all[0]["isActive"]), (&Value::Null, &json!(true)));
        assert_eq!(all[0]["stopsWhenConfirmed"], true);
        let rules: Vec<Value> = all[0]["rules"].as_array().unwrap().iter().map(|rule| {
            json!([rule["minutesBefore"], rule["daysBefore"], rule["at"], rule["when"], rule["asksToConfirm"]])
        }).collect();
        assert_eq!(json!(rules), json!([
            [10_080, null, null, "START_OR_GAP", false],
            [2880, null, null, "EACH_SESSION", true],
            [null, 0, "08:00:00", "EACH_SESSION", false],
        ]));
        let node = clinic.ask(NODE, json!({ "id": all[0]["id"] })).await;
        assert_eq!(node["node"]["__typename"], "ReminderPolicy");
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, NODE, json!({ "id": all[0]["id"] })).await;
        assert_eq!(foreign["data"]["node"], Value::Null);
    }

    async fn setting_a_policy_changes_what_waits_at_once(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let member = fixture.member("Zoe", Language::En, "UTC").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        let clinic = &fixture.clinic;
        let before = clinic.ask(POLICIES, json!({})).await["reminderPolicies"][0].clone();

        let set = clinic.ask(SET_POLICY, policy("Once", true, &[1440, 2880])).await;
        let after = &set["setReminderPolicy"]["reminderPolicy"];
        assert_eq!((&after["id"], &after["name"]), (&before["id"], &json!("Once")));
        assert_eq!(minutes(after), [2880, 1440]);
        assert_eq!(after["rules"][0]["id"], before["rules"][0]["id"], "an offset that stays keeps its rule");
        assert_eq!(fixture.states().await, [(S::Planned, None), (S::Suppressed, Some(W::PolicyChanged))]);
        assert_eq!(fixture.plan().await, 1);

        let off = clinic.ask(SET_POLICY, policy("Off", false, &[180, 2880])).await;
        assert_eq!(off["setReminderPolicy"]["reminderPolicy"]["isActive"], false);
        let stopped = (S::Suppressed, Some(W::PolicyChanged));
        assert_eq!(fixture.states().await, [stopped; 3]);
        assert_eq!(fixture.plan().await, 0);

        clinic.ask(SET_POLICY, policy("On", true, &[180, 2880])).await;
        assert_eq!(fixture.states().await, [(S::Planned, None), stopped, (S::Planned, None)]);
        assert_eq!(fixture.plan().await, 0, "the reopened ones are the same mails");
    }

    async fn a_programs_policy_wins_over_the_clinics(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let member = fixture.member("Zoe", Language::En, "UTC").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        let mut own = policy("Perinatal", true, &[60]);
        own["input"]["programId"] = json!(fixture.program_id.to_string());
        let set = fixture.clinic.ask(SET_POLICY, own.clone()).await;
        assert_eq!(set["setReminderPolicy"]["reminderPolicy"]["programId"], fixture.program_id.to_string());
        let stopped = (S::Suppressed, Some(W::PolicyChanged));
        assert_eq!(fixture.states().await, [stopped, stopped]);
        assert_eq!(fixture.plan().await, 1);
        own["input"]["isActive"] = json!(false);
        fixture.clinic.ask(SET_POLICY, own).await;
        assert_eq!(fixture.states().await, [stopped; 3], "an inactive one of the program still wins");
        assert_eq!(fixture.plan().await, 0);
    }

    async fn a_client_s_own_policy_wins_until_it_is_removed(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let (zoe, max) =
            (fixture.member("Zoe", Language::En, "UTC").await, fixture.member("Max", Language::En, "UTC").await);
        fixture.session("2026-03-10T17:30:00Z", &[zoe, max]).await;
        assert_eq!(fixture.plan().await, 4);
        let clinic = &fixture.clinic;
        let mut own = policy("Zoe's", true, &[60]);
        own["input"]["clientId"] = json!(zoe.client_id.to_string());
        let set = clinic.ask(SET_POLICY, own.clone()).await["setReminderPolicy"]["reminderPolicy"].clone();
        assert_eq!((&set["clientId"], &set["programId"]), (&json!(zoe.client_id.to_string()), &Value::Null));
        assert_eq!(fixture.plan().await, 1, "one of Zoe's, none of Max's");
        let counted = async || {
            let states = fixture.states().await;
            states.iter().filter(|(state, _)| *state == S::Planned).count()
        };
        assert_eq!(counted().await, 3);
        let listed = async |variables: Value| clinic.ask(POLICIES, variables).await["reminderPolicies"].clone();
        assert_eq!(listed(json!({ "clientId": zoe.client_id.to_string() })).await[0]["id"], set["id"]);
        assert_eq!(listed(json!({ "clientId": max.client_id.to_string() })).await, json!([]));
        let own_policies = json!({ "clientId": zoe.client_id.to_string() });
        let foreign = clinic.run(&clinic.neighbour().await, POLICIES, own_policies).await;
        assert_eq!(foreign["errors"][0]["extensions"], json!({ "code": "NOT_FOUND", "field": "clientId" }), "{foreign:#}");
        for nobody in ["cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4", "nonsense"] {
            let unknown = clinic.run(&clinic.admin, POLICIES, json!({ "clientId": nobody })).await;
            assert_eq!(unknown, foreign, "another clinic's client is as good as none");
        }
        let all = listed(json!({})).await;
        assert_eq!(all.as_array().unwrap().len(), 1, "clients' own are not among the clinic's and its programs'");

        let remove = async |id: &Value| {
            clinic.ask(REMOVE_POLICY, json!({ "input": { "policyId": id } })).await["removeReminderPolicy"].clone()
        };
        assert_eq!(remove(&all[0]["id"]).await["userErrors"][0]["code"], "OF_THE_CLINIC");
        assert_eq!(remove(&set["id"]).await["reminderPolicy"]["id"], set["id"]);
        assert_eq!(listed(json!({ "clientId": zoe.client_id.to_string() })).await, json!([]));
        fixture.plan().await;
        assert_eq!(counted().await, 4, "the clinic's go for Zoe again");
        let gone = clinic.run(&clinic.admin, REMOVE_POLICY, json!({ "input": { "policyId": set["id"] } })).await;
        assert_eq!(gone["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let again = clinic.ask(SET_POLICY, own).await["setReminderPolicy"]["reminderPolicy"].clone();
        assert_eq!((&again["id"], &again["rules"]), (&set["id"], &set["rules"]), "the same policy is back");
    }

    async fn a_policy_that_cannot_be_is_refused_with_its_field(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        for minutes in [&[] as &[i64], &[60, 60], &[15, 16, 17, 18]] {
            assert_eq!(refusal(&clinic, policy("x", true, minutes)).await, ("INVALID_INPUT".into(), json!("rules")));
        }
        for (rule, field) in [
            (json!({ "minutesBefore": 14 }), "rules.0.minutesBefore"),
            (json!({ "minutesBefore": 43_201 }), "rules.0.minutesBefore"),
            (json!({}), "rules.0.minutesBefore"),
            (json!({ "minutesBefore": 60, "daysBefore": 1, "at": "09:00:00" }), "rules.0.minutesBefore"),
            (json!({ "daysBefore": 31, "at": "09:00:00" }), "rules.0.daysBefore"),
            (json!({ "daysBefore": 1 }), "rules.0.at"),
            (json!({ "at": "09:00:00" }), "rules.0.daysBefore"),
        ] {
            let mut bad = policy("x", true, &[]);
            bad["input"]["rules"] = json!([rule]);
            assert_eq!(refusal(&clinic, bad).await, ("INVALID_INPUT".into(), json!(field)));
        }
        let mut nobody = policy("x", true, &[60]);
        nobody["input"]["clientId"] = json!(format!("cli_{}", "0".repeat(32)));
        assert_eq!(refusal(&clinic, nobody.clone()).await, ("NO_SUCH_CLIENT".into(), json!("clientId")));
        nobody["input"]["programId"] = json!(format!("prg_{}", "0".repeat(32)));
        assert_eq!(refusal(&clinic, nobody).await, ("INVALID_INPUT".into(), json!("clientId")));
        let mut unknown = policy("x", true, &[60]);
        unknown["input"]["programId"] = json!(format!("prg_{}", "0".repeat(32)));
        let refused = clinic.ask(SET_POLICY, unknown).await;
        assert_eq!(refused["setReminderPolicy"]["userErrors"][0]["code"], "NO_SUCH_PROGRAM");
        let therapist = clinic.staff("Tess", Role::Therapist).await;
        let denied = clinic.run(&therapist, SET_POLICY, policy("x", true, &[60])).await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }

    async fn the_outbox_is_shown_page_by_page_latest_due_first_and_without_addresses(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        let session = fixture.session("2026-03-10T17:30:00Z", &members).await;
        let other = fixture.session("2026-03-11T17:30:00Z", &members[..1]).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let clinic = &fixture.clinic;

        let mut due = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = clinic.ask(DELIVERIES, json!({ "first": 3, "after": after })).await;
            let page = &page["reminderDeliveries"];
            due.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["dueAt"].clone().to_string()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(due.len(), 8);
        assert!(due.is_sorted_by(|earlier, later| earlier >= later), "{due:?}");

        let of_other = clinic.ask(DELIVERIES, json!({ "sessionId": other.to_string() })).await;
        assert_eq!(of_other["reminderDeliveries"]["nodes"].as_array().unwrap().len(), 2);
        let sent =
            clinic.ask(DELIVERIES, json!({ "state": "SENT", "sessionId": session.to_string() })).await;
        let nodes = sent["reminderDeliveries"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 3);
        assert_eq!((&nodes[0]["attempts"], &nodes[0]["rule"]["minutesBefore"]), (&json!(1), &json!(2880)));
        assert!(!sent.to_string().contains("clients.example"));
        let node = clinic.ask(NODE, json!({ "id": nodes[0]["id"] })).await;
        assert_eq!(node["node"]["__typename"], "ReminderDelivery");
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, DELIVERIES, json!({})).await;
        assert_eq!(foreign["data"]["reminderDeliveries"]["nodes"], json!([]));
    }

    async fn runs_are_for_administrators(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        assert_eq!(clinic.ask(JOB_RUNS, json!({})).await["jobRuns"], json!([]));
        let coordinator = clinic.staff("Cora", Role::Coordinator).await;
        for (document, variables) in [(JOB_RUNS, json!({ "first": 5 })), (JOBS, json!({}))] {
            let denied = clinic.run(&coordinator, document, variables).await;
            assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
        assert_eq!(clinic.ask(JOBS, json!({})).await["jobs"], json!([]), "this application knows of none");
    }
}
