//! Sites and rooms.

use serde_json::json;

use crate::support::{TestClinic, both};

const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");
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
