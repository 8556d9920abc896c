//! Rooms.

use roundel::domain::access::{Role, Scope};
use roundel::domain::ids::SiteId;
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const CREATE: &str = include_str!("../../../graphql/operations/clinics/create_room.graphql");
const ROOMS: &str = include_str!("../../../graphql/operations/clinics/rooms.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

fn room(site: impl ToString, name: &str, capacity: i64) -> Value {
    json!({ "input": { "siteId": site.to_string(), "name": name, "capacity": capacity } })
}

async fn count(clinic: &TestClinic) -> usize {
    clinic.ask(ROOMS, json!({})).await["rooms"]["nodes"].as_array().unwrap().len()
}

both! {
    async fn a_room_is_added_to_a_site_once_under_its_name(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let site = clinic.created.site.id;
        let created = clinic.ask(CREATE, room(site, "Blue", 12)).await["createRoom"]["room"].clone();
        assert_eq!((&created["name"], &created["capacity"]), (&json!("Blue"), &json!(12)));
        assert_eq!(created["siteId"], site.to_string());
        assert_eq!(clinic.ask(ROOMS, json!({})).await["rooms"]["nodes"], json!([created]));
        let again = clinic.ask(CREATE, room(site, "Blue", 3)).await["createRoom"].clone();
        assert_eq!((&again["room"], &again["userErrors"][0]["code"]), (&Value::Null, &json!("NAME_TAKEN")));
        assert_eq!(again["userErrors"][0]["field"], "name");
        assert_eq!(count(&clinic).await, 1);
    }

    async fn an_input_that_cannot_be_read_names_its_field(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let site = clinic.created.site.id;
        for (variables, field) in [(room(site, " ", 1), "name"), (room(site, "Blue", 0), "capacity")] {
            let refused = clinic.ask(CREATE, variables).await["createRoom"]["userErrors"][0].clone();
            assert_eq!((&refused["code"], &refused["field"]), (&json!("INVALID_INPUT"), &json!(field)));
        }
        assert_eq!(count(&clinic).await, 0);
    }

    async fn another_clinics_site_is_as_good_as_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        let sites = clinic.run(&neighbour, "{ sites { nodes { id } } }", json!({})).await;
        let foreign = sites["data"]["sites"]["nodes"][0]["id"].as_str().unwrap();
        let missing = SiteId::mint(clinic.app.now(), clinic.app.entropy());
        let answer = clinic.answers_alike(CREATE, room(foreign, "Blue", 1), room(missing, "Blue", 1)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let nonsense = clinic.run(&clinic.admin, CREATE, room("grp_1", "Blue", 1)).await;
        assert_eq!(nonsense.to_string(), answer.to_string());
        assert_eq!(count(&clinic).await, 0);
    }

    async fn only_administrators_add_rooms(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let variables = room(clinic.created.site.id, "Blue", 12);
        for role in [Role::Coordinator, Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Kim", role).await;
            clinic.assert_forbidden(&caller, CREATE, variables.clone()).await;
        }
        let mut narrow = clinic.admin.clone();
        narrow.scopes = Scope::READ_ONLY.to_vec();
        clinic.assert_forbidden(&narrow, CREATE, variables).await;
        assert_eq!(count(&clinic).await, 0);
    }
}
