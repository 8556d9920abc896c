//! What arrives, and what does not.

use serde_json::json;

use super::node::{Node, token};
use crate::support::{TestClinic, both};

const ATTENDANCE_MARKED: &str =
    include_str!("../../../graphql/operations/subscriptions/attendance_marked.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

both! {
    async fn a_mark_arrives_with_the_session_as_it_is(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 2).await;
        let node = Node::of(&clinic).await;
        let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
        peer.watch("a", ATTENDANCE_MARKED, json!({ "groupId": course.group.to_string() })).await;
        clinic.at_the_end_of(&course, 0);
        clinic.ask(MARK_ROSTER, course.roster(0, "AN")).await;
        let told = peer.next("a").await["attendanceMarked"].clone();
        assert_eq!((&told["id"], &told["status"]), (&json!(course.sessions[0].id.to_string()), &json!("HELD")));
        assert_eq!(told["participations"][1]["attendance"]["status"], "NO_SHOW");
        node.stop().await;
        assert_eq!(peer.closed().await, 1001);
    }
}
