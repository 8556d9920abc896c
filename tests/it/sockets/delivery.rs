//! What arrives, and what does not.

use serde_json::json;

use super::node::{Node, token};
use crate::support::{ScheduleFixture, TestClinic, both};

const ATTENDANCE_MARKED: &str =
    include_str!("../../../graphql/operations/subscriptions/attendance_marked.graphql");
const RISK_FLAG_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/risk_flag_changed.graphql");
const SESSION_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/session_changed.graphql");
const ACKNOWLEDGE: &str = include_str!("../../../graphql/operations/risk/acknowledge_risk_flag.graphql");
const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
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
        // Two places of one instant stand in any order.
        let places = told["participations"].as_array().unwrap();
        assert!(places.iter().any(|place| place["attendance"]["status"] == "NO_SHOW"), "{told:#}");
        let events = clinic.audit_events(json!({ "first": 10, "sessionId": course.sessions[0].id.to_string() })).await;
        let read = events.iter().find(|event| event["kind"] == "READ" && event["operation"] == "attendanceMarked");
        let read = read.unwrap_or_else(|| panic!("what was sent is on record: {events:#?}"));
        assert_eq!(read["actorId"], clinic.admin.staff_member().unwrap().to_string());
        assert_eq!(read["clientIds"].as_array().map(Vec::len), Some(2), "{read:#}");
        node.stop().await;
        assert_eq!(peer.closed().await, 1001);
    }

    async fn a_move_and_an_appended_session_arrive(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let clinic = &fixture.clinic;
        let node = Node::of(clinic).await;
        let mut peer = node.begun(&token(clinic, &clinic.admin).await).await;
        peer.watch("s", SESSION_CHANGED, json!({ "groupId": fixture.group })).await;
        let sessions = fixture.sessions().await;
        let moved = json!({ "sessionId": sessions[2]["id"], "rowVersion": sessions[2]["rowVersion"],
            "localStart": "2026-03-18T18:00:00" });
        clinic.ask(RESCHEDULE, json!({ "input": moved })).await;
        let told = peer.next("s").await["sessionChanged"].clone();
        assert_eq!((&told["id"], &told["startsAt"]), (&sessions[2]["id"], &json!("2026-03-18T22:00:00Z")));
        let cancelled = json!({ "sessionId": sessions[3]["id"], "rowVersion": sessions[3]["rowVersion"],
            "cancelledBy": "CLINIC", "append": true });
        clinic.ask(CANCEL, json!({ "input": cancelled })).await;
        let told = [peer.next("s").await, peer.next("s").await];
        let statuses: Vec<_> = told.iter().map(|one| one["sessionChanged"]["status"].as_str().unwrap()).collect();
        assert_eq!(statuses, ["CANCELLED", "PLANNED"]);
        let known = sessions.iter().any(|session| session["id"] == told[1]["sessionChanged"]["id"]);
        assert!(!known, "the second is the appended one: {told:#?}");
    }

    async fn a_new_series_is_told_session_by_session(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let clinic = &fixture.clinic;
        let node = Node::of(clinic).await;
        let mut peer = node.begun(&token(clinic, &clinic.admin).await).await;
        peer.watch("s", SESSION_CHANGED, json!({})).await;
        fixture.commit(&fixture.series()).await;
        for session in fixture.sessions().await {
            assert_eq!(peer.next("s").await["sessionChanged"]["id"], session["id"]);
        }
    }

    async fn only_what_is_asked_for_arrives(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let (course, other) = (clinic.course("Tuesdays", 1, 2).await, clinic.course("Fridays", 1, 2).await);
        let node = Node::of(&clinic).await;
        let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
        let second = course.sessions[1].id.to_string();
        peer.watch("group", ATTENDANCE_MARKED, json!({ "groupId": course.group.to_string() })).await;
        peer.watch("session", SESSION_CHANGED, json!({ "sessionId": second })).await;
        clinic.at_the_end_of(&course, 1);
        clinic.ask(MARK_ROSTER, other.roster(0, "A")).await;
        clinic.ask(MARK_ROSTER, course.roster(0, "A")).await;
        let first = course.sessions[0].id.to_string();
        assert_eq!(peer.next("group").await["attendanceMarked"]["id"], json!(first));
        clinic.ask(CORRECT_MARK, course.correction(0, 0, 1, 'E')).await;
        let told = peer.next("group").await["attendanceMarked"].clone();
        assert_eq!((&told["id"], &told["participations"][0]["attendance"]["status"]), (&json!(first), &json!("EXCUSED")));
        clinic.ask(MARK_ROSTER, course.roster(1, "A")).await;
        assert_eq!(peer.next("group").await["attendanceMarked"]["id"], json!(second));
        assert_eq!(peer.next("session").await["sessionChanged"]["id"], json!(second));
        peer.hears_nothing().await;
    }

    async fn a_flag_arrives_when_it_is_raised_and_when_it_is_worked_on(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let (course, other) = (clinic.course("Tuesdays", 1, 2).await, clinic.course("Fridays", 1, 1).await);
        let node = Node::of(&clinic).await;
        let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
        peer.watch("own", RISK_FLAG_CHANGED, json!({ "groupId": course.group.to_string() })).await;
        peer.watch("others", RISK_FLAG_CHANGED, json!({ "groupId": other.group.to_string() })).await;
        clinic.at_the_end_of(&course, 0);
        clinic.ask(MARK_ROSTER, course.roster(0, "N")).await;
        let raised = peer.next("own").await["riskFlagChanged"].clone();
        assert_eq!((&raised["state"], &raised["enrollmentId"]), (&json!("OPEN"), &json!(course.enrollments[0].to_string())));
        clinic.ask(ACKNOWLEDGE, json!({ "input": { "flagId": raised["id"] } })).await;
        let told = peer.next("own").await["riskFlagChanged"].clone();
        assert_eq!((&told["id"], &told["state"]), (&raised["id"], &json!("ACKNOWLEDGED")));
        peer.hears_nothing().await;
    }

    async fn what_is_refused_or_rolled_back_is_never_told(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let (course, other) = (clinic.course("Tuesdays", 2, 1).await, clinic.course("Fridays", 1, 1).await);
        let node = Node::of(&clinic).await;
        let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
        peer.watch("a", ATTENDANCE_MARKED, json!({})).await;
        clinic.at_the_end_of(&course, 0);
        // The first mark is good, the second is of another session: neither is kept.
        let mut mixed = course.roster(0, "A");
        mixed["input"]["marks"].as_array_mut().unwrap().push(other.mark(0, 0, 'A'));
        let refused = clinic.ask(MARK_ROSTER, mixed).await;
        assert_ne!(refused["markRoster"]["userErrors"], json!([]), "{refused:#}");
        peer.hears_nothing().await;
        clinic.ask(MARK_ROSTER, other.roster(0, "A")).await;
        assert_eq!(peer.next("a").await["attendanceMarked"]["id"], json!(other.sessions[0].id.to_string()));
    }

    async fn who_connects_again_goes_on_from_now(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 3).await;
        let node = Node::of(&clinic).await;
        let secret = token(&clinic, &clinic.admin).await;
        clinic.at_the_end_of(&course, 2);
        let mut peer = node.begun(&secret).await;
        peer.watch("a", ATTENDANCE_MARKED, json!({})).await;
        clinic.ask(MARK_ROSTER, course.roster(0, "A")).await;
        peer.next("a").await;
        drop(peer);
        // Another watcher shows that the second mark was published before the first one is back.
        let mut witness = node.begun(&secret).await;
        witness.watch("a", ATTENDANCE_MARKED, json!({})).await;
        clinic.ask(MARK_ROSTER, course.roster(1, "A")).await;
        witness.next("a").await;
        let mut again = node.begun(&secret).await;
        again.watch("a", ATTENDANCE_MARKED, json!({})).await;
        clinic.ask(MARK_ROSTER, course.roster(2, "A")).await;
        assert_eq!(again.next("a").await["attendanceMarked"]["id"], json!(course.sessions[2].id.to_string()));
    }
}
