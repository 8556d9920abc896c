//! Where a request comes from, as the audit log keeps it.

use serde_json::{Value, json};

use super::setting::Setting;
use crate::support::both;

const CREATE: &str = r#"mutation { createClient(input: { preferredName: "Kim", language: en, zone: "UTC" })
    { client { id } } }"#;
const EVENTS: &str = "{ auditEvents(first: 2) { nodes { kind operation source requestId } } }";

both! {
    async fn what_a_stranger_says_of_its_source_is_not_believed(db) {
        let setting = Setting::prepare(db).await;
        let (server, api) = setting.serve_clinic();
        let created = api.forwarded(CREATE, "203.0.113.9").await;
        assert!(created["data"]["createClient"]["client"]["id"].is_string(), "{created:#}");
        let events = api.forwarded(EVENTS, "203.0.113.9").await["data"]["auditEvents"]["nodes"].clone();
        let kinds: Vec<&Value> = events.as_array().unwrap().iter().map(|event| &event["kind"]).collect();
        assert!(kinds.contains(&&json!("READ")) && kinds.contains(&&json!("ACTION")), "{events:#}");
        for event in events.as_array().unwrap() {
            assert_eq!((&event["operation"], &event["source"]), (&json!("createClient"), &json!("127.0.0.1")));
            assert_eq!(event["requestId"], events[0]["requestId"], "one request");
        }
        assert_eq!(server.terminate().0, Some(0));
    }
}
