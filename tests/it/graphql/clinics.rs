//! Sites and rooms.

use roundel::domain::access::Role;
use roundel::domain::ids::SiteId;
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");
const UPDATE_SITE: &str = include_str!("../../../graphql/operations/clinics/update_site.graphql");
const SITES: &str = include_str!("../../../graphql/operations/clinics/sites.graphql");

both! {
    async fn a_site_is_added_and_listed_page_by_page(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        clinic.clock.advance(std::time::Duration::from_secs(1));
        let input = json!({ "input": { "name": "Madrid", "zone": "Europe/Madrid" } });
        let created = clinic.ask(CREATE_SITE, input.clone()).await;
        assert_eq!(created["createSite"]["site"]["lateCancelMinutes"], 1440);

        let first = clinic.ask(SITES, json!({ "first": 1 })).await;
        assert_eq!(first["sites"]["nodes"][0]["name"], "Main");
        assert_eq!(first["sites"]["pageInfo"]["hasNextPage"], true);
        let second =
            clinic.ask(SITES, json!({ "first": 1, "after": first["sites"]["pageInfo"]["endCursor"] })).await;
        assert_eq!(second["sites"]["nodes"][0]["name"], "Madrid");
        assert_eq!(second["sites"]["pageInfo"]["hasNextPage"], false);

        let again = clinic.ask(CREATE_SITE, input).await;
        assert_eq!(again["createSite"]["userErrors"][0]["code"], "NAME_TAKEN");
    }

    async fn a_site_has_a_phone_and_crisis_lines_of_its_own_until_they_are_cleared(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        clinic.clock.advance(std::time::Duration::from_secs(1));
        let input = json!({ "name": "Madrid", "zone": "Europe/Madrid", "phone": "+34 555 0100", "crisisLines": "024" });
        let created = clinic.ask(CREATE_SITE, json!({ "input": input })).await["createSite"]["site"].clone();
        assert_eq!((&created["phone"], &created["crisisLines"]), (&json!("+34 555 0100"), &json!("024")));
        assert_eq!(created["rowVersion"], 1);

        let edit = json!({ "id": created["id"], "rowVersion": 1, "phone": "+34 555 0200", "crisisLines": null });
        clinic.clock.advance(std::time::Duration::from_secs(1));
        let edited = clinic.ask(UPDATE_SITE, json!({ "input": edit })).await["updateSite"]["site"].clone();
        assert_eq!(edited, json!({ "id": created["id"], "name": "Madrid", "zone": "Europe/Madrid",
            "lateCancelMinutes": 1440, "markingLockDays": null, "phone": "+34 555 0200", "crisisLines": null,
            "rowVersion": 2 }));
        let listed = clinic.ask(SITES, json!({})).await["sites"]["nodes"].clone();
        assert_eq!(listed[1], edited);
        let event = clinic.audit_events(json!({ "first": 1 })).await[0].clone();
        assert_eq!((&event["operation"], &event["subject"]), (&json!("updateSite"), &created["id"]));
        assert_eq!(event["details"], json!({ "fields": ["phone", "crisisLines"] }));
    }

    async fn an_edit_of_a_site_that_is_not_possible_says_why_and_changes_nothing(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        clinic.clock.advance(std::time::Duration::from_secs(1));
        let input = json!({ "input": { "name": "Madrid", "zone": "Europe/Madrid" } });
        let site = clinic.ask(CREATE_SITE, input).await["createSite"]["site"].clone();
        let edit = |rest: Value| {
            let mut input = json!({ "id": site["id"], "rowVersion": 1 });
            input.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            json!({ "input": input })
        };
        for (rest, code, field) in [
            (json!({ "rowVersion": 2, "name": "Sol" }), "STALE", "rowVersion"),
            (json!({ "name": "Main" }), "NAME_TAKEN", "name"),
            (json!({ "name": null }), "INVALID_INPUT", "name"),
            (json!({ "phone": " " }), "INVALID_INPUT", "phone"),
            (json!({ "crisisLines": "" }), "INVALID_INPUT", "crisisLines"),
        ] {
            let refused = clinic.ask(UPDATE_SITE, edit(rest)).await["updateSite"].clone();
            assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]),
                (&json!(code), &json!(field)), "{refused:#}");
        }
        let sites = clinic.ask(SITES, json!({})).await["sites"]["nodes"].clone();
        assert_eq!(sites[1], site);

        let neighbour = clinic.neighbour().await;
        let theirs = clinic.run(&neighbour, SITES, json!({})).await["data"]["sites"]["nodes"][0]["id"].clone();
        let missing = SiteId::mint(clinic.app.now(), clinic.app.entropy()).to_string();
        let of = |id: Value| json!({ "input": { "id": id, "rowVersion": 1, "phone": "1" } });
        let answer = clinic.answers_alike(UPDATE_SITE, of(theirs), of(json!(missing))).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let coordinator = clinic.staff("Kim", Role::Coordinator).await;
        clinic.assert_forbidden(&coordinator, UPDATE_SITE, edit(json!({ "phone": "1" }))).await;
    }

    async fn an_unknown_zone_is_refused_with_its_field_and_a_suggestion(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let input = json!({ "input": { "name": "Madrid", "zone": "Europe/Madird" } });
        let refused = clinic.ask(CREATE_SITE, input).await;
        let error = &refused["createSite"]["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_INPUT"), &json!("zone")));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("Europe/Madird") && message.contains("Europe/Madrid"), "{message}");
    }
}
