//! Who is told, and for how long.

use std::time::{Duration, Instant};

use roundel::domain::access::{Role, Scope};
use roundel::web::SocketLimits;
use serde_json::json;

use super::node::{Node, OFTEN, token, token_with};
use super::peer::Peer;
use crate::support::{TestClinic, both};

const ATTENDANCE_MARKED: &str =
    include_str!("../../../graphql/operations/subscriptions/attendance_marked.graphql");
const RISK_FLAG_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/risk_flag_changed.graphql");
const SESSION_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/session_changed.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const REVOKE: &str = include_str!("../../../graphql/operations/staff/revoke_api_token.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// A second, and slack for a busy machine.
const WITHIN: Duration = Duration::from_millis(1_500);

/// A connection that watches sessions, and its token's id.
async fn watching(clinic: &TestClinic, node: &Node) -> (Peer, String) {
    let (secret, id) = token_with(clinic, &clinic.admin, Scope::ALL).await;
    let mut peer = node.begun(&secret).await;
    peer.watch("s", SESSION_CHANGED, json!({})).await;
    (peer, id)
}

/// Passes if the socket is closed as forbidden in time.
#[expect(clippy::disallowed_methods, reason = "how long a socket lives on is measured by the real time")]
async fn is_cut(peer: &mut Peer) {
    let begun = Instant::now();
    assert_eq!(peer.closed().await, 4403);
    assert!(begun.elapsed() < WITHIN, "{:?}", begun.elapsed());
}

both! {
    async fn another_clinics_changes_never_arrive(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 2).await;
        let node = Node::of(&clinic).await;
        let neighbour = clinic.neighbour().await;
        let mut outsider = node.begun(&token(&clinic, &neighbour).await).await;
        let ids = json!({ "groupId": course.group.to_string(), "sessionId": course.sessions[0].id.to_string() });
        outsider.watch("a", ATTENDANCE_MARKED, json!({})).await;
        outsider.watch("b", SESSION_CHANGED, ids).await;
        outsider.watch("c", RISK_FLAG_CHANGED, json!({})).await;
        let (mut own, _) = watching(&clinic, &node).await;
        clinic.at_the_end_of(&course, 1);
        clinic.ask(MARK_ROSTER, course.roster(0, "N")).await;
        clinic.ask(MARK_ROSTER, course.roster(1, "N")).await;
        own.next("s").await;
        own.next("s").await;
        outsider.hears_nothing().await;
    }

    async fn a_colleagues_changes_never_arrive_at_a_therapist(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 2).await;
        let colleague = clinic.course("Thursdays", 1, 2).await.therapist;
        let node = Node::of(&clinic).await;
        let mut outsider = node.begun(&token(&clinic, &colleague).await).await;
        let mut own = node.begun(&token(&clinic, &course.therapist).await).await;
        for peer in [&mut outsider, &mut own] {
            peer.watch("a", ATTENDANCE_MARKED, json!({})).await;
            peer.watch("b", SESSION_CHANGED, json!({})).await;
            peer.watch("c", RISK_FLAG_CHANGED, json!({})).await;
        }
        clinic.at_the_end_of(&course, 1);
        clinic.ask(MARK_ROSTER, course.roster(0, "N")).await;
        // The mark, the session that is held by it, and the flag it raises, in whatever order.
        let mut heard = Vec::new();
        for _ in 0..3 {
            heard.push(own.hear().await["id"].as_str().unwrap().to_owned());
        }
        heard.sort_unstable();
        assert_eq!(heard, ["a", "b", "c"]);
        outsider.hears_nothing().await;
    }

    async fn who_lacks_the_right_is_refused_at_once(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let node = Node::of(&clinic).await;
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let mut peer = node.begun(&token(&clinic, &viewer).await).await;
        peer.subscribe("r", RISK_FLAG_CHANGED, json!({})).await;
        assert_eq!(peer.refused("r").await, "FORBIDDEN");
        let (secret, _) = token_with(&clinic, &clinic.admin, &[Scope::ScheduleRead]).await;
        let mut scoped = node.begun(&secret).await;
        scoped.subscribe("a", ATTENDANCE_MARKED, json!({})).await;
        assert_eq!(scoped.refused("a").await, "FORBIDDEN");
        scoped.watch("s", SESSION_CHANGED, json!({})).await;
    }

    async fn a_right_that_is_gone_ends_the_subscription_that_needs_it(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 2).await;
        let node = Node::of(&clinic).await;
        let mut peer = node.begun(&token(&clinic, &clinic.admin).await).await;
        peer.watch("r", RISK_FLAG_CHANGED, json!({})).await;
        clinic.database.execute("UPDATE staff_member SET role = 'VIEWER'").await;
        clinic.at_the_end_of(&course, 1);
        clinic.ask(MARK_ROSTER, course.roster(0, "N")).await;
        clinic.ask(MARK_ROSTER, course.roster(1, "N")).await;
        assert_eq!(peer.refused("r").await, "FORBIDDEN");
        peer.hears_nothing().await;
    }

    async fn a_revoked_token_is_cut_off_within_a_second(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let node = Node::of(&clinic).await;
        let (mut peer, id) = watching(&clinic, &node).await;
        let (mut other, _) = watching(&clinic, &node).await;
        clinic.ask(REVOKE, json!({ "input": { "tokenId": id } })).await;
        is_cut(&mut peer).await;
        other.hears_nothing().await;
    }

    async fn an_expired_token_and_a_disabled_member_are_cut_off_within_a_second(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let node = Node::of(&clinic).await;
        let (mut peer, _) = watching(&clinic, &node).await;
        clinic.clock.advance(Duration::from_secs(91 * 24 * 3600));
        is_cut(&mut peer).await;
        let (mut peer, _) = watching(&clinic, &node).await;
        clinic.database.execute("UPDATE staff_member SET disabled_at = (SELECT max(created_at) FROM api_token)").await;
        is_cut(&mut peer).await;
    }

    async fn a_revoked_token_delivers_nothing_even_before_it_is_cut_off(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        let patient = SocketLimits { beat: Duration::from_secs(3600), ..SocketLimits::default() };
        let node = Node::start(&clinic.app, patient, OFTEN).await;
        let (mut peer, id) = watching(&clinic, &node).await;
        clinic.at_the_end_of(&course, 0);
        clinic.ask(REVOKE, json!({ "input": { "tokenId": id } })).await;
        clinic.ask(MARK_ROSTER, course.roster(0, "A")).await;
        assert_eq!(peer.closed_at_once().await, 4403);
    }
}
