//! What one process changes and another one tells.

use std::sync::Arc;
use std::time::Duration;

use roundel::app::App;
use roundel::app::ambient::SeededEntropy;
use roundel::graphql::{Endpoint, Policy, build_schema};
use roundel::web::SocketLimits;
use serde_json::json;

use super::node::{Node, OFTEN, token};
use super::peer::soon;
use crate::support::{Backend, Course, LIMITS, TestClinic, TestDatabase, both};

const SESSION_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/session_changed.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// So seldom that only a notice can be why a node looked.
const NEVER: Duration = Duration::from_secs(3600);

/// How many connections wait for notices.
const LISTENERS: &str = "SELECT count(*) AS n FROM pg_stat_activity \
    WHERE datname = current_database() AND query LIKE 'LISTEN%'";

/// The application of another process on the same database.
async fn elsewhere(clinic: &TestClinic) -> App {
    let db = clinic.database.another_pool(LIMITS).await;
    App::new(db, clinic.clock.clone(), Arc::new(SeededEntropy::new(11)))
}

/// Marks a week's roster in that process.
async fn mark_in(app: &App, clinic: &TestClinic, course: &Course, week: usize) {
    let endpoint = Endpoint::new(build_schema(app.clone()), Policy::default());
    let there = endpoint.execute(clinic.admin.clone(), clinic.request(MARK_ROSTER, course.roster(week, "A")));
    let answer = serde_json::to_value(there.await).unwrap();
    assert_eq!(answer["data"]["markRoster"]["userErrors"], json!([]), "{answer:#}");
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for by the real time")]
async fn until_listeners(clinic: &TestClinic, wanted: i64) {
    let there = async {
        while TestDatabase::number_on(&clinic.database.url_text, LISTENERS).await != wanted {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    soon(there).await;
}

both! {
    async fn what_another_process_changed_is_found_by_looking(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        let node = Node::start(&clinic.app, SocketLimits::default(), OFTEN).await;
        let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
        peer.watch("s", SESSION_CHANGED, json!({})).await;
        clinic.at_the_end_of(&course, 0);
        mark_in(&elsewhere(&clinic).await, &clinic, &course, 0).await;
        assert_eq!(peer.next("s").await["sessionChanged"]["status"], "HELD");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_two_nodes_hear_of_each_others_changes_at_once() {
    let Some(db) = TestDatabase::create(Backend::Postgres).await else { return };
    let clinic = TestClinic::open_at(db, BEFORE).await;
    let course = clinic.course("Tuesdays", 1, 2).await;
    let there = elsewhere(&clinic).await;
    let (first, second) = (
        Node::start(&clinic.app, SocketLimits::default(), NEVER).await,
        Node::start(&there, SocketLimits::default(), NEVER).await,
    );
    let token = token(&clinic, &clinic.admin).await;
    let (mut here, mut beyond) = (first.begun(&token).await, second.begun(&token).await);
    for peer in [&mut here, &mut beyond] {
        peer.watch("s", SESSION_CHANGED, json!({})).await;
    }
    until_listeners(&clinic, 2).await;
    clinic.at_the_end_of(&course, 1);
    for (app, week) in [(&clinic.app, 0), (&there, 1)] {
        mark_in(app, &clinic, &course, week).await;
        for peer in [&mut here, &mut beyond] {
            let told = peer.next("s").await["sessionChanged"]["id"].clone();
            assert_eq!(told, json!(course.sessions[week].id.to_string()));
        }
    }
    first.stop().await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_a_lost_listener_is_replaced_and_nothing_is_missed() {
    let Some(db) = TestDatabase::create(Backend::Postgres).await else { return };
    let clinic = TestClinic::open_at(db, BEFORE).await;
    let course = clinic.course("Tuesdays", 1, 1).await;
    let node = Node::start(&clinic.app, SocketLimits::default(), OFTEN).await;
    let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
    peer.watch("s", SESSION_CHANGED, json!({})).await;
    until_listeners(&clinic, 1).await;
    clinic.at_the_end_of(&course, 0);
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    clinic.database.execute(cut).await;
    mark_in(&elsewhere(&clinic).await, &clinic, &course, 0).await;
    assert_eq!(peer.next("s").await["sessionChanged"]["status"], "HELD");
    until_listeners(&clinic, 1).await;
}
