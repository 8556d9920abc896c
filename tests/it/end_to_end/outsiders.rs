//! Who may not see: a viewer, another clinic, an expired and an unknown token.

use reqwest::StatusCode;

use super::operations::{Clients, Node, Sites, Viewer, clients, node, sites, viewer};
use super::setting::Setting;
use crate::support::{TestDatabase, both};

const ADMIN: &str = "ada@northside.example";
const NOBODYS_SITE: &str = "sit_01890a5d2c7e7cc3980ad3f0e1a2b3c4";

fn every_client() -> clients::Variables {
    clients::Variables { first: None, after: None, name_contains: None }
}

both! {
    async fn outsiders_are_refused_and_learn_nothing(db) {
        let setting = Setting::prepare(db).await;
        let clinic = setting.clinic("Northside", ADMIN);
        let other = setting.clinic("Southside", "sol@southside.example");
        setting.staff(&clinic, "vic@northside.example", "viewer");
        let admin = setting.token(&clinic, ADMIN, "good");
        let expired = setting.token(&clinic, ADMIN, "expired");
        let expire = "UPDATE api_token SET created_at = '2020-01-01 00:00:00+00:00',
            expires_at = '2020-01-02 00:00:00+00:00' WHERE label = 'expired'";
        TestDatabase::execute_on(&setting.url, expire).await;
        let viewer_token = setting.token(&clinic, "vic@northside.example", "viewer");
        let others_token = setting.token(&other, "sol@southside.example", "other");
        let server = setting.serve();

        let refused = server.api(&viewer_token).refusal::<Clients>(every_client()).await;
        assert_eq!(refused.0, "FORBIDDEN");

        let first_site = sites::Variables { first: Some(1), after: None };
        let site = server.api(&admin).ask::<Sites>(first_site).await.sites.nodes[0].id.clone();
        let by_id = |id: &str| node::Variables { id: id.to_owned() };
        assert!(server.api(&admin).ask::<Node>(by_id(&site)).await.node.is_some());
        let theirs = server.api(&others_token);
        let foreign = theirs.bytes::<Node>(by_id(&site)).await;
        assert_eq!(foreign, theirs.bytes::<Node>(by_id(NOBODYS_SITE)).await);
        assert_eq!(foreign, (StatusCode::OK, r#"{"data":{"node":null}}"#.to_owned()));

        let unknown = format!("{}x", &admin[..admin.len() - 1]);
        let mut answers = Vec::new();
        for token in [expired.as_str(), unknown.as_str(), "nonsense", ""] {
            let (status, body) = server.api(token).bytes::<Viewer>(viewer::Variables {}).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{body}");
            assert!(body.contains(r#""code":"UNAUTHENTICATED""#), "{body}");
            answers.push(body);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "which token it was shows: {answers:?}");
        assert_eq!(server.terminate().0, Some(0));
    }
}
