//! The router as clients meet it.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{EmptySubscription, Object, Schema};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{BodyLimits, Origins, SocketLimits, Sockets, WebState, router};
use crate::app::accounts::SignedInCaller;
use crate::app::changes::ChangeFeed;
use crate::auth::{Authenticate, BearerToken, CannotAuthenticate};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, SignInId};
use crate::domain::randomness::Entropy;
use crate::graphql::{Endpoint, Policy};
use crate::metrics::Metrics;

const SECRET: &str = "no such table: client";
const GRAPHQL: &str = "application/graphql-response+json";

struct Sevens;
impl Entropy for Sevens {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// Knows one token, fails at another.
struct OneToken;
impl Authenticate for OneToken {
    fn authenticate<'a>(
        &'a self,
        token: &'a BearerToken,
    ) -> BoxFuture<'a, Result<Option<Caller>, CannotAuthenticate>> {
        let caller = || Caller::system(ClinicId::from_uuid(uuid::Uuid::nil()), "test");
        let found = match token.expose() {
            "rdl_good" => Ok(Some(caller())),
            "rdl_breaks" => Err(CannotAuthenticate::Failed(SECRET.into())),
            "rdl_away" => Err(CannotAuthenticate::Unavailable(SECRET.into())),
            "rdl_panics" => panic!("{SECRET}"),
            _ => Ok(None),
        };
        async { found }.boxed()
    }

    fn authenticate_sign_in<'a>(
        &'a self,
        secret: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedInCaller>, CannotAuthenticate>> {
        let caller = Caller::system(ClinicId::from_uuid(uuid::Uuid::nil()), "test");
        let sign_in = SignInId::from_uuid(uuid::Uuid::nil());
        let found = (secret == "rdl_signed_in").then_some(SignedInCaller { caller, sign_in });
        async { Ok(found) }.boxed()
    }
}

fn blow_up() -> bool {
    panic!("{SECRET}")
}

struct Query;
#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }
    async fn fault(&self) -> async_graphql::Result<bool> {
        Err(SECRET.into())
    }
    async fn panics(&self) -> bool {
        blow_up()
    }
}

struct Mutation;
#[Object]
impl Mutation {
    async fn change(&self) -> bool {
        true
    }
}

fn app(development: bool) -> Router {
    router(state(development))
}

fn state(development: bool) -> WebState {
    WebState {
        graphql: Endpoint::new(Schema::new(Query, Mutation, EmptySubscription), Policy::default()),
        authenticator: Arc::new(OneToken),
        metrics: Metrics::default(),
        entropy: Arc::new(Sevens),
        ready: Arc::new(|| async { true }.boxed()),
        body: BodyLimits { bytes: 1_000, time: Duration::from_millis(200) },
        trusted_proxies: Arc::from([]),
        sockets: Sockets::new(SocketLimits::default(), Origins::default(), ChangeFeed::default()),
        uploads: None,
        feeds: None,
        links: None,
        development,
        pages: Origins::of(["https://appointments.example.org"]),
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
    fn code(&self) -> Value {
        self.json()["errors"][0]["extensions"]["code"].clone()
    }
}

async fn send(app: Router, request: Request<Body>) -> Answer {
    let response = app.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let answer =
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into() };
    assert!(!answer.body.contains(SECRET), "a leak");
    answer
}

/// A POST with the good token, each header of `headers` put in its place.
async fn post(headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut all = HeaderMap::new();
    for (name, value) in
        [("authorization", "Bearer rdl_good"), ("content-type", "application/json")].iter().chain(headers)
    {
        all.insert(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    let mut request = Request::post("/graphql").body(body.into()).unwrap();
    *request.headers_mut() = all;
    send(app(false), request).await
}

async fn get(path: &str) -> Answer {
    let request = Request::get(path).header("authorization", "Bearer rdl_good").header("accept", GRAPHQL);
    send(app(true), request.body(Body::empty()).unwrap()).await
}

fn document(query: &str) -> String {
    json!({ "query": query }).to_string()
}

#[tokio::test]
async fn an_answer_has_the_form_that_was_asked_for() {
    let plain = post(&[], document("{ hello }")).await;
    assert_eq!((plain.status, plain.json()), (StatusCode::OK, json!({ "data": { "hello": "hello" } })));
    assert_eq!(plain.headers["content-type"], "application/json; charset=utf-8");
    let named = post(&[("accept", GRAPHQL)], document("{ hello }")).await;
    assert_eq!(named.headers["content-type"], format!("{GRAPHQL}; charset=utf-8"));
    assert_eq!(
        post(&[("accept", "text/html")], document("{ hello }")).await.status,
        StatusCode::NOT_ACCEPTABLE
    );
}

#[tokio::test]
async fn a_bad_document_is_200_or_400_by_form_and_has_no_data() {
    for (accept, status) in [("application/json", StatusCode::OK), (GRAPHQL, StatusCode::BAD_REQUEST)] {
        for query in ["{", "{ nothing }", "query($a: Int!) { hello }"] {
            let answer = post(&[("accept", accept)], document(query)).await;
            assert_eq!(answer.status, status, "{query}");
            assert_eq!(answer.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["errors"]);
        }
    }
}

#[tokio::test]
async fn only_json_objects_with_rightly_typed_parameters_are_read() {
    for content_type in ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"] {
        let answer = post(&[("content-type", content_type)], document("{ hello }")).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    for body in ["", "{", "3", "[]", "[{\"query\":\"{hello}\"}]", "{}", "{\"query\":3}"] {
        let answer = post(&[], body).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, json!("BAD_REQUEST")), "{body}");
    }
    for (name, bad) in [("variables", json!([])), ("operationName", json!(1)), ("extensions", json!("x"))] {
        let body = json!({ "query": "{ hello }", name: bad }).to_string();
        assert_eq!(post(&[], body).await.status, StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(
            post(&[], json!({ "query": "{ hello }", name: null }).to_string()).await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn the_body_limit_holds_whether_the_length_is_announced_or_not() {
    let long = document(&format!("{{ hello }} # {}", "x".repeat(1_000)));
    let chunks: Vec<Result<Bytes, std::io::Error>> =
        long.clone().into_bytes().chunks(100).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    assert_eq!(post(&[], long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        post(&[], Body::from_stream(stream::iter(chunks))).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let endless = stream::iter([Ok::<_, std::io::Error>(Bytes::from("{"))]).chain(stream::pending());
    assert_eq!(post(&[], Body::from_stream(endless)).await.status, StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn get_serves_queries_and_refuses_mutations() {
    let query = "/graphql?query=query($a:Boolean!)%7Bhello@include(if:$a)%7D&variables=%7B%22a%22:true%7D&operationName=";
    assert_eq!(get(query).await.json(), json!({ "data": { "hello": "hello" } }));
    let mutation = get("/graphql?query=mutation%7Bchange%7D").await;
    assert_eq!(
        (mutation.status, mutation.code()),
        (StatusCode::METHOD_NOT_ALLOWED, json!("METHOD_NOT_ALLOWED"))
    );
    assert_eq!(mutation.headers["allow"], "POST");
    assert_eq!(post(&[], document("mutation { change }")).await.json()["data"]["change"], true);
    for bad in ["", "?query=a&query=b", "?query=%7Bhello%7D&variables=3", "?query=%7Bhello%7D&variables=%7B"]
    {
        assert_eq!(get(&format!("/graphql{bad}")).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    assert_eq!(get(&format!("/graphql?query={}", "a".repeat(1_000))).await.status, StatusCode::URI_TOO_LONG);
    let put = Request::builder().method(Method::PUT).uri("/graphql").body(Body::empty()).unwrap();
    assert_eq!(send(app(false), put).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn no_token_and_every_bad_token_get_the_same_answer() {
    let unknown = post(&[("authorization", "Bearer rdl_unknown")], "{").await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::UNAUTHORIZED, json!("UNAUTHENTICATED")));
    assert_eq!(unknown.headers["www-authenticate"], "Bearer");
    for bad in ["", "Bearer", "Basic eDp5", "Bearer nonsense"] {
        let answer = post(&[("authorization", bad), ("content-type", "text/plain")], "{").await;
        assert_eq!((answer.status, &answer.body), (unknown.status, &unknown.body), "{bad}");
    }
}

#[tokio::test]
async fn faults_and_panics_leak_nothing_and_the_next_request_is_served() {
    let fault = post(&[("accept", GRAPHQL)], document("{ fault }")).await;
    assert_eq!((fault.status, fault.code()), (StatusCode::OK, json!("INTERNAL")));
    assert_eq!(fault.json()["data"], Value::Null);
    assert_eq!(
        fault.json()["errors"][0]["extensions"]["requestId"],
        fault.headers["x-request-id"].to_str().unwrap()
    );
    let panicked = post(&[], document("{ panics }")).await;
    assert_eq!((panicked.status, panicked.code()), (StatusCode::INTERNAL_SERVER_ERROR, json!("INTERNAL")));
    for token in ["Bearer rdl_breaks", "Bearer rdl_panics"] {
        let answer = post(&[("authorization", token)], document("{ hello }")).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::INTERNAL_SERVER_ERROR, json!("INTERNAL")));
        assert_eq!(answer.headers["x-request-id"], "07".repeat(16));
    }
    let answer = post(&[("authorization", "Bearer rdl_away")], document("{ hello }")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, json!("UNAVAILABLE")));
    assert_eq!(post(&[], document("{ hello }")).await.status, StatusCode::OK);
}

/// A POST without a token, from a page of that origin, with that cookie.
async fn post_from_a_page(origin: &str, cookie: &str, query: &str) -> Answer {
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("origin", origin)
        .header("cookie", cookie);
    send(app(false), request.body(document(query).into()).unwrap()).await
}

#[tokio::test]
async fn a_cookie_lets_in_from_our_own_pages_only() {
    let (ours, cookie) = ("https://appointments.example.org", "__Host-roundel=rdl_signed_in");
    let answer = post_from_a_page(ours, cookie, "{ hello }").await;
    assert_eq!((answer.status, answer.json()["data"]["hello"].clone()), (StatusCode::OK, json!("hello")));
    let answer = post_from_a_page(ours, cookie, "mutation { change }").await;
    assert_eq!(answer.status, StatusCode::OK);
    for foreign in [
        "https://evil.example.org",
        "null",
        "https://appointments.example.org:8443",
        "http://appointments.example.org",
    ] {
        let answer = post_from_a_page(foreign, cookie, "mutation { change }").await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, json!("FORBIDDEN")), "{foreign}");
    }
    // Without an Origin a cookie counts for nothing, and by GET never.
    let request =
        Request::post("/graphql").header("content-type", "application/json").header("cookie", cookie);
    let answer = send(app(false), request.body(document("{ hello }").into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let request = Request::get("/graphql?query={hello}").header("origin", ours).header("cookie", cookie);
    assert_eq!(send(app(false), request.body(Body::empty()).unwrap()).await.status, StatusCode::UNAUTHORIZED);
    let request = Request::post("/graphql").header("content-type", "text/plain").header("origin", ours);
    let request = request.header("cookie", cookie).body(document("mutation { change }").into()).unwrap();
    assert_eq!(send(app(false), request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_page_nobody_is_signed_in_with_may_do_nothing_else() {
    for cookie in ["", "__Host-roundel=rdl_over"] {
        for query in ["{ hello }", "mutation { change }", "{", "mutation { signIn change }"] {
            let answer = post_from_a_page("https://appointments.example.org", cookie, query).await;
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::OK].contains(&answer.status);
            assert!(refused && answer.json().get("data").is_none(), "{query}: {}", answer.body);
        }
        let answer = post_from_a_page("https://appointments.example.org", cookie, "{ hello }").await;
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, json!("UNAUTHENTICATED")));
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for answer in [post(&[], "{").await, get("/healthz").await, get("/nowhere").await] {
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.headers["x-request-id"], "07".repeat(16));
    }
}

#[tokio::test]
async fn graphiql_is_served_whole_in_development_and_not_at_all_outside() {
    let page = get("/graphiql").await;
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("script-src 'self';"));
    assert!(!page.body.contains("//"), "nothing from elsewhere");
    for file in page.body.split('"').filter(|text| text.starts_with("/graphiql/")) {
        assert_eq!(get(file).await.status, StatusCode::OK, "{file}");
    }
    // Otherwise its history keeps every query's headers, the token among them, in the browser.
    assert!(get("/graphiql/start.js").await.body.contains("storage: memory"));
    let outside = Request::get("/graphiql").body(Body::empty()).unwrap();
    assert_eq!(send(app(false), outside).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn readiness_is_the_checks_word() {
    assert_eq!(get("/readyz").await.status, StatusCode::OK);
    let waiting = WebState { ready: Arc::new(|| async { false }.boxed()), ..state(false) };
    let asked = Request::get("/readyz").body(Body::empty()).unwrap();
    assert_eq!(send(router(waiting), asked).await.status, StatusCode::SERVICE_UNAVAILABLE);
}
