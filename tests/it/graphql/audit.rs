//! The audit log.

use roundel::domain::access::{Caller, Role, Scope};
use roundel::domain::ids::ClientId;
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const AUDIT_EVENTS: &str = include_str!("../../../graphql/operations/audit/audit_events.graphql");
const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";
const LATER: &str = "2026-03-02T13:00:00Z";

async fn add_site(clinic: &TestClinic, name: &str) -> Value {
    let answer = clinic.ask(CREATE_SITE, json!({ "input": { "name": name, "zone": "UTC" } })).await;
    answer["createSite"]["site"]["id"].clone()
}

both! {
    async fn what_was_done_is_listed_newest_first(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        clinic.at(LATER);
        let site = add_site(&clinic, "Madrid").await;
        let events = clinic.audit_events(json!({})).await;
        let admin = clinic.admin.staff_member().unwrap().to_string();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0], json!({
            "id": events[0]["id"], "at": LATER, "actorKind": "STAFF", "actorId": admin, "rule": null,
            "operation": "createSite", "outcome": "DONE", "subject": site, "details": {}, "kind": "ACTION",
            "clientIds": [], "sessionIds": [], "requestId": events[0]["requestId"], "source": null,
        }));
        assert_eq!(events[0]["requestId"].as_str().map(str::len), Some(32));
        assert_eq!(events[1], json!({
            "id": events[1]["id"], "at": NOON, "actorKind": "SYSTEM", "actorId": null, "rule": "clinic.create",
            "operation": "createClinic", "outcome": "DONE", "subject": clinic.created.clinic.id.to_string(),
            "details": { "admin": admin }, "kind": "ACTION", "clientIds": [], "sessionIds": [], "requestId": null,
            "source": null,
        }));
    }

    async fn the_log_is_read_page_by_page_and_by_subject(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        clinic.at(LATER);
        let site = add_site(&clinic, "Madrid").await;
        let first = clinic.ask(AUDIT_EVENTS, json!({ "first": 1 })).await["auditEvents"].clone();
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let after = &first["pageInfo"]["endCursor"];
        let second = clinic.ask(AUDIT_EVENTS, json!({ "first": 1, "after": after })).await["auditEvents"].clone();
        assert_eq!(second["nodes"][0]["operation"], "createClinic");
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
        let of_site = clinic.audit_events(json!({ "subject": site })).await;
        assert_eq!(of_site.len(), 1);
        assert_eq!(of_site[0]["subject"], site);
    }

    async fn another_clinics_subject_is_as_good_as_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        let foreign = json!({ "subject": neighbour.clinic_id.to_string() });
        let missing = json!({ "subject": ClientId::mint(clinic.app.now(), clinic.app.entropy()).to_string() });
        let answer = clinic.answers_alike(AUDIT_EVENTS, foreign, missing).await;
        assert_eq!(answer["data"]["auditEvents"]["nodes"], json!([]));
    }

    async fn only_administrators_read_the_log_and_trying_is_logged(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for role in [Role::Coordinator, Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Kim", role).await;
            clinic.assert_forbidden(&caller, AUDIT_EVENTS, json!({})).await;
        }
        let mut narrow = clinic.admin.clone();
        narrow.scopes = Scope::READ_ONLY.to_vec();
        clinic.assert_forbidden(&narrow, AUDIT_EVENTS, json!({})).await;
        assert_eq!(clinic.audit_events(json!({ "first": 1 })).await[0]["operation"], "READ_AUDIT");
    }

    async fn a_refusal_is_found_by_the_record_that_was_asked_for(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        clinic.at_the_end_of(&course, 0);
        // Decided within the transaction, where it is known who leads the session.
        let other = clinic.staff("Tom", Role::Therapist).await;
        let answer = clinic.run(&other, MARK_ROSTER, course.roster(0, "A")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
        // Decided before anything is read.
        let viewer = clinic.staff("Vera", Role::Viewer).await;
        clinic.assert_forbidden(&viewer, MARK_ROSTER, course.roster(0, "A")).await;
        let session = course.sessions[0].id.to_string();
        let events = clinic.audit_events(json!({ "subject": session })).await;
        let of: Vec<(&Value, &Value, &Value)> =
            events.iter().map(|event| (&event["outcome"], &event["operation"], &event["actorId"])).collect();
        let by = |caller: &Caller| json!(caller.staff_member().unwrap().to_string());
        let (refused, action) = (json!("REFUSED"), json!("RECORD_ATTENDANCE"));
        assert_eq!(of, [(&refused, &action, &by(&viewer)), (&refused, &action, &by(&other))]);
    }
}
