//! Requests that no honest client sends, to a server with little memory.
//!
//! `ROUNDEL_HTTP_PROBES` says how many spoilt requests are tried.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::json;

use super::raw::{Heard, get_soon, say};
use crate::end_to_end::operations::{Viewer, viewer};
use crate::end_to_end::server::Server;
use crate::end_to_end::setting::Setting;
use crate::support::{Backend, TestDatabase};

const MOST_BYTES: usize = 65_536;
const MOST_TIME: Duration = Duration::from_secs(1);
/// How long anything may stay open that says nothing more.
const PATIENCE: Duration = Duration::from_secs(6);

/// In KiB; what the issue of it names.
const LITTLE_MEMORY: &str = "ulimit -v 3000000";

async fn a_server_with_little_memory() -> (Setting, Server, String) {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    setting.replace("request_timeout_seconds = 30", "request_timeout_seconds = 2\nidle_timeout_seconds = 1");
    setting.configure("[database]\nlock_timeout_seconds = 1\n[log]\nlevel = \"error\"");
    let token = setting.clinic_with_token();
    let server = Server::start_after(&setting.roundel, LITTLE_MEMORY, &["--no-worker"]);
    (setting, server, token)
}

/// A request with that body and these further headers.
fn post(token: &str, more: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{more}\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn graphql(token: &str, document: &str) -> Vec<u8> {
    post(token, "", json!({ "query": document }).to_string().as_bytes())
}

/// Each with a word for what it is; all are complete, so that all are to be answered.
fn probes(token: &str) -> Vec<(&'static str, Vec<u8>)> {
    let head = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let chunked = |body: &str| {
        format!("POST /graphql HTTP/1.1\r\nhost: x\r\n{head}transfer-encoding: chunked\r\n\r\n{body}")
            .into_bytes()
    };
    let line = |line: &str| format!("{line}\r\nhost: x\r\n\r\n").into_bytes();
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let bomb = {
        let spread = |n: usize| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1);
        let fragments: String = (0..20).map(spread).collect();
        format!("{{ ...F0 }} {fragments} fragment F20 on Query {{ viewer {{ role }} }}")
    };
    let cycle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    let aliases: String = (0..1500).map(|n| format!("a{n}: __typename ")).collect();
    vec![
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec()),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ("no version", line("GET /graphql")),
        ("an unknown version", line("GET /graphql HTTP/9.9")),
        ("an unknown method", line("\u{1f600} /graphql HTTP/1.1")),
        ("a method of its own", line("FROBNICATE /graphql HTTP/1.1")),
        ("CONNECT", line("CONNECT example.org:443 HTTP/1.1")),
        ("TRACE", line("TRACE / HTTP/1.1")),
        ("no path", line("GET HTTP/1.1")),
        ("a path of dots", line("GET /../../../../etc/passwd HTTP/1.1")),
        ("a long path", line(&format!("GET /{} HTTP/1.1", "a".repeat(60_000)))),
        ("a path with a NUL", line("GET /%00 HTTP/1.1")),
        ("a query string of nonsense", line("GET /graphql?query=%FF%FE&variables={&&&==%zz HTTP/1.1")),
        ("a header without a name", line("GET /healthz HTTP/1.1\r\n: x")),
        ("a header that goes on", line("GET /healthz HTTP/1.1\r\na: b\r\n c")),
        ("a header with bytes", b"GET /healthz HTTP/1.1\r\nhost: x\r\na: \xff\xfe\x01\r\n\r\n".to_vec()),
        ("many headers", line(&format!("GET /healthz HTTP/1.1\r\n{}a: b", "a: b\r\n".repeat(500)))),
        ("a huge header", line(&format!("GET /healthz HTTP/1.1\r\na: {}", "b".repeat(900_000)))),
        ("two hosts", line("GET /healthz HTTP/1.1\r\nhost: y")),
        ("two tokens", post(token, "authorization: Bearer rdl_x\r\n", b"{}")),
        ("two content types", post(token, "content-type: text/plain\r\n", b"{}")),
        ("two lengths", post(token, "content-length: 1\r\n", b"{}")),
        ("a length and chunks", post(token, "transfer-encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n")),
        ("a negative length", line(&format!("POST /graphql HTTP/1.1\r\n{head}content-length: -1"))),
        (
            "an enormous length",
            line(&format!("POST /graphql HTTP/1.1\r\n{head}content-length: {}9", u64::MAX)),
        ),
        ("chunks of nonsense", chunked("zz\r\nnonsense\r\n0\r\n\r\n")),
        ("a chunk without an end of its size", chunked(&"f".repeat(70_000))),
        ("an enormous chunk", chunked("ffffffffffffffff\r\n{}\r\n0\r\n\r\n")),
        ("trailers", chunked("2\r\n{}\r\n0\r\na: b\r\nauthorization: c\r\n\r\n")),
        ("endless extensions", chunked(&format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "a".repeat(20_000)))),
        ("no JSON", post(token, "", b"query { viewer { role } }")),
        ("bad UTF-8", post(token, "", b"{\"query\": \"\xff\xfe\"}")),
        ("half a surrogate", post(token, "", br#"{"query": "{ a(b: \"\ud800\") }"}"#)),
        ("deep JSON", post(token, "", deep.as_bytes())),
        (
            "deep variables",
            post(token, "", format!("{{\"query\":\"{{a}}\",\"variables\":{{\"v\":{deep}}}}}").as_bytes()),
        ),
        (
            "a batch",
            post(token, "", br#"[{"query": "{ viewer { role } }"}, {"query": "{ viewer { role } }"}]"#),
        ),
        ("keys twice", post(token, "", br#"{"query": "{ a }", "query": "{ b }", "query": 1}"#)),
        ("a huge number", post(token, "", format!("{{\"query\": {}}}", "9".repeat(50_000)).as_bytes())),
        (
            "an upgrade",
            line(
                "GET /graphql/ws HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 99",
            ),
        ),
        (
            "an upgrade to another protocol",
            line("GET /healthz HTTP/1.1\r\nconnection: upgrade\r\nupgrade: h2c"),
        ),
        ("expectations", post(token, "expect: 200-maybe\r\n", b"{}")),
        ("a forged source", post(token, "x-forwarded-for: \u{0}, ::1, 999.1.1.1\r\n", b"{}")),
        ("many requests at once", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100)),
        ("a fragment bomb", graphql(token, &bomb)),
        ("a fragment cycle", graphql(token, cycle)),
        ("brackets", graphql(token, &"{a".repeat(20_000))),
        ("values", graphql(token, &format!("{{ node(id: {}) {{ id }} }}", "[".repeat(20_000)))),
        ("aliases", graphql(token, &format!("{{ {aliases} }}"))),
        ("directives", graphql(token, &format!("{{ viewer {{ role{} }} }}", " @x".repeat(1500)))),
        (
            "mistakes",
            graphql(
                token,
                &(0..900).map(|n| format!("wrong{n} ")).collect::<String>().replace("wrong0", "{ x"),
            ),
        ),
        ("comments", graphql(token, &"#".repeat(64_000))),
        ("introspection", graphql(token, "{ __schema { types { fields { type { fields { name } } } } } }")),
    ]
}

/// Nothing of a fault of ours, and no more than it may.
#[track_caller]
fn is_harmless(what: &str, heard: &Heard) {
    assert!(heard.bytes.len() <= MOST_BYTES, "{what}: {} bytes", heard.bytes.len());
    assert!(heard.closed, "{what}: still open after {:?}", heard.took);
    assert!(heard.status().is_none_or(|status| status < 500 || status == 503), "{what}: {}", heard.text());
    for secret in ["panicked", "sqlx", "SELECT", ".rs:"] {
        assert!(!heard.text().contains(secret), "{what}: {}", heard.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_probe_is_answered_within_a_second_or_the_connection_closed() {
    let (_setting, mut server, token) = a_server_with_little_memory().await;
    let api = server.api(&token);
    api.ask::<Viewer>(viewer::Variables {}).await;
    let address = server.address();
    for several in probes(&token).chunks(8) {
        let asked = several.iter().map(|(_, bytes)| async move {
            let pieces = [bytes.as_slice()];
            say(address, &pieces, Duration::ZERO, PATIENCE).await
        });
        let heard = futures_util::future::join_all(asked).await;
        for ((what, _), heard) in several.iter().zip(heard) {
            is_harmless(what, &heard);
            // Some can't be told from a request whose rest is on its way: these are cut for their silence.
            let at = heard.first.unwrap_or(heard.took);
            let most = if heard.status().is_none_or(|status| status == 408) { PATIENCE } else { MOST_TIME };
            assert!(at < most, "{what}: {at:?}: {}", heard.text());
        }
        assert!(server.lives());
        assert_eq!(get_soon(address, "/readyz").await, 200);
    }
    api.ask::<Viewer>(viewer::Variables {}).await;
    assert_eq!(server.terminate().0, Some(0));
}

/// Numbers that look drawn, the same in each run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// A good request with a few bytes changed, left out or repeated.
fn spoilt(good: &[u8], draw: &mut Draw) -> Vec<u8> {
    const SIGNS: &[u8] = b"\r\n\0\xff: ,;{}[]\"\\0123456789aZ/";
    let mut bytes = good.to_vec();
    for _ in 0..=draw.below(6) {
        let at = draw.below(bytes.len());
        let end = (at + 1 + draw.below(20)).min(bytes.len());
        match draw.below(4) {
            0 => bytes[at] = SIGNS[draw.below(SIGNS.len())],
            1 => bytes.insert(at, SIGNS[draw.below(SIGNS.len())]),
            2 if bytes.len() > 40 => drop(bytes.drain(at..end)),
            _ => {
                let piece = bytes[at..end].repeat(1 + draw.below(30));
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "tests/full raises the number by the environment")]
async fn spoilt_requests_harm_nobody() {
    let count = std::env::var("ROUNDEL_HTTP_PROBES").ok().map_or(300, |count| count.parse().unwrap());
    let (_setting, mut server, token) = a_server_with_little_memory().await;
    let good = [
        graphql(&token, include_str!("../../../../graphql/operations/clinics/sites.graphql")),
        graphql(&token, "{ viewer { role } }"),
        b"GET /graphql?query=%7Bviewer%7Brole%7D%7D HTTP/1.1\r\nhost: x\r\naccept: application/json\r\n\r\n"
            .to_vec(),
        b"GET /graphql/ws HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
          sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n\
          sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            .to_vec(),
    ];
    let mut draw = Draw(20_261_126);
    let spoilt: Vec<Vec<u8>> =
        (0..count).map(|number| spoilt(&good[number % good.len()], &mut draw)).collect();
    let address = server.address();
    // A socket is open for its ten seconds: PATIENCE does not hold for it.
    let patience = PATIENCE * 3;
    let mut heard = futures_util::stream::iter(&spoilt)
        .map(|bytes| async move { (bytes, say(address, &[bytes], Duration::ZERO, patience).await) })
        .buffer_unordered(60);
    while let Some((bytes, heard)) = heard.next().await {
        is_harmless(&String::from_utf8_lossy(bytes), &heard);
    }
    assert!(server.lives());
    server.api(&token).ask::<Viewer>(viewer::Variables {}).await;
    assert_eq!(server.terminate().0, Some(0));
}
