//! Guardians and windows of a page of clients: loaded only when asked for, for all at once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const CREATE: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const CLIENTS: &str = include_str!("../../../graphql/operations/clients/clients.graphql");
const WITH_EDGES: &str =
    include_str!("../../../graphql/operations/clients/clients_with_availability.graphql");

/// Fifty clients: every second has a guardian, each has as many windows as days since Monday.
async fn fifty(db: crate::support::TestDatabase) -> TestClinic {
    const DAYS: [&str; 7] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
    for number in 0..50 {
        clinic.clock.advance(Duration::from_secs(1));
        let guardian = (number % 2 == 0).then(|| json!({ "preferredName": format!("Guardian {number}") }));
        let windows: Vec<Value> = DAYS[..number % 7]
            .iter()
            .map(|day| json!({ "weekday": day, "localStart": "09:00", "localEnd": "10:00" }))
            .collect();
        let client = json!({
            "preferredName": format!("Client {number}"), "language": "en", "zone": "UTC",
            "guardian": guardian, "availability": windows,
        });
        clinic.ask(CREATE, json!({ "input": client })).await;
    }
    clinic
}

/// How many statements a document takes, the audit log's row among them, and its answer.
async fn counted(clinic: &TestClinic, document: &str, first: usize) -> (u64, Value) {
    let before = clinic.app.statement_count();
    let answer = clinic.ask(document, json!({ "first": first })).await;
    (clinic.app.statement_count() - before, answer)
}

both! {
    async fn a_page_takes_as_many_statements_for_one_client_as_for_fifty(db) {
        let clinic = fifty(db).await;
        assert_eq!(counted(&clinic, CLIENTS, 1).await.0, 2, "nothing is loaded that nobody asked for");
        assert_eq!(counted(&clinic, CLIENTS, 50).await.0, 2);
        assert_eq!(counted(&clinic, WITH_EDGES, 1).await.0, 4);
        assert_eq!(counted(&clinic, WITH_EDGES, 50).await.0, 4);
        let nodes = "query($first: Int) { clients(first: $first) { nodes { ...Week } } }
            fragment Week on Client { id availability { weekday } week: availability { localStart } }";
        assert_eq!(counted(&clinic, nodes, 1).await.0, 3, "through nodes, fragments and aliases too");
        assert_eq!(counted(&clinic, nodes, 50).await.0, 3);
    }

    async fn every_client_of_a_page_has_their_own(db) {
        let clinic = fifty(db).await;
        let (_, answer) = counted(&clinic, WITH_EDGES, 50).await;
        let edges = answer["clients"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), 50);
        for (number, edge) in edges.iter().enumerate() {
            let node = &edge["node"];
            assert_eq!(node["preferredName"], format!("Client {number}"));
            assert_eq!(node["availability"].as_array().unwrap().len(), number % 7);
            let guardian = (number % 2 == 0).then(|| format!("Guardian {number}"));
            assert_eq!(node["guardian"]["preferredName"].as_str(), guardian.as_deref());
        }
    }
}
