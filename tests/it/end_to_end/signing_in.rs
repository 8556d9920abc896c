//! Signing in and out as a page in a browser does, over HTTP.

use reqwest::header::{COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::server::Server;
use super::setting::Setting;
use crate::support::{TestDatabase, both};

const SIGN_IN: &str = include_str!("../../../graphql/operations/access/sign_in.graphql");
const SIGN_OUT: &str = include_str!("../../../graphql/operations/access/sign_out.graphql");
const VIEWER: &str = include_str!("../../../graphql/operations/access/viewer.graphql");

/// What every page of the server is served under, by its configuration's default.
const OWN: &str = "http://127.0.0.1:8080";

async fn ask(
    server: &Server,
    cookie: Option<&str>,
    document: &str,
    variables: Value,
) -> (StatusCode, HeaderMap, Value) {
    let mut request = Client::new().post(server.url_of("/graphql")).header(ORIGIN, OWN);
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, cookie);
    }
    let answer = request.json(&json!({ "query": document, "variables": variables })).send().await.unwrap();
    (answer.status(), answer.headers().clone(), answer.json().await.unwrap())
}

async fn signs_in_and_out(database: TestDatabase) {
    let setting = Setting::prepare(database).await;
    let (server, _) = setting.serve_clinic();
    let address = "ada@northside.example";
    let set = format!(
        "echo 'otter lamp velvet quarry' | {} user password --email {address}",
        env!("CARGO_BIN_EXE_roundel")
    );
    setting.roundel.shell(&set).done();
    let refused = setting.roundel.shell(&set.replace("otter lamp velvet quarry", "password1234")).failed(1);
    assert!(refused.contains("too easy to guess"), "{refused}");

    let credentials = |password: &str| json!({ "input": { "email": address, "password": password } });
    let (_, headers, answer) = ask(&server, None, SIGN_IN, credentials("wrong")).await;
    assert_eq!(answer["data"]["signIn"]["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    assert!(!headers.contains_key(SET_COOKIE));
    let (_, headers, answer) = ask(&server, None, SIGN_IN, credentials("otter lamp velvet quarry")).await;
    assert_eq!(answer["data"]["signIn"]["signIn"]["role"], "ADMIN", "{answer:#}");
    let set_cookie = headers[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(set_cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax"), "{set_cookie}");
    assert!(!answer.to_string().contains("rdl_"), "the secret is in the cookie alone");

    let cookie = set_cookie.split(';').next().unwrap();
    let (status, _, answer) = ask(&server, Some(cookie), VIEWER, json!({})).await;
    assert_eq!((status, &answer["data"]["viewer"]["role"]), (StatusCode::OK, &json!("ADMIN")));
    let (_, headers, answer) = ask(&server, Some(cookie), SIGN_OUT, json!({})).await;
    assert_eq!(answer["data"]["signOut"]["signedOut"], true);
    assert!(headers[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    let (status, _, answer) = ask(&server, Some(cookie), VIEWER, json!({})).await;
    assert_eq!(
        (status, &answer["errors"][0]["extensions"]["code"]),
        (StatusCode::UNAUTHORIZED, &json!("UNAUTHENTICATED"))
    );
}

both! {
    async fn a_page_signs_in_acts_and_signs_out(db) {
        signs_in_and_out(db).await;
    }
}
