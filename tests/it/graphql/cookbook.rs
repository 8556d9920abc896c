//! The README's section "Query it": every document of it runs, with a token that only reads.

use std::collections::BTreeSet;

use roundel::domain::access::{Caller, Scope};
use serde_json::json;

use crate::support::{ScheduleFixture, both, done};

const README: &str = include_str!("../../../README.md");
const ADD_TO_WAITLIST: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// The documents of the section, in order.
fn documents() -> Vec<&'static str> {
    let (_, section) = README.split_once("\n## Query it\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let blocks = section.split("```graphql\n").skip(1);
    blocks.map(|block| block.split_once("```").unwrap().0).collect()
}

both! {
    async fn every_document_of_the_cookbook_answers_with_a_token_that_only_reads(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let clinic = &fixture.clinic;
        let waiting = json!({ "clientId": fixture.add_client("Wu", "UTC").await, "programId": fixture.program("IPT").await });
        done(clinic.ask(ADD_TO_WAITLIST, json!({ "input": waiting })).await["addToWaitlist"].clone(), "entry");
        clinic.at("2026-03-12T12:00:00Z");
        for session in &fixture.sessions().await[..2] {
            let marks = json!([{ "participationId": session["participations"][0]["id"], "status": "NO_SHOW" }]);
            let input = json!({ "sessionId": session["id"], "marks": marks });
            done(clinic.ask(MARK_ROSTER, json!({ "input": input })).await["markRoster"].clone(), "participations");
        }
        let dashboard = Caller { scopes: Scope::READ_ONLY.into(), ..clinic.admin.clone() };
        let mut answered = BTreeSet::new();
        for document in documents() {
            let answer = clinic.run(&dashboard, document, json!({})).await;
            assert_eq!(answer.get("errors"), None, "{document}: {answer:#}");
            for (root, found) in answer["data"].as_object().unwrap() {
                let is_empty = found == &json!([]) || found["nodes"] == json!([]);
                // Nothing fails to go out here.
                assert_eq!(is_empty, root == "reminderDeliveries", "{document}: {answer:#}");
                answered.insert(root.clone());
            }
        }
        let expected = ["attendanceSummary", "groupAttendance", "reminderDeliveries", "riskFlags", "unrecordedSessions", "waitlist", "week"];
        assert_eq!(answered.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_cookbook_asks_each_thing_once() {
    let names: BTreeSet<&str> =
        documents().iter().map(|document| document.split(['(', '{']).next().unwrap().trim()).collect();
    assert_eq!((names.len(), documents().len()), (8, 8));
}
