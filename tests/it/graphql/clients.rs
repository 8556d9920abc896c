//! Recording and listing clients.

use std::time::Duration;

use roundel::domain::access::{Role, Scope};
use roundel::domain::ids::ClientId;
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const CREATE: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const CLIENTS: &str = include_str!("../../../graphql/operations/clients/clients.graphql");
const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

fn ana() -> Value {
    json!({
        "preferredName": "Ana", "email": "ana@example.org", "emailConsent": true, "language": "es",
        "zone": "America/New_York", "location": "us-ny", "problemArea": "GRIEF",
        "barriers": ["COST", "TRANSPORT", "COST"], "externalId": "A-17",
        "guardian": { "preferredName": "Bea", "email": "bea@example.org", "emailConsent": true },
        "availability": [
            { "weekday": "TUESDAY", "localStart": "17:00:00", "localEnd": "20:00:00" },
            { "weekday": "MONDAY", "localStart": "22:00", "localEnd": "02:00" },
        ],
    })
}

fn named(name: &str) -> Value {
    json!({ "input": { "preferredName": name, "language": "en", "zone": "America/New_York" } })
}

/// The one user error of a refused `createClient`.
async fn refused(clinic: &TestClinic, input: Value) -> (Value, Value) {
    let answer = clinic.ask(CREATE, json!({ "input": input })).await;
    assert_eq!(answer["createClient"]["client"], Value::Null);
    let error = &answer["createClient"]["userErrors"][0];
    (error["code"].clone(), error["field"].clone())
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

async fn names(clinic: &TestClinic, part: &str) -> Vec<String> {
    let answer = clinic.ask(CLIENTS, json!({ "nameContains": part })).await;
    let nodes = answer["clients"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| node["preferredName"].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn a_client_is_recorded_and_read_back_whole(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let created = clinic.ask(CREATE, json!({ "input": ana() })).await;
        let client = &created["createClient"]["client"];
        let id = client["id"].as_str().unwrap();
        assert!(id.starts_with("cli_"));
        assert_eq!(*client, json!({
            "id": id, "externalId": "A-17", "preferredName": "Ana", "email": "ana@example.org",
            "emailConsentAt": NOON, "language": "es", "zone": "America/New_York", "location": "US-NY",
            "problemArea": "GRIEF", "barriers": ["TRANSPORT", "COST"], "calendarParts": false, "remindersStoppedAt": null, "emailSuspendedAt": null, "createdAt": NOON, "rowVersion": 1,
            "guardian": { "preferredName": "Bea", "email": "bea@example.org", "emailConsentAt": NOON },
            "availability": [
                { "weekday": "MONDAY", "localStart": "22:00:00", "localEnd": "02:00:00" },
                { "weekday": "TUESDAY", "localStart": "17:00:00", "localEnd": "20:00:00" },
            ],
        }));
        assert_eq!(clinic.ask(CLIENT, json!({ "id": id })).await["node"], *client);
        let event = &clinic.audit_events(json!({ "subject": id })).await[0];
        assert_eq!((&event["operation"], &event["details"]), (&json!("createClient"), &json!({})));
    }

    async fn clients_are_listed_page_by_page(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for name in ["Ana", "Ben", "Cleo"] {
            clinic.clock.advance(Duration::from_secs(1));
            clinic.ask(CREATE, named(name)).await;
        }
        let first = clinic.ask(CLIENTS, json!({ "first": 2 })).await;
        assert_eq!(first["clients"]["nodes"][1]["preferredName"], "Ben");
        assert_eq!(first["clients"]["pageInfo"]["hasNextPage"], true);
        let after = &first["clients"]["pageInfo"]["endCursor"];
        let second = clinic.ask(CLIENTS, json!({ "first": 2, "after": after })).await;
        assert_eq!(second["clients"]["nodes"][0]["preferredName"], "Cleo");
        assert_eq!(second["clients"]["pageInfo"]["hasNextPage"], false);
    }

    async fn a_part_of_a_name_is_found_in_any_case_and_signs_stand_for_themselves(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for name in ["Álvaro Núñez", "Ana_50%", r"Back\slash"] {
            clinic.clock.advance(Duration::from_secs(1));
            clinic.ask(CREATE, named(name)).await;
        }
        assert_eq!(names(&clinic, "ÁLV").await, ["Álvaro Núñez"]);
        assert_eq!(names(&clinic, " núÑ ").await, ["Álvaro Núñez"]);
        assert_eq!(names(&clinic, "%").await, ["Ana_50%"]);
        assert_eq!(names(&clinic, "_").await, ["Ana_50%"]);
        assert_eq!(names(&clinic, r"\").await, [r"Back\slash"]);
        assert_eq!(names(&clinic, "").await.len(), 3);
        assert!(names(&clinic, "zoe").await.is_empty());
        let long = clinic.run(&clinic.admin, CLIENTS, json!({ "nameContains": "x".repeat(81) })).await;
        assert_eq!(long["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    }

    async fn what_cannot_be_recorded_is_refused_with_its_field_and_leaves_nothing(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let guardian = |field: &str, value: Value| with(ana(), "guardian", with(ana()["guardian"].clone(), field, value));
        let window = json!({ "weekday": "MONDAY", "localStart": "09:00", "localEnd": "10:00" });
        let cases = [
            (with(ana(), "preferredName", json!(" ")), "INVALID_INPUT", "preferredName"),
            (with(ana(), "email", json!("ana")), "INVALID_INPUT", "email"),
            (with(ana(), "email", Value::Null), "CONSENT_WITHOUT_ADDRESS", "emailConsent"),
            (with(ana(), "zone", json!("Mars/Base")), "INVALID_INPUT", "zone"),
            (with(ana(), "location", json!("New York")), "INVALID_INPUT", "location"),
            (with(ana(), "externalId", json!("")), "INVALID_INPUT", "externalId"),
            (guardian("preferredName", json!("a\nb")), "INVALID_INPUT", "guardian.preferredName"),
            (guardian("email", json!("bea")), "INVALID_INPUT", "guardian.email"),
            (guardian("email", Value::Null), "CONSENT_WITHOUT_ADDRESS", "guardian.emailConsent"),
            (with(ana(), "availability", json!(vec![window; 50])), "INVALID_INPUT", "availability"),
        ];
        for (input, code, field) in cases {
            assert_eq!(refused(&clinic, input).await, (json!(code), json!(field)));
        }
        assert!(names(&clinic, "").await.is_empty());
    }

    async fn an_external_id_is_taken_once_in_a_clinic(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        clinic.ask(CREATE, json!({ "input": ana() })).await;
        assert_eq!(refused(&clinic, ana()).await, (json!("EXTERNAL_ID_TAKEN"), json!("externalId")));
        assert_eq!(names(&clinic, "").await, ["Ana"], "the refused one is not there");
        let neighbour = clinic.neighbour().await;
        let theirs = clinic.run(&neighbour, CREATE, json!({ "input": ana() })).await;
        assert_eq!(theirs["data"]["createClient"]["userErrors"], json!([]));
        assert_eq!(names(&clinic, "").await, ["Ana"], "the neighbour's is not shown");
    }

    async fn another_clinics_client_is_as_good_as_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        let theirs = clinic.run(&neighbour, CREATE, named("Zoe")).await;
        let foreign = theirs["data"]["createClient"]["client"]["id"].clone();
        let missing = ClientId::mint(clinic.app.now(), clinic.app.entropy()).to_string();
        let answer = clinic.answers_alike(CLIENT, json!({ "id": foreign }), json!({ "id": missing })).await;
        assert_eq!(answer, json!({ "data": { "node": null } }));
        // A cursor is an id: a foreign one orders, and shows nothing.
        clinic.clock.advance(Duration::from_secs(1));
        clinic.ask(CREATE, named("Ana")).await;
        let after = clinic.ask(CLIENTS, json!({ "after": foreign })).await;
        assert_eq!(after["clients"]["nodes"][0]["preferredName"], "Ana");
        assert_eq!(after["clients"]["nodes"].as_array().unwrap().len(), 1);
    }

    async fn clients_are_read_and_changed_by_those_whose_role_and_scopes_allow(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let created = clinic.ask(CREATE, named("Ana")).await;
        let id = created["createClient"]["client"]["id"].clone();
        let missing = ClientId::mint(clinic.app.now(), clinic.app.entropy()).to_string();
        let viewer = clinic.staff("Vera", Role::Viewer).await;
        let therapist = clinic.staff("Tom", Role::Therapist).await;
        clinic.assert_forbidden(&viewer, CLIENTS, json!({})).await;
        clinic.assert_forbidden(&viewer, CLIENT, json!({ "id": id })).await;
        clinic.assert_forbidden(&viewer, CLIENT, json!({ "id": missing })).await;
        clinic.assert_forbidden(&viewer, CREATE, named("Ben")).await;
        clinic.assert_forbidden(&therapist, CREATE, named("Ben")).await;
        let mut write_only = clinic.staff("Cora", Role::Coordinator).await;
        write_only.scopes = vec![Scope::ClientsWrite];
        clinic.assert_forbidden(&write_only, CREATE, named("Ben")).await;
        let coordinator = clinic.staff("Cleo", Role::Coordinator).await;
        for (reader, name) in [(&coordinator, json!("Ana")), (&therapist, Value::Null)] {
            let answer = clinic.run(reader, CLIENT, json!({ "id": id })).await;
            assert_eq!(answer["data"]["node"]["preferredName"], name, "{answer:#}");
        }
        assert_eq!(names(&clinic, "").await, ["Ana"], "nothing was written");
    }
}
