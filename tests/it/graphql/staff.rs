//! The staff and its qualifications.

use std::time::Duration;

use futures_util::future::join_all;
use roundel::domain::access::{Role, Scope};
use roundel::domain::ids::StaffMemberId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{LoginGate, TestClinic, TestDatabase, both};

const STAFF: &str = include_str!("../../../graphql/operations/staff/staff.graphql");
const ADD: &str = include_str!("../../../graphql/operations/staff/add_staff_member.graphql");
const SET: &str = include_str!("../../../graphql/operations/staff/set_qualifications.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

fn tom() -> Value {
    json!({ "input": {
        "displayName": "Tom Ruiz", "role": "THERAPIST", "zone": "Europe/Berlin", "email": "tom@example.org",
    } })
}

fn record(of: &Value) -> Value {
    json!({ "input": {
        "staffMemberId": of,
        "certifications": [
            { "title": "IPT, level B", "issuedOn": "2024-05-01", "expiresOn": "2027-05-01" },
            { "title": "Group leader" },
        ],
        "licences": [{ "jurisdiction": "us-ny", "expiresOn": "2026-12-31" }, { "jurisdiction": "DE" }],
        "availability": [{ "weekday": "TUESDAY", "localStart": "09:00", "localEnd": "17:30" }],
    } })
}

fn changed(of: &Value, field: &str, value: Value) -> Value {
    let mut variables = record(of);
    variables["input"][field] = value;
    variables
}

async fn add_tom(clinic: &TestClinic) -> Value {
    clinic.clock.advance(Duration::from_secs(1));
    clinic.ask(ADD, tom()).await["addStaffMember"]["staffMember"]["id"].clone()
}

async fn member(clinic: &TestClinic, role: &str) -> Value {
    clinic.ask(STAFF, json!({ "role": role })).await["staff"]["nodes"][0].clone()
}

both! {
    async fn somebody_joins_the_staff_once_under_their_address(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let added = clinic.ask(ADD, tom()).await["addStaffMember"].clone();
        assert_eq!(added["staffMember"]["displayName"], "Tom Ruiz");
        assert_eq!(added["staffMember"]["licences"], json!([]));
        let again = clinic.ask(ADD, tom()).await["addStaffMember"].clone();
        assert_eq!(again["staffMember"], Value::Null);
        assert_eq!(again["userErrors"][0]["code"], "ALREADY_ON_STAFF");
        assert_eq!(again["userErrors"][0]["field"], "email");
        let mut louder = tom();
        louder["input"]["email"] = json!(tom()["input"]["email"].as_str().unwrap().to_uppercase());
        let louder = clinic.ask(ADD, louder).await["addStaffMember"].clone();
        assert_eq!(louder["userErrors"][0]["code"], "ALREADY_ON_STAFF", "whatever its capitals");
        let neighbour = clinic.neighbour().await;
        let there = clinic.run(&neighbour, ADD, tom()).await;
        assert_eq!(there["data"]["addStaffMember"]["userErrors"], json!([]), "one login, several clinics");
    }

    async fn one_address_added_several_times_at_once_is_added_once(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        // One connection fewer than the pool has: none waits for another's.
        let gate = LoginGate::close(&clinic.database.url_text).await;
        let adding = join_all((0..7).map(|_| clinic.ask(ADD, tom())));
        let (answers, ()) = tokio::join!(adding, gate.open_for(7));
        let payloads: Vec<&Value> = answers.iter().map(|answer| &answer["addStaffMember"]).collect();
        let (refused, added): (Vec<&Value>, Vec<_>) = payloads.iter().partition(|one| one["staffMember"].is_null());
        assert_eq!((added.len(), refused.len()), (1, 6), "{answers:#?}");
        for payload in refused {
            assert_eq!(payload["userErrors"][0]["code"], "ALREADY_ON_STAFF");
        }
    }

    async fn one_address_added_by_two_clinics_at_once_is_one_login(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        for n in 0..8 {
            let mut variables = tom();
            variables["input"]["email"] = json!(format!("tom{n}@example.org"));
            let here = clinic.run(&clinic.admin, ADD, variables.clone());
            let (here, there) = tokio::join!(here, clinic.run(&neighbour, ADD, variables));
            for answer in [here, there] {
                assert_eq!(answer["data"]["addStaffMember"]["userErrors"], json!([]), "{answer:#}");
            }
        }
        let logins = "SELECT count(*) AS n FROM account WHERE email LIKE 'tom%'";
        assert_eq!(TestDatabase::number_on(&clinic.database.url_text, logins).await, 8);
    }

    async fn an_input_that_cannot_be_read_names_its_field(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for (field, value) in [("displayName", ""), ("zone", "CEST"), ("email", "tom")] {
            let mut variables = tom();
            variables["input"][field] = json!(value);
            let refused = clinic.ask(ADD, variables).await["addStaffMember"]["userErrors"][0].clone();
            assert_eq!((&refused["code"], &refused["field"]), (&json!("INVALID_INPUT"), &json!(field)));
        }
    }

    async fn the_staff_is_listed_by_role_and_a_disabled_member_says_since_when(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        add_tom(&clinic).await;
        let page = clinic.ask(STAFF, json!({ "first": 1 })).await["staff"].clone();
        assert_eq!(page["nodes"][0]["displayName"], "Ada Admin");
        let after = &page["pageInfo"]["endCursor"];
        let rest = clinic.ask(STAFF, json!({ "after": after })).await["staff"].clone();
        assert_eq!(rest["nodes"][0]["displayName"], "Tom Ruiz");
        assert_eq!(rest["pageInfo"]["hasNextPage"], false);
        assert_eq!(member(&clinic, "THERAPIST").await["disabledAt"], Value::Null);
        assert_eq!(member(&clinic, "VIEWER").await, Value::Null);
        let disable = "UPDATE staff_member SET disabled_at = '2026-03-02T12:30:00+00:00' WHERE role = 'THERAPIST'";
        clinic.database.db.reader().execute_unprepared(disable).await.unwrap();
        assert_eq!(member(&clinic, "THERAPIST").await["disabledAt"], "2026-03-02T12:30:00Z");
    }

    async fn qualifications_are_replaced_whole(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = add_tom(&clinic).await;
        let set = clinic.ask(SET, record(&tom)).await["setQualifications"].clone();
        let expected = json!({
            "id": tom,
            "certifications": [
                { "title": "Group leader", "issuedOn": null, "expiresOn": null },
                { "title": "IPT, level B", "issuedOn": "2024-05-01", "expiresOn": "2027-05-01" },
            ],
            "licences": [
                { "jurisdiction": "DE", "expiresOn": null },
                { "jurisdiction": "US-NY", "expiresOn": "2026-12-31" },
            ],
            "availability": [{ "weekday": "TUESDAY", "localStart": "09:00:00", "localEnd": "17:30:00" }],
        });
        assert_eq!(set["staffMember"], expected);
        let listed = member(&clinic, "THERAPIST").await;
        assert_eq!((&listed["licences"], &listed["availability"]), (&expected["licences"], &expected["availability"]));
        let none = json!({ "input": {
            "staffMemberId": tom, "certifications": [], "licences": [{ "jurisdiction": "DE" }], "availability": [],
        } });
        let replaced = clinic.ask(SET, none).await["setQualifications"]["staffMember"].clone();
        assert_eq!(replaced["licences"], json!([{ "jurisdiction": "DE", "expiresOn": null }]));
        assert_eq!((&replaced["certifications"], &replaced["availability"]), (&json!([]), &json!([])));
    }

    async fn contradictions_are_refused_with_their_place_and_change_nothing(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = add_tom(&clinic).await;
        clinic.ask(SET, record(&tom)).await;
        let before = member(&clinic, "THERAPIST").await;
        let backward = json!([{ "title": "IPT", "issuedOn": "2026-03-02", "expiresOn": "2026-03-01" }]);
        let twice = json!([{ "jurisdiction": "DE" }, { "jurisdiction": "de" }]);
        let window = json!({ "weekday": "MONDAY", "localStart": "09:00", "localEnd": "10:00" });
        let cases = [
            ("certifications", backward, "certifications.0.expiresOn"),
            ("certifications", json!([{ "title": "IPT" }, { "title": "" }]), "certifications.1.title"),
            ("licences", twice, "licences.1.jurisdiction"),
            ("licences", json!([{ "jurisdiction": "Bavaria" }]), "licences.0.jurisdiction"),
            ("availability", json!(vec![window; 50]), "availability"),
        ];
        for (field, value, path) in cases {
            let answer = clinic.ask(SET, changed(&tom, field, value)).await["setQualifications"].clone();
            let error = &answer["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_INPUT"), &json!(path)));
        }
        assert_eq!(member(&clinic, "THERAPIST").await, before);
    }

    async fn another_clinics_member_is_as_good_as_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        let foreign = json!(neighbour.staff_member().unwrap().to_string());
        let missing = json!(StaffMemberId::mint(clinic.app.now(), clinic.app.entropy()).to_string());
        let answer = clinic.answers_alike(SET, record(&foreign), record(&missing)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let theirs = clinic.run(&neighbour, STAFF, json!({})).await["data"]["staff"]["nodes"][0].clone();
        assert_eq!(theirs["licences"], json!([]));
    }

    async fn only_administrators_change_the_staff_and_everybody_reads_it(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let tom = add_tom(&clinic).await;
        for role in [Role::Coordinator, Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Kim", role).await;
            clinic.assert_forbidden(&caller, ADD, self::tom()).await;
            clinic.assert_forbidden(&caller, SET, record(&tom)).await;
            let listed = clinic.run(&caller, STAFF, json!({ "first": 1 })).await;
            assert_eq!(listed["data"]["staff"]["nodes"][0]["displayName"], "Ada Admin");
        }
        let mut narrow = clinic.admin.clone();
        narrow.scopes = vec![Scope::AuditRead];
        clinic.assert_forbidden(&narrow, STAFF, json!({})).await;
        assert_eq!(member(&clinic, "THERAPIST").await["licences"], json!([]));
    }

    async fn a_page_takes_as_many_statements_for_one_member_as_for_all(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for _ in 0..12 {
            clinic.clock.advance(Duration::from_secs(1));
            let caller = clinic.staff("Kim", Role::Therapist).await;
            clinic.ask(SET, record(&json!(caller.staff_member().unwrap().to_string()))).await;
        }
        for first in [1, 13] {
            let before = clinic.app.statement_count();
            let answer = clinic.ask(STAFF, json!({ "first": first })).await;
            assert_eq!(clinic.app.statement_count() - before, 4);
            assert_eq!(answer["staff"]["nodes"].as_array().unwrap().len(), first);
        }
        let before = clinic.app.statement_count();
        clinic.ask("{ staff { nodes { displayName } } }", json!({})).await;
        assert_eq!(clinic.app.statement_count() - before, 1);
    }
}
