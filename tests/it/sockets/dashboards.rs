//! What dashboards are told, and how often.

use roundel::domain::access::Role;
use serde_json::json;

use super::node::{Node, token};
use crate::support::{TestClinic, both};

const DASHBOARD_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/dashboard_changed.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

both! {
    async fn marks_in_a_moment_are_one_message_without_a_record(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let courses = [clinic.course("Tuesdays", 1, 1).await, clinic.course("Fridays", 1, 1).await];
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let node = Node::of(&clinic).await;
        let mut peer = node.begun(&token(&clinic, &viewer).await).await;
        peer.watch("d", DASHBOARD_CHANGED, json!({})).await;
        clinic.at_the_end_of(&courses[0], 0);
        for course in &courses {
            clinic.ask(MARK_ROSTER, course.roster(0, "N")).await;
        }
        let told = peer.next("d").await;
        assert_eq!(told, json!({ "dashboardChanged": { "noticedAt": clinic.app.now().to_string() } }));
        node.stop().await;
    }
}
