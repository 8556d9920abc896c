//! `POST /imports`, as clients and as those who mean no good send it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::server::Server;
use super::setting::{EVERYTHING, Setting};
use crate::support::{Backend, TestDatabase, both};

const PREVIEW: &str = include_str!("../../../graphql/operations/imports/preview_import.graphql");
const COMMIT: &str = include_str!("../../../graphql/operations/imports/commit_import.graphql");

const FILE: &str = "preferred_name;language;zone\r\nAna;es;Europe/Madrid\r\n";

async fn post(server: &Server, token: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Response {
    let request = reqwest::Client::new().post(server.url_of("/imports")).bearer_auth(token);
    request.header("content-type", content_type).body(body).send().await.unwrap()
}

async fn told(response: Response) -> (StatusCode, String) {
    (response.status(), response.text().await.unwrap())
}

async fn ask(server: &Server, token: &str, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables });
    let request = reqwest::Client::new().post(server.url_of("/graphql")).bearer_auth(token).json(&body);
    request.send().await.unwrap().json().await.unwrap()
}

async fn kept(setting: &Setting) -> (i64, i64) {
    let count = async |table: &str| {
        TestDatabase::number_on(&setting.url, &format!("SELECT COUNT(*) AS n FROM {table}")).await
    };
    (count("import_upload").await, count("import_upload_piece").await)
}

both! {
    async fn a_file_is_posted_looked_at_and_brought_in(db) {
        let setting = Setting::prepare(db).await;
        let token = setting.clinic_with_token();
        let server = setting.serve();
        let (status, body) = told(post(&server, &token, "text/csv; charset=utf-8", FILE).await).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let id = serde_json::from_str::<Value>(&body).unwrap()["id"].clone();
        assert!(id.as_str().unwrap().starts_with("imp_"), "{id}");
        let preview = ask(&server, &token, PREVIEW, json!({ "input": { "importId": id } })).await;
        let preview = &preview["data"]["previewImport"]["preview"];
        assert_eq!(preview["rows"]["nodes"][0]["effect"], "CREATE");
        let variables = json!({ "input": { "importId": id }, "planHash": preview["hash"] });
        let answer = ask(&server, &token, COMMIT, variables).await;
        assert_eq!(answer["data"]["commitImport"]["clientImport"]["counts"]["created"], 1, "{answer:#}");
        assert_eq!(kept(&setting).await, (0, 0), "the file is gone once it is brought in");
    }

    async fn an_import_that_outlives_its_request_is_carried_out_and_told_when_asked_again(db) {
        let slow = slowness(db.backend);
        let setting = Setting::prepare(db).await;
        setting.replace("request_timeout_seconds = 30", "request_timeout_seconds = 2\n[database]\nlock_timeout_seconds = 1");
        let token = setting.clinic_with_token();
        TestDatabase::execute_on(&setting.url, slow).await;
        let server = setting.serve();
        let (_, body) = told(post(&server, &token, "text/csv", FILE).await).await;
        let id = serde_json::from_str::<Value>(&body).unwrap()["id"].clone();
        let input = json!({ "importId": id });
        let preview = ask(&server, &token, PREVIEW, json!({ "input": input })).await;
        let commit = json!({ "input": input, "planHash": preview["data"]["previewImport"]["preview"]["hash"] });
        let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned);
        assert_eq!(code(&ask(&server, &token, COMMIT, commit.clone()).await).as_deref(), Some("TIMEOUT"));
        let mut waits = 0;
        let answer = loop {
            let answer = ask(&server, &token, COMMIT, commit.clone()).await;
            match code(&answer).as_deref() {
                None => break answer,
                Some("BUSY" | "TIMEOUT") => (),
                Some(other) => panic!("{other}: {answer:#}"),
            }
            waits += 1;
            assert!(waits < 300, "{answer:#}");
            pause().await;
        };
        assert_eq!(answer["data"]["commitImport"]["clientImport"]["counts"]["created"], 1, "{answer:#}");
        assert_eq!(TestDatabase::number_on(&setting.url, "SELECT COUNT(*) AS n FROM client_import").await, 1, "once");
    }

    async fn a_server_that_is_told_to_stop_in_mid_import_leaves_it_whole_or_not_begun(db) {
        let slow = slowness(db.backend);
        let setting = Setting::prepare(db).await;
        let token = setting.clinic_with_token();
        TestDatabase::execute_on(&setting.url, slow).await;
        let server = setting.serve();
        let (_, body) = told(post(&server, &token, "text/csv", FILE).await).await;
        let input = json!({ "importId": serde_json::from_str::<Value>(&body).unwrap()["id"] });
        let preview = ask(&server, &token, PREVIEW, json!({ "input": input })).await;
        let commit = json!({ "input": input, "planHash": preview["data"]["previewImport"]["preview"]["hash"] });
        let request = reqwest::Client::new().post(server.url_of("/graphql")).bearer_auth(&token);
        let sent = tokio::spawn(request.json(&json!({ "query": COMMIT, "variables": commit.clone() })).send());
        for _ in 0..10 {
            pause().await;
        }
        let (code, _) = tokio::task::spawn_blocking(move || server.terminate()).await.unwrap();
        assert_eq!(code, Some(0));
        let count = async |table: &str| {
            TestDatabase::number_on(&setting.url, &format!("SELECT COUNT(*) AS n FROM {table}")).await
        };
        let answered = sent.await.unwrap().is_ok_and(|response| response.status() == StatusCode::OK);
        let (imports, clients) = (count("client_import").await, count("client").await);
        assert!(imports == clients && (!answered || imports == 1), "{answered} {imports} {clients}");
        let server = setting.serve();
        let answer = ask(&server, &token, COMMIT, commit).await;
        assert_eq!(answer["data"]["commitImport"]["clientImport"]["counts"]["created"], 1, "{answer:#}");
        assert_eq!((count("client_import").await, count("client").await), (1, 1));
    }

    async fn what_may_not_come_in_leaves_nothing(db) {
        let setting = Setting::prepare(db).await;
        let clinic = setting.clinic("Northside", "ada@northside.example");
        let token = setting.token(&clinic, "ada@northside.example", "test");
        setting.staff(&clinic, "tom@northside.example", "therapist");
        let therapist = setting.token(&clinic, "tom@northside.example", "tom");
        let reads = setting.roundel.run(&["token", "create", "--clinic", &clinic, "--user", "ada@northside.example",
            "--label", "reads", "--scopes", &EVERYTHING.replace("clients:write,", "")]).done();
        let server = setting.serve();
        for (token, content_type, status, part) in [
            ("rdl_nobody", "text/csv", StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
            (&*therapist, "text/csv", StatusCode::FORBIDDEN, "does not have the right MANAGE_CLIENTS"),
            (reads.trim(), "text/csv", StatusCode::FORBIDDEN, "lacks the scope clients:write"),
            (&*token, "text/plain", StatusCode::UNSUPPORTED_MEDIA_TYPE, "text/csv"),
            (&*token, "multipart/form-data; boundary=x", StatusCode::UNSUPPORTED_MEDIA_TYPE, "text/csv"),
            (&*token, "text/csv; charset=latin1", StatusCode::UNSUPPORTED_MEDIA_TYPE, "UTF-8"),
        ] {
            let (got, body) = told(post(&server, token, content_type, FILE).await).await;
            assert!(got == status && body.contains(part), "{content_type}: {got} {body}");
        }
        assert_eq!(told(post(&server, &token, "text/csv", "").await).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(kept(&setting).await, (0, 0));
    }

    async fn a_file_that_is_too_long_or_breaks_off_leaves_nothing(db) {
        let setting = Setting::prepare(db).await;
        setting.configure_http("import_limit_bytes = 3000000");
        let token = setting.clinic_with_token();
        let server = setting.serve();
        let line = "Ana,es,Europe/Madrid\n";
        let fits = format!("preferred_name,language,zone\n{}", line.repeat(2_900_000 / line.len()));
        let (status, body) = told(post(&server, &token, "text/csv", fits.clone()).await).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        // About a mebibyte each, as the bytes happen to arrive.
        let whole = kept(&setting).await;
        assert!(whole.0 == 1 && (2..=3).contains(&whole.1), "{whole:?}");

        // Without a stated length it is the bytes that count.
        let pieces = [fits.clone().into_bytes(), vec![b'x'; 3_000_001 - fits.len()]];
        let chunks = futures_util::stream::iter(pieces.map(Ok::<_, std::io::Error>));
        let (status, body) = told(post(&server, &token, "text/csv", reqwest::Body::wrap_stream(chunks)).await).await;
        assert!(status == StatusCode::PAYLOAD_TOO_LARGE && body.contains("3000000 bytes"), "{body}");
        // With one, not a byte is read.
        let mut answer = [0; 12];
        begin(&server, &token, 3_000_001).read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 413");
        assert_eq!(kept(&setting).await, whole);

        // Half of it, past the first pieces, and then nobody is there any more.
        let mut stream = begin(&server, &token, fits.len());
        stream.write_all(&fits.as_bytes()[..fits.len() / 2]).unwrap();
        while kept(&setting).await.0 == 1 {
            pause().await;
        }
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = stream.read(&mut [0; 64]);
        drop(stream);
        let mut waits = 0;
        while kept(&setting).await != whole {
            waits += 1;
            assert!(waits < 300, "{:?}", kept(&setting).await);
            pause().await;
        }
    }
}

/// What makes an import take longer than two seconds, within its transaction.
fn slowness(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "CREATE VIEW long_count AS WITH RECURSIVE counted (n) AS \
                (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 15000000) SELECT n FROM counted;
            CREATE TRIGGER slow BEFORE INSERT ON client_import BEGIN SELECT count(*) FROM long_count; END"
        }
        Backend::Postgres => {
            "CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(4); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON client_import FOR EACH ROW EXECUTE FUNCTION nap()"
        }
    }
}

/// Sends the head of a request whose body has that length.
fn begin(server: &Server, token: &str, length: usize) -> TcpStream {
    let url = server.url_of("/imports");
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /imports HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-type: text/csv\r\n\
         content-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for: its clock is the real one")]
async fn pause() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}
