//! Changing clients.

use roundel::domain::access::Role;
use roundel::domain::ids::ClientId;
use serde_json::{Value, json};

use crate::support::{BriefDesk, TestClinic, both};

const CREATE: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";
const LATER: &str = "2026-03-02T13:00:00Z";

/// A clinic with one client, on record since noon; it is an hour later.
async fn clinic_with_ana(db: crate::support::TestDatabase) -> (TestClinic, Value) {
    let clinic = TestClinic::open_at(db, NOON).await;
    let input = json!({
        "preferredName": "Ana", "email": "ana@example.org", "emailConsent": true, "language": "en",
        "zone": "America/New_York", "location": "US-NY", "problemArea": "GRIEF", "barriers": ["COST"],
        "externalId": "A-17",
        "guardian": { "preferredName": "Bea", "email": "bea@example.org", "emailConsent": true },
        "availability": [{ "weekday": "MONDAY", "localStart": "09:00:00", "localEnd": "12:00:00" }],
    });
    let created = clinic.ask(CREATE, json!({ "input": input })).await;
    clinic.at(LATER);
    (clinic, created["createClient"]["client"].clone())
}

/// The edit of a client's version, and what it answers.
async fn edit(clinic: &TestClinic, client: &Value, fields: Value) -> Value {
    let mut input = fields;
    input["id"] = client["id"].clone();
    input["rowVersion"] = client["rowVersion"].clone();
    clinic.ask(UPDATE, json!({ "input": input })).await["updateClient"].clone()
}

async fn refused(clinic: &TestClinic, client: &Value, fields: Value) -> (Value, Value) {
    let answer = edit(clinic, client, fields).await;
    assert_eq!(answer["client"], Value::Null);
    (answer["userErrors"][0]["code"].clone(), answer["userErrors"][0]["field"].clone())
}

/// The suggestions of the brief form, withdrawn ones too.
async fn suggestions(clinic: &TestClinic) -> Vec<Value> {
    let wanted = json!({ "states": ["OPEN", "WITHDRAWN"], "kinds": ["BRIEF_FORM_CANDIDATE"] });
    clinic.ask(RISK_FLAGS, wanted).await["riskFlags"]["nodes"].as_array().unwrap().clone()
}

async fn stored(clinic: &TestClinic, client: &Value) -> Value {
    clinic.ask(CLIENT, json!({ "id": client["id"] })).await["node"].clone()
}

both! {
    async fn what_is_left_out_stays(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let answer = edit(&clinic, &ana, json!({ "language": "es" })).await;
        let mut expected = ana.clone();
        expected["language"] = json!("es");
        expected["rowVersion"] = json!(2);
        assert_eq!(answer["client"], expected);
        assert_eq!(stored(&clinic, &ana).await, expected);
        let event = &clinic.audit_events(json!({ "subject": ana["id"], "first": 1 })).await[0];
        assert_eq!(event["operation"], "updateClient");
        assert_eq!(event["details"], json!({ "fields": ["language"] }));
    }

    async fn every_field_can_be_changed(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let fields = json!({
            "preferredName": "Anna", "email": "anna@example.com", "emailConsent": false, "language": "es",
            "zone": "Europe/Madrid", "location": "ES", "problemArea": "ROLE_DISPUTE",
            "barriers": ["DOUBT", "WORK"], "calendarParts": true, "remindersStopped": true, "externalId": "B-1",
            "guardian": { "preferredName": "Cal", "email": "cal@example.org", "emailConsent": true },
            "availability": [{ "weekday": "FRIDAY", "localStart": "18:00:00", "localEnd": "00:00:00" }],
        });
        let answer = edit(&clinic, &ana, fields).await;
        let expected = json!({
            "id": ana["id"], "preferredName": "Anna", "email": "anna@example.com", "emailConsentAt": null,
            "language": "es", "zone": "Europe/Madrid", "location": "ES", "problemArea": "ROLE_DISPUTE",
            "barriers": ["WORK", "DOUBT"], "calendarParts": true, "remindersStoppedAt": LATER, "emailSuspendedAt": null, "externalId": "B-1", "createdAt": NOON, "rowVersion": 2,
            "guardian": { "preferredName": "Cal", "email": "cal@example.org", "emailConsentAt": LATER },
            "availability": [{ "weekday": "FRIDAY", "localStart": "18:00:00", "localEnd": "00:00:00" }],
        });
        assert_eq!(answer["client"], expected);
        assert_eq!(stored(&clinic, &ana).await, expected);
    }

    async fn an_explicit_null_clears_and_the_consent_goes_with_the_address(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let fields = json!({
            "email": null, "location": null, "problemArea": null, "barriers": null, "externalId": null,
            "guardian": null, "availability": null,
        });
        edit(&clinic, &ana, fields).await;
        let expected = json!({
            "id": ana["id"], "preferredName": "Ana", "email": null, "emailConsentAt": null, "language": "en",
            "zone": "America/New_York", "location": null, "problemArea": null, "barriers": [], "calendarParts": false, "remindersStoppedAt": null, "emailSuspendedAt": null,
            "externalId": null, "createdAt": NOON, "rowVersion": 2, "guardian": null, "availability": [],
        });
        assert_eq!(stored(&clinic, &ana).await, expected);
    }

    async fn a_second_barrier_suggests_the_brief_form_at_once_and_taken_back_no_longer(db) {
        let desk = BriefDesk::treatment(db).await;
        let (clinic, client) = (&desk.fixture.clinic, json!({ "id": desk.client, "rowVersion": 1 }));
        let one = edit(clinic, &client, json!({ "barriers": ["COST"] })).await["client"].clone();
        assert_eq!(suggestions(clinic).await, Vec::<Value>::new());
        let two = edit(clinic, &one, json!({ "barriers": ["COST", "WORK"] })).await["client"].clone();
        let flags = suggestions(clinic).await;
        assert_eq!((flags.len(), &flags[0]["state"]), (1, &json!("OPEN")), "{flags:#?}");
        assert_eq!(flags[0]["enrollmentId"], desk.enrollment);
        let event = &clinic.audit_events(json!({ "subject": desk.client, "first": 1 })).await[0];
        assert_eq!(event["details"]["flags"][0]["flag"], flags[0]["id"], "{event:#}");
        edit(clinic, &two, json!({ "barriers": ["COST"] })).await;
        assert_eq!(suggestions(clinic).await[0]["state"], "WITHDRAWN");
    }

    async fn a_consent_stated_again_keeps_its_date(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let guardian = json!({ "preferredName": "Beatriz", "email": "bea@example.org", "emailConsent": true });
        let fields = json!({ "email": "ana@example.com", "emailConsent": true, "guardian": guardian });
        let answer = edit(&clinic, &ana, fields).await;
        assert_eq!(answer["client"]["emailConsentAt"], NOON);
        assert_eq!(answer["client"]["guardian"]["emailConsentAt"], NOON);
        assert_eq!(answer["client"]["guardian"]["preferredName"], "Beatriz");
    }

    async fn a_stale_edit_is_refused_and_leaves_nothing(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        edit(&clinic, &ana, json!({ "location": "US-NJ" })).await;
        let late = json!({ "preferredName": "Late", "guardian": null, "availability": [] });
        assert_eq!(refused(&clinic, &ana, late).await, (json!("STALE"), json!("rowVersion")));
        let now = stored(&clinic, &ana).await;
        assert_eq!((&now["preferredName"], &now["rowVersion"]), (&json!("Ana"), &json!(2)));
        assert_eq!((&now["guardian"], &now["availability"]), (&ana["guardian"], &ana["availability"]));
    }

    async fn of_edits_at_once_one_wins_and_the_others_are_stale(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let names = ["One", "Two", "Three", "Four"];
        let edits = names.map(|name| edit(&clinic, &ana, json!({ "preferredName": name })));
        let answers = futures_util::future::join_all(edits).await;
        let (won, stale): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| !answer["client"].is_null());
        assert_eq!(won.len(), 1);
        assert!(stale.iter().all(|answer| answer["userErrors"][0]["code"] == "STALE"), "{stale:?}");
        assert_eq!(stored(&clinic, &ana).await, won[0]["client"]);
    }

    async fn what_cannot_be_is_refused_with_its_field_and_leaves_nothing(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let other = json!({ "preferredName": "Ben", "language": "en", "zone": "UTC", "externalId": "B-1" });
        clinic.ask(CREATE, json!({ "input": other })).await;
        let keeps_guardian = json!({ "preferredName": "Bea", "emailConsent": true });
        let cases = [
            (json!({ "preferredName": null }), "INVALID_INPUT", "preferredName"),
            (json!({ "emailConsent": null }), "INVALID_INPUT", "emailConsent"),
            (json!({ "language": null }), "INVALID_INPUT", "language"),
            (json!({ "zone": null }), "INVALID_INPUT", "zone"),
            (json!({ "zone": "CEST" }), "INVALID_INPUT", "zone"),
            (json!({ "email": "ana" }), "INVALID_INPUT", "email"),
            (json!({ "guardian": { "preferredName": "Bea", "email": "bea" } }), "INVALID_INPUT", "guardian.email"),
            (json!({ "email": null, "emailConsent": true }), "CONSENT_WITHOUT_ADDRESS", "emailConsent"),
            (
                json!({ "preferredName": "Anna", "guardian": keeps_guardian }),
                "CONSENT_WITHOUT_ADDRESS",
                "guardian.emailConsent",
            ),
            (json!({ "externalId": "B-1", "guardian": null }), "EXTERNAL_ID_TAKEN", "externalId"),
        ];
        for (fields, code, field) in cases {
            assert_eq!(refused(&clinic, &ana, fields).await, (json!(code), json!(field)));
        }
        assert_eq!(stored(&clinic, &ana).await, ana);
    }

    async fn another_clinics_client_is_as_good_as_none(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let neighbour = clinic.neighbour().await;
        let input = json!({ "input": { "preferredName": "Zoe", "language": "en", "zone": "UTC" } });
        let theirs = clinic.run(&neighbour, CREATE, input).await["data"]["createClient"]["client"].clone();
        let missing = ClientId::mint(clinic.app.now(), clinic.app.entropy()).to_string();
        let variables = |id: &Value| json!({ "input": { "id": id, "rowVersion": 1, "preferredName": "Mine" } });
        let answer = clinic.answers_alike(UPDATE, variables(&theirs["id"]), variables(&json!(missing))).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let nonsense = clinic.run(&clinic.admin, UPDATE, variables(&json!("cli_x"))).await;
        assert_eq!(nonsense.to_string(), answer.to_string());
        let still = clinic.run(&neighbour, CLIENT, json!({ "id": theirs["id"] })).await;
        assert_eq!(still["data"]["node"], theirs);
        assert_eq!(stored(&clinic, &ana).await, ana);
    }

    async fn a_therapist_and_a_viewer_change_no_client(db) {
        let (clinic, ana) = clinic_with_ana(db).await;
        let input = json!({ "input": { "id": ana["id"], "rowVersion": 1, "preferredName": "Mine" } });
        for role in [Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Tom", role).await;
            clinic.assert_forbidden(&caller, UPDATE, input.clone()).await;
        }
        assert_eq!(stored(&clinic, &ana).await, ana);
    }
}
