//! Who is asking, and any record by its id.

use roundel::domain::access::{Caller, Role, Scope};
use roundel::domain::ids::{AuditEventId, ClinicId, ProgramId, RoomId, SiteId, StaffMemberId};
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const VIEWER: &str = include_str!("../../../graphql/operations/access/viewer.graphql");
const NODE: &str = include_str!("../../../graphql/operations/access/node.graphql");
const CREATE_ROOM: &str = include_str!("../../../graphql/operations/clinics/create_room.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

/// One id of each kind that every clinic has.
async fn ids(clinic: &TestClinic, caller: &Caller) -> Vec<(&'static str, String)> {
    let sites = clinic.run(caller, "{ sites { nodes { id } } }", json!({})).await;
    let site = &sites["data"]["sites"]["nodes"][0]["id"];
    let room = json!({ "input": { "siteId": site, "name": "Blue", "capacity": 4 } });
    clinic.run(caller, CREATE_ROOM, room).await;
    let document = "{ viewer { clinic { id } staffMember { id } } rooms { nodes { id } }
        programs { nodes { id } } auditEvents { nodes { id } } }";
    let data = clinic.run(caller, document, json!({})).await["data"].clone();
    let text = |id: &Value| id.as_str().unwrap().to_owned();
    vec![
        ("AuditEvent", text(&data["auditEvents"]["nodes"][0]["id"])),
        ("Clinic", text(&data["viewer"]["clinic"]["id"])),
        ("Room", text(&data["rooms"]["nodes"][0]["id"])),
        ("Site", text(site)),
        ("StaffMember", text(&data["viewer"]["staffMember"]["id"])),
        ("TreatmentProgram", text(&data["programs"]["nodes"][0]["id"])),
    ]
}

both! {
    async fn everybody_learns_who_they_are_whatever_their_scopes(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let mut kim = clinic.staff("Kim", Role::Viewer).await;
        kim.scopes = vec![Scope::AttendanceRead];
        let answer = clinic.run(&kim, VIEWER, json!({})).await;
        assert_eq!(answer, json!({ "data": { "viewer": {
            "clinic": { "id": clinic.created.clinic.id.to_string(), "name": "Northside" },
            "role": "VIEWER",
            "scopes": ["attendance:read"],
            "staffMember": { "id": kim.staff_member().unwrap().to_string(), "displayName": "Kim" },
        } } }));
        let system = Caller::system(clinic.admin.clinic_id, "tests");
        let answer = clinic.run(&system, VIEWER, json!({})).await;
        assert_eq!(answer["data"]["viewer"]["staffMember"], Value::Null);
    }

    async fn a_record_of_any_kind_is_found_by_its_id(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for (kind, id) in ids(&clinic, &clinic.admin).await {
            let node = clinic.ask(NODE, json!({ "id": id })).await["node"].clone();
            assert_eq!(node, json!({ "__typename": kind, "id": id }));
        }
    }

    async fn another_clinics_record_of_any_kind_is_as_good_as_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        let (now, chance) = (clinic.app.now(), clinic.app.entropy());
        let missing = [
            AuditEventId::mint(now, chance).to_string(),
            ClinicId::mint(now, chance).to_string(),
            RoomId::mint(now, chance).to_string(),
            SiteId::mint(now, chance).to_string(),
            StaffMemberId::mint(now, chance).to_string(),
            ProgramId::mint(now, chance).to_string(),
        ];
        for ((_, foreign), missing) in ids(&clinic, &neighbour).await.into_iter().zip(missing) {
            let answer = clinic.answers_alike(NODE, json!({ "id": foreign }), json!({ "id": missing })).await;
            assert_eq!(answer, json!({ "data": { "node": null } }));
        }
        for nonsense in ["", "cli", "cli_", "aud_x", "_", "who_0123"] {
            assert_eq!(clinic.ask(NODE, json!({ "id": nonsense })).await["node"], Value::Null);
        }
    }

    async fn an_event_of_the_log_is_found_by_administrators_only(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let event = clinic.audit_events(json!({ "first": 1 })).await[0]["id"].clone();
        let coordinator = clinic.staff("Cora", Role::Coordinator).await;
        clinic.assert_forbidden(&coordinator, NODE, json!({ "id": event })).await;
    }
}
