//! What a socket may not do, and what it is told.

use std::time::Duration;

use roundel::web::SocketLimits;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::node::{Node, OFTEN, PAGE, token};
use super::peer::{Peer, soon};
use crate::support::{Backend, TestClinic, TestDatabase};

const SESSION_CHANGED: &str =
    include_str!("../../../graphql/operations/subscriptions/session_changed.graphql");
const NOW: &str = "2026-03-02T12:00:00Z";
const A_MOMENT: Duration = Duration::from_millis(300);

/// Beats so quick that a test need not wait.
fn quick() -> SocketLimits {
    SocketLimits { beat: Duration::from_millis(50), ..SocketLimits::default() }
}

/// A clinic served with these limits, and a token of its administrator. Limits are no matter of the database.
async fn served(limits: SocketLimits) -> (TestClinic, Node, String) {
    let clinic = TestClinic::open_at(TestDatabase::create(Backend::Sqlite).await.unwrap(), NOW).await;
    let node = Node::start(&clinic.app, limits, OFTEN).await;
    let token = token(&clinic, &clinic.admin).await;
    (clinic, node, token)
}

async fn status(node: &Node, headers: &[(&str, &str)]) -> Option<u16> {
    Peer::open(&node.url(), headers).await.err()
}

#[tokio::test]
async fn a_socket_is_opened_for_our_pages_by_our_protocol_with_a_good_token_or_none_yet() {
    let (_clinic, node, token) = served(SocketLimits::default()).await;
    assert_eq!(status(&node, &[]).await, None);
    assert_eq!(status(&node, &[("origin", PAGE)]).await, None);
    for bad in ["https://evil.example", "http://roundel.example.org", "null"] {
        assert_eq!(status(&node, &[("origin", bad)]).await, Some(403), "{bad}");
    }
    for bad in ["", "graphql-ws", "graphql-transport-ws2"] {
        assert_eq!(status(&node, &[("sec-websocket-protocol", bad)]).await, Some(400), "{bad}");
    }
    assert_eq!(status(&node, &[("authorization", "Bearer rdl_nobody")]).await, Some(401));
    let mut peer = Peer::open(&node.url(), &[("authorization", &format!("Bearer {token}"))]).await.unwrap();
    peer.say(json!({ "type": "connection_init" })).await;
    assert_eq!(peer.hear().await, json!({ "type": "connection_ack" }));
    let plain = reqwest::get(node.url().replace("ws://", "http://")).await.unwrap();
    assert!(plain.status().is_client_error(), "{}", plain.status());
}

#[tokio::test]
async fn whoever_does_not_begin_is_cut() {
    let (_clinic, node, _) = served(SocketLimits { init: A_MOMENT, ..quick() }).await;
    assert_eq!(node.open().await.closed().await, 4408);
}

#[tokio::test]
async fn a_connection_is_begun_once_and_with_a_token_that_counts() {
    let (_clinic, node, token) = served(SocketLimits::default()).await;
    for payload in [json!({}), json!({ "authorization": "Bearer rdl_nobody" }), json!({ "authorization": 3 })]
    {
        let mut peer = node.open().await;
        peer.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(peer.closed().await, 4403, "{payload}");
    }
    let mut peer = node.begun(&token).await;
    peer.say(json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } }))
        .await;
    assert_eq!(peer.closed().await, 4429);
    let mut early = node.open().await;
    early.subscribe("s", SESSION_CHANGED, json!({})).await;
    assert_eq!(early.closed().await, 4401);
}

#[tokio::test]
async fn what_is_no_message_ends_the_socket() {
    let (_clinic, node, token) = served(SocketLimits::default()).await;
    for bad in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"type":"start"}"#,
        r#"{"type":"subscribe"}"#,
        r#"{"type":"complete","id":1}"#,
    ] {
        let mut peer = node.begun(&token).await;
        peer.send(Message::text(bad)).await;
        assert_eq!(peer.closed().await, 4400, "{bad}");
    }
    let mut peer = node.begun(&token).await;
    peer.send(Message::binary(vec![1])).await;
    assert_eq!(peer.closed().await, 4400);
    let mut peer = node.begun(&token).await;
    peer.subscribe("s", &"x".repeat(65_536), json!({})).await;
    assert_eq!(peer.closed().await, 1009);
}

#[tokio::test]
async fn an_id_names_one_live_subscription_and_there_are_only_so_many() {
    let (_clinic, node, token) = served(SocketLimits { subscriptions: 2, ..SocketLimits::default() }).await;
    let mut peer = node.begun(&token).await;
    peer.watch("a", SESSION_CHANGED, json!({})).await;
    peer.watch("b", SESSION_CHANGED, json!({})).await;
    peer.subscribe("c", SESSION_CHANGED, json!({})).await;
    assert_eq!(peer.refused("c").await, "TOO_COMPLEX");
    peer.say(json!({ "type": "complete", "id": "a" })).await;
    peer.watch("a", SESSION_CHANGED, json!({})).await;
    peer.subscribe("a", SESSION_CHANGED, json!({})).await;
    assert_eq!(peer.closed().await, 4409);
}

#[tokio::test]
async fn a_bad_document_is_refused_and_the_socket_lives_on() {
    let (clinic, node, token) = served(SocketLimits::default()).await;
    let mut peer = node.begun(&token).await;
    let deep = format!("subscription {{ sessionChanged {{ {} }} }}", "group { id } ".repeat(1_000));
    for (document, code) in [
        ("{ clinic { id } }", "BAD_REQUEST"),
        ("mutation { revokeApiToken(input: { tokenId: \"tok_1\" }) { userErrors { code } } }", "BAD_REQUEST"),
        ("subscription { sessionChanged { id } attendanceMarked { id } }", "INVALID_DOCUMENT"),
        ("subscription { ...F } fragment F on Subscription { sessionChanged { id } }", "INVALID_DOCUMENT"),
        ("subscription { sessionChanged @skip(if: false) { id } }", "INVALID_DOCUMENT"),
        ("subscription { __typename }", "INVALID_DOCUMENT"),
        ("subscription { sessionChanged { nothing } }", "INVALID_DOCUMENT"),
        ("subscription { sessionChanged(groupId: \"nonsense\") { id } }", "NOT_FOUND"),
        ("subscription {", "SYNTAX_ERROR"),
        (&deep, "TOO_COMPLEX"),
    ] {
        peer.subscribe("x", document, json!({})).await;
        assert_eq!(peer.refused("x").await, code, "{document:.80}");
    }
    peer.say(json!({ "id": "x", "type": "subscribe", "payload": { "query": 3 } })).await;
    assert_eq!(peer.refused("x").await, "BAD_REQUEST");
    peer.watch("x", SESSION_CHANGED, json!({})).await;
    let by_http = clinic.run(&clinic.admin, SESSION_CHANGED, json!({})).await;
    assert_eq!(by_http["errors"][0]["extensions"]["code"], "INVALID_DOCUMENT", "{by_http:#}");
}

#[tokio::test]
async fn the_process_has_only_so_many_sockets_and_one_that_ends_makes_room() {
    let (_clinic, node, _) = served(SocketLimits { sockets: 1, ..SocketLimits::default() }).await;
    let first = node.open().await;
    assert_eq!(status(&node, &[]).await, Some(503));
    drop(first);
    room(&node).await.leave().await;
    room(&node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_nothing_is_dropped() {
    let (_clinic, node, token) =
        served(SocketLimits { sockets: 1, send: A_MOMENT, ..SocketLimits::default() }).await;
    let mut peer = node.begun(&token).await;
    peer.flood(&json!({ "type": "ping", "payload": { "fill": "x".repeat(60_000) } })).await;
    room(&node).await;
}

#[tokio::test]
async fn who_is_silent_or_watches_nothing_is_cut() {
    let silent = SocketLimits { sockets: 1, ping: A_MOMENT / 3, silence: A_MOMENT, ..quick() };
    let (_clinic, node, token) = served(silent).await;
    // Nobody reads, so nobody answers the ping.
    let _peer = node.begun(&token).await;
    room(&node).await;
    let (_clinic, node, token) = served(SocketLimits { idle: A_MOMENT, ..quick() }).await;
    assert_eq!(node.begun(&token).await.closed().await, 1000);
}

#[tokio::test]
async fn a_quiet_watcher_that_answers_is_kept() {
    let (_clinic, node, token) =
        served(SocketLimits { ping: A_MOMENT / 6, silence: A_MOMENT, ..quick() }).await;
    let mut peer = node.begun(&token).await;
    peer.watch("s", SESSION_CHANGED, json!({})).await;
    peer.hears_nothing().await;
    peer.watch("t", SESSION_CHANGED, json!({})).await;
}

/// Passes once there is room for a socket.
#[expect(clippy::disallowed_methods, reason = "a socket's end is waited for by the real time")]
async fn room(node: &Node) -> Peer {
    soon(async {
        loop {
            if let Ok(peer) = Peer::open(&node.url(), &[]).await {
                return peer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
}
