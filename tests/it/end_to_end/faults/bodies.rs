//! Bodies that are too long, and clients that take their time.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use super::raw::{get_soon, say};
use crate::end_to_end::operations::{Viewer, viewer};
use crate::end_to_end::server::Server;
use crate::end_to_end::setting::Setting;
use crate::support::{Backend, TestDatabase};

/// A clinic whose server waits a second or two, and a token of it.
async fn an_impatient_server() -> (Setting, Server, String) {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    setting.replace("request_timeout_seconds = 30", "request_timeout_seconds = 2\nidle_timeout_seconds = 1");
    setting.configure("[database]\nlock_timeout_seconds = 1");
    let token = setting.clinic_with_token();
    let server = Server::start(&setting.roundel, &["--no-worker"]);
    (setting, server, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_five_megabytes_is_refused_before_it_is_in_memory() {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    let token = setting.clinic_with_token();
    let mut server = Server::start(&setting.roundel, &["--no-worker"]);
    let api = server.api(&token);
    api.ask::<Viewer>(viewer::Variables {}).await;
    let before = server.status("VmHWM");
    let http = reqwest::Client::new();
    let body =
        json!({ "query": "{ viewer { role } }", "variables": { "v": "x".repeat(5_000_000) } }).to_string();
    // Several at once, as a body or as pieces without a length.
    for round in 0..4 {
        let request = http.post(server.url_of("/graphql")).bearer_auth(&token);
        let request = request.header("content-type", "application/json");
        let pieces = body.as_bytes().chunks(50_000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec()));
        let pieces: Vec<_> = pieces.collect();
        let sent = if round % 2 == 0 {
            request.body(body.clone()).send().await
        } else {
            request.body(reqwest::Body::wrap_stream(futures_util::stream::iter(pieces))).send().await
        };
        // A client that goes on writing may see the connection closed before it reads the answer.
        if let Ok(response) = sent {
            assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
            let answer: serde_json::Value = response.json().await.unwrap();
            assert_eq!(answer["errors"][0]["message"], "the body is too long");
        }
    }
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: 5000000\r\n\r\n"
    );
    let first = "x".repeat(70_000);
    let heard =
        say(server.address(), &[head.as_bytes(), first.as_bytes()], Duration::ZERO, Duration::from_secs(5))
            .await;
    assert_eq!(heard.status(), Some(413), "{}", heard.text());
    assert!(heard.closed, "nobody waits for the rest");
    api.ask::<Viewer>(viewer::Variables {}).await;
    if let (Some(before), Some(after)) = (before, server.status("VmHWM")) {
        assert!(after - before < 4_000, "it took {} KiB more", after - before);
    }
    assert!(server.lives());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_slowly_is_cut_and_others_are_served_meanwhile() {
    let (_setting, mut server, token) = an_impatient_server().await;
    let address = server.address();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: 60000\r\n\r\n"
    );
    // A byte now and then, so that no single pause is long.
    let drops: Vec<&[u8]> = vec![b"x"; 60];
    let slow_head = [&[b"GET /healthz HTTP/1.1\r\n".as_slice(), b"a: "][..], &drops].concat();
    let slow_body = [&[head.as_bytes()][..], &drops].concat();
    let chunked = head.replace("content-length: 60000", "transfer-encoding: chunked");
    let chunk: Vec<&[u8]> = vec![b"1\r\nx\r\n"; 60];
    let slow_chunks = [&[chunked.as_bytes()][..], &chunk].concat();
    let (pause, patience) = (Duration::from_millis(200), Duration::from_secs(8));
    let others = async {
        let api = server.api(&token);
        for _ in 0..20 {
            assert_eq!(get_soon(address, "/readyz").await, 200);
            api.ask::<Viewer>(viewer::Variables {}).await;
        }
    };
    let heads = futures_util::future::join_all((0..30).map(|_| say(address, &slow_head, pause, patience)));
    let bodies = futures_util::future::join_all((0..30).map(|_| say(address, &slow_body, pause, patience)));
    let chunks = futures_util::future::join_all((0..30).map(|_| say(address, &slow_chunks, pause, patience)));
    let (heads, bodies, chunks, ()) = tokio::join!(heads, bodies, chunks, others);
    for heard in heads {
        assert!(heard.closed && heard.took < Duration::from_secs(4), "{heard:?}");
        assert!(matches!(heard.status(), None | Some(408)), "{}", heard.text());
    }
    for heard in bodies.into_iter().chain(chunks) {
        assert!(heard.closed && heard.took < Duration::from_secs(6), "{heard:?}");
        assert_eq!(heard.status(), Some(408), "{}", heard.text());
        assert!(heard.text().contains("the body took too long to arrive"), "{}", heard.text());
    }
    assert!(server.lives());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_take_an_answer_is_cut() {
    use tokio::io::AsyncWriteExt as _;

    let (_setting, mut server, _token) = an_impatient_server().await;
    // Many requests at once, whose answers are never read: they fill what the system keeps, then the server waits.
    let mut deaf = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2000);
    #[expect(clippy::disallowed_methods, reason = "a limit on I/O")]
    let hung_up = tokio::time::timeout(Duration::from_secs(30), async {
        while deaf.write_all(&request).await.is_ok() {}
    });
    hung_up.await.expect("the server hangs up");
    assert_eq!(get_soon(server.address(), "/healthz").await, 200);
    assert!(server.lives());
}
