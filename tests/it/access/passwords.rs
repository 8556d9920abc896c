//! Signing in, out, and how long it lasts.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Variables;
use futures_util::future::join_all;
use roundel::app::accounts::{authenticate_sign_in, set_password};
use roundel::app::staff::{AddStaffMember, SetStaffAccess, add_staff_member, set_staff_access};
use roundel::domain::access::{Caller, PresentedPassword, Role};
use roundel::domain::clinics::StaffAccess;
use roundel::domain::people::EmailAddress;
use roundel::domain::time::Zone;
use roundel::graphql::{Browser, CookieChange, GraphQlRequest, RequestId};
use serde_json::{Value, json};

use crate::support::{TestClinic, TestDatabase, both};

const SIGN_IN: &str = include_str!("../../../graphql/operations/access/sign_in.graphql");
const SIGN_OUT: &str = include_str!("../../../graphql/operations/access/sign_out.graphql");
const CHANGE: &str = include_str!("../../../graphql/operations/access/change_password.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";
const ADA: &str = "ada@northside.example";
const GOOD: &str = "otter lamp velvet quarry";
const BETTER: &str = "copper thistle marmalade dune";

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn presented(text: &str) -> PresentedPassword {
    PresentedPassword::new(text.to_owned())
}

/// A clinic whose administrator has a password.
async fn opened(db: TestDatabase) -> TestClinic {
    let clinic = TestClinic::open_at(db, NOON).await;
    set_password(&clinic.app, &email(ADA), presented(GOOD), "test").await.unwrap();
    clinic
}

fn credentials(address: &str, password: &str) -> Value {
    json!({ "input": { "email": address, "password": password } })
}

/// Sends a request as a browser that nobody is known to have signed in with: the answer, and the cookie's new secret.
async fn send(
    clinic: &TestClinic,
    source: &str,
    document: &str,
    variables: Value,
) -> (Value, Option<String>) {
    let browser = Arc::new(Browser::new(Some(source.parse().unwrap()), None));
    let mut request = GraphQlRequest::new(RequestId::draw(clinic.app.entropy()), document);
    request.variables = Variables::from_json(variables);
    request.browser = Arc::clone(&browser);
    let answer = serde_json::to_value(clinic.endpoint.execute_for_nobody(request).await).unwrap();
    let secret = match browser.take_cookie() {
        Some(CookieChange::Set { secret, .. }) => Some(secret.expose().to_owned()),
        _ => None,
    };
    (answer, secret)
}

async fn try_in(clinic: &TestClinic, address: &str, password: &str) -> (Value, Option<String>) {
    let (answer, secret) = send(clinic, "203.0.113.7", SIGN_IN, credentials(address, password)).await;
    (answer["data"]["signIn"].clone(), secret)
}

async fn secret_of(clinic: &TestClinic) -> String {
    let (payload, secret) = try_in(clinic, ADA, GOOD).await;
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    secret.unwrap()
}

async fn who(clinic: &TestClinic, secret: &str) -> Option<Caller> {
    authenticate_sign_in(&clinic.app, secret).await.unwrap().map(|found| found.caller)
}

/// Runs a document as the browser that holds this secret.
async fn run_signed_in(clinic: &TestClinic, secret: &str, document: &str, variables: Value) -> Value {
    let found = authenticate_sign_in(&clinic.app, secret).await.unwrap().unwrap();
    let mut request = GraphQlRequest::new(RequestId::draw(clinic.app.entropy()), document);
    request.variables = Variables::from_json(variables);
    request.browser = Arc::new(Browser::new(None, Some(found.sign_in)));
    serde_json::to_value(clinic.endpoint.execute(found.caller, request).await).unwrap()["data"].clone()
}

both! {
    async fn who_has_the_password_is_signed_in_with_the_rights_of_their_role(db) {
        let clinic = opened(db).await;
        let (payload, secret) = try_in(&clinic, "Ada@Northside.example", GOOD).await;
        assert_eq!(payload["signIn"], json!({
            "clinicId": clinic.created.clinic.id.to_string(),
            "staffMemberId": clinic.created.admin.id.to_string(),
            "role": "ADMIN",
            "expiresAt": "2026-03-03T00:00:00Z",
        }));
        assert_eq!(who(&clinic, &secret.unwrap()).await, Some(clinic.admin.clone()));
        let events = clinic.audit_events(json!({ "first": 10 })).await;
        let signed_in = events.iter().find(|event| event["operation"] == "signIn").unwrap();
        assert_eq!(signed_in["actorKind"], "STAFF");
    }

    async fn a_wrong_password_an_unknown_address_and_a_login_without_one_answer_alike(db) {
        let clinic = opened(db).await;
        let bea = AddStaffMember {
            display_name: "Bea".parse().unwrap(),
            role: Role::Coordinator,
            zone: Zone::parse("Europe/Berlin").unwrap(),
            language: roundel::domain::people::Language::En,            email: Some(email("bea@northside.example")),
            idempotency_key: None,
        };
        add_staff_member(&clinic.app, &clinic.admin, bea).await.unwrap();
        let wrong = try_in(&clinic, ADA, BETTER).await;
        assert_eq!(wrong.0["userErrors"][0]["code"], "WRONG_CREDENTIALS");
        assert_eq!(wrong.1, None);
        for (address, password) in [
            ("nobody@northside.example", GOOD),
            ("bea@northside.example", ""),
            ("not an address", GOOD),
            (ADA, ""),
        ] {
            assert_eq!(try_in(&clinic, address, password).await, wrong, "{address}");
        }
        let mut elsewhere = credentials(ADA, GOOD);
        elsewhere["input"]["clinicId"] = json!(clinic.neighbour().await.clinic_id.to_string());
        let (answer, secret) = send(&clinic, "203.0.113.7", SIGN_IN, elsewhere).await;
        assert_eq!((&answer["data"]["signIn"], secret), (&wrong.0, None));
    }

    async fn nobody_may_do_nothing_but_sign_in_and_only_once_a_request(db) {
        let clinic = opened(db).await;
        let sign_in = r#"signIn(input: { email: "ada@northside.example", password: "otter lamp velvet quarry" })
            { signIn { role } }"#;
        for document in [
            "{ viewer { role } }".to_owned(),
            "{ __typename }".to_owned(),
            "mutation { signOut { signedOut } }".to_owned(),
            format!("mutation {{ {sign_in} signOut {{ signedOut }} }}"),
            format!("mutation {{ a: {sign_in} b: {sign_in} }}"),
            format!("mutation {{ ...F }} fragment F on Mutation {{ {sign_in} }}"),
            r#"mutation { createSite(input: { name: "A", zone: "UTC" }) { userErrors { code } } }"#.to_owned(),
        ] {
            let (answer, secret) = send(&clinic, "203.0.113.7", &document, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{document}\n{answer:#}");
            assert_eq!((answer["data"].is_null(), secret), (true, None));
        }
        let twice = format!("mutation {{ a: {sign_in} b: {sign_in} }}");
        let answer = clinic.run(&clinic.admin, &twice, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{answer:#}");
    }

    async fn a_login_is_tried_ten_times_in_a_quarter_of_an_hour_however_many_try_at_once(db) {
        let clinic = opened(db).await;
        let tries = join_all((0..12).map(|n| {
            let source = format!("203.0.113.{n}");
            let clinic = &clinic;
            async move { send(clinic, &source, SIGN_IN, credentials(ADA, BETTER)).await.0 }
        }))
        .await;
        let code = |answer: &Value| answer["data"]["signIn"]["userErrors"][0]["code"].as_str().unwrap().to_owned();
        let refused = tries.iter().filter(|answer| code(answer) == "TOO_MANY_ATTEMPTS").count();
        assert_eq!(refused, 2, "{tries:#?}");
        let right = send(&clinic, "203.0.113.99", SIGN_IN, credentials(ADA, GOOD)).await;
        assert_eq!((code(&right.0).as_str(), right.1), ("TOO_MANY_ATTEMPTS", None), "not even the right one");
        // An address nobody has is counted alike.
        for n in 0..11 {
            let answer = send(&clinic, &format!("198.51.100.{n}"), SIGN_IN, credentials("x@example.org", GOOD)).await.0;
            assert_eq!(code(&answer) == "TOO_MANY_ATTEMPTS", n == 10, "{n}");
        }
        clinic.clock.advance(Duration::from_secs(15 * 60));
        secret_of(&clinic).await;
    }

    async fn one_source_tries_fifty_times_whatever_the_logins(db) {
        let clinic = opened(db).await;
        for n in 0..51 {
            let address = format!("somebody{n}@example.org");
            let answer = send(&clinic, "203.0.113.7", SIGN_IN, credentials(&address, GOOD)).await.0;
            let code = answer["data"]["signIn"]["userErrors"][0]["code"].clone();
            assert_eq!(code == "TOO_MANY_ATTEMPTS", n == 50, "{n}: {code}");
        }
        let (answer, secret) = send(&clinic, "203.0.113.8", SIGN_IN, credentials(ADA, GOOD)).await;
        assert!(secret.is_some(), "another source is not kept out: {answer:#}");
    }

    async fn a_sign_in_ends_by_signing_out_by_idling_and_after_a_long_day(db) {
        let clinic = opened(db).await;
        let (one, other) = (secret_of(&clinic).await, secret_of(&clinic).await);
        let answer = run_signed_in(&clinic, &one, SIGN_OUT, json!({})).await;
        assert_eq!(answer["signOut"]["signedOut"], true);
        assert_eq!(who(&clinic, &one).await, None);
        assert!(who(&clinic, &other).await.is_some(), "another browser stays");

        clinic.clock.advance(Duration::from_secs(59 * 60));
        assert!(who(&clinic, &other).await.is_some());
        clinic.clock.advance(Duration::from_secs(59 * 60));
        assert!(who(&clinic, &other).await.is_some(), "a request counts anew");
        clinic.clock.advance(Duration::from_secs(60 * 60));
        assert_eq!(who(&clinic, &other).await, None);

        let third = secret_of(&clinic).await;
        for _ in 0..14 {
            clinic.clock.advance(Duration::from_secs(50 * 60));
            assert!(who(&clinic, &third).await.is_some());
        }
        clinic.clock.advance(Duration::from_secs(20 * 60));
        assert_eq!(who(&clinic, &third).await, None, "twelve hours are over");
    }

    async fn a_disabled_member_another_role_or_another_password_ends_it_at_once(db) {
        let clinic = opened(db).await;
        let second = clinic.staff("Bea", Role::Admin).await;
        let set = async |access| {
            let command = SetStaffAccess { staff_member_id: clinic.created.admin.id, access };
            set_staff_access(&clinic.app, &second, command).await.unwrap()
        };
        for access in [StaffAccess::Disabled, StaffAccess::Role(Role::Viewer)] {
            let secret = secret_of(&clinic).await;
            set(access).await;
            assert_eq!(who(&clinic, &secret).await, None, "{access:?}");
            set(StaffAccess::Enabled).await;
            assert_eq!(who(&clinic, &secret).await, None, "nothing wakes up: {access:?}");
        }
        let secret = secret_of(&clinic).await;
        set_password(&clinic.app, &email(ADA), presented(BETTER), "test").await.unwrap();
        assert_eq!(who(&clinic, &secret).await, None);
        assert_eq!(try_in(&clinic, ADA, GOOD).await.0["userErrors"][0]["code"], "WRONG_CREDENTIALS");
        assert!(try_in(&clinic, ADA, BETTER).await.1.is_some());
    }

    async fn who_works_in_two_clinics_chooses_and_is_told_only_after_the_password(db) {
        let clinic = opened(db).await;
        let neighbour = clinic.neighbour().await;
        let there = AddStaffMember {
            display_name: "Ada".parse().unwrap(),
            role: Role::Therapist,
            zone: Zone::parse("Europe/Berlin").unwrap(),
            language: roundel::domain::people::Language::En,            email: Some(email(ADA)),
            idempotency_key: None,
        };
        add_staff_member(&clinic.app, &neighbour, there).await.unwrap();
        let (wrong, _) = try_in(&clinic, ADA, BETTER).await;
        assert_eq!(wrong["clinics"], json!([]));
        let (payload, secret) = try_in(&clinic, ADA, GOOD).await;
        assert_eq!((&payload["userErrors"][0]["code"], secret), (&json!("CLINIC_NEEDED"), None));
        let mut names: Vec<_> =
            payload["clinics"].as_array().unwrap().iter().map(|one| one["name"].to_string()).collect();
        names.sort_unstable();
        assert_eq!(names, ["\"Northside\"", "\"Southside\""]);
        let mut chosen = credentials(ADA, GOOD);
        chosen["input"]["clinicId"] = json!(neighbour.clinic_id.to_string());
        let (answer, secret) = send(&clinic, "203.0.113.7", SIGN_IN, chosen).await;
        assert_eq!(answer["data"]["signIn"]["signIn"]["role"], "THERAPIST");
        assert_eq!(who(&clinic, &secret.unwrap()).await.unwrap().clinic_id, neighbour.clinic_id);
    }

    async fn one_changes_ones_own_password_with_the_one_that_counts(db) {
        let clinic = opened(db).await;
        let secret = secret_of(&clinic).await;
        let change = |current: &str, new: &str| {
            json!({ "input": { "currentPassword": current, "newPassword": new } })
        };
        for (current, new, code, field) in [
            (BETTER, BETTER, "WRONG_PASSWORD", "currentPassword"),
            (GOOD, "too short", "UNFIT_PASSWORD", "newPassword"),
            (GOOD, "northside2026", "UNFIT_PASSWORD", "newPassword"),
        ] {
            let answer = run_signed_in(&clinic, &secret, CHANGE, change(current, new)).await;
            let error = &answer["changePassword"]["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(field)), "{answer:#}");
        }
        let answer = run_signed_in(&clinic, &secret, CHANGE, change(GOOD, BETTER)).await;
        assert_eq!(answer["changePassword"]["changed"], true, "{answer:#}");
        assert_eq!(who(&clinic, &secret).await, None);
        assert!(try_in(&clinic, ADA, BETTER).await.1.is_some());
    }

    async fn neither_address_nor_password_is_kept_where_tries_are_counted(db) {
        let clinic = opened(db).await;
        try_in(&clinic, ADA, BETTER).await;
        let count = "SELECT count(*) AS n FROM sign_in_attempt";
        assert_eq!(TestDatabase::number_on(&clinic.database.url_text, count).await, 2, "the login's and the source's");
        let showing = "SELECT count(*) AS n FROM sign_in_attempt WHERE subject LIKE '%ada%' OR subject LIKE '%203.%'";
        assert_eq!(TestDatabase::number_on(&clinic.database.url_text, showing).await, 0);
    }
}
