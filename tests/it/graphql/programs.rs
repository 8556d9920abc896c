//! Treatment programs.

use std::time::Duration;

use roundel::domain::access::{Role, Scope};
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const PROGRAMS: &str = include_str!("../../../graphql/operations/programs/programs.graphql");
const CREATE: &str = include_str!("../../../graphql/operations/programs/create_program.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

fn own() -> Value {
    json!({
        "code": "IPT-E", "name": "Evening group", "format": "GROUP", "audience": "ADULTS", "minSessions": 10,
        "maxSessions": 14, "sessionMinutes": 75, "initialPhaseEnds": 2, "middlePhaseEnds": 8, "minSize": 3,
        "viableSize": 5, "maxSize": 9,
    })
}

async fn codes(clinic: &TestClinic) -> Vec<Value> {
    let nodes = clinic.ask(PROGRAMS, json!({})).await["programs"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| node["code"].clone()).collect()
}

both! {
    async fn a_clinic_has_the_literatures_programs_and_adds_its_own(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let before = codes(&clinic).await;
        assert_eq!(before.len(), 7);
        assert!(before.contains(&json!("IPT-B")));
        clinic.clock.advance(Duration::from_secs(1));
        let created = clinic.ask(CREATE, json!({ "input": own() })).await["createProgram"]["program"].clone();
        let mut expected = own();
        expected["id"] = created["id"].clone();
        expected["rowVersion"] = json!(1);
        expected["companions"] = json!([]);
        expected["minimumDose"] = json!(5);
        assert_eq!(created, expected);
        let listed = clinic.ask(PROGRAMS, json!({})).await["programs"]["nodes"][7].clone();
        assert_eq!(listed, expected);
    }

    async fn programs_are_listed_page_by_page(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let all = codes(&clinic).await;
        let first = clinic.ask(PROGRAMS, json!({ "first": 4 })).await["programs"].clone();
        let after = &first["pageInfo"]["endCursor"];
        let second = clinic.ask(PROGRAMS, json!({ "first": 4, "after": after })).await["programs"].clone();
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
        assert_eq!(second["nodes"][2]["code"], all[6]);
    }

    async fn what_contradicts_itself_is_refused_with_its_field(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let cases = [
            ("code", json!("x".repeat(41)), "code"),
            ("code", json!(""), "code"),
            ("name", json!("a\nb"), "name"),
            ("minSessions", json!(15), "minSessions"),
            ("sessionMinutes", json!(5), "sessionMinutes"),
            ("middlePhaseEnds", json!(10), "initialPhaseEnds"),
            ("viableSize", json!(10), "minSize"),
        ];
        for (given, value, field) in cases {
            let mut input = own();
            input[given] = value;
            let answer = clinic.ask(CREATE, json!({ "input": input })).await["createProgram"].clone();
            let error = &answer["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_INPUT"), &json!(field)));
        }
        assert_eq!(codes(&clinic).await.len(), 7);
    }

    async fn a_code_is_taken_once_in_a_clinic(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        clinic.ask(CREATE, json!({ "input": own() })).await;
        let again = clinic.ask(CREATE, json!({ "input": own() })).await["createProgram"].clone();
        assert_eq!((&again["program"], &again["userErrors"][0]["code"]), (&Value::Null, &json!("CODE_TAKEN")));
        assert_eq!(again["userErrors"][0]["field"], "code");
        let neighbour = clinic.neighbour().await;
        let theirs = clinic.run(&neighbour, CREATE, json!({ "input": own() })).await;
        assert_eq!(theirs["data"]["createProgram"]["userErrors"], json!([]));
        assert_eq!(codes(&clinic).await.len(), 8);
    }

    async fn only_administrators_add_programs_and_everybody_reads_them(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for role in [Role::Coordinator, Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Kim", role).await;
            clinic.assert_forbidden(&caller, CREATE, json!({ "input": own() })).await;
            let listed = clinic.run(&caller, PROGRAMS, json!({})).await;
            assert_eq!(listed["data"]["programs"]["nodes"].as_array().unwrap().len(), 7);
        }
        let mut narrow = clinic.admin.clone();
        narrow.scopes = vec![Scope::AuditRead];
        clinic.assert_forbidden(&narrow, PROGRAMS, json!({})).await;
    }
}
