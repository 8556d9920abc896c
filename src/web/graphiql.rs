//! GraphiQL, for development: the page and its files, served by us under a policy that lets nothing else in.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::state::WebState;

/// The editor writes inline styles; scripts come from our files only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("assets/graphiql/index.html");

/// Name, content type, bytes.
const FILES: [(&str, &str, &[u8]); 5] = [
    ("react.js", "text/javascript", include_bytes!("assets/graphiql/react.production.min.js")),
    ("react-dom.js", "text/javascript", include_bytes!("assets/graphiql/react-dom.production.min.js")),
    ("graphiql.js", "text/javascript", include_bytes!("assets/graphiql/graphiql.min.js")),
    ("graphiql.css", "text/css", include_bytes!("assets/graphiql/graphiql.min.css")),
    ("start.js", "text/javascript", include_bytes!("assets/graphiql/start.js")),
];

/// `/graphiql` and its files.
pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/graphiql", get(page)).route("/graphiql/{file}", get(file))
}

async fn page() -> Response {
    ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY)], PAGE).into_response()
}

async fn file(Path(wanted): Path<String>) -> Response {
    let Some((_, kind, bytes)) = FILES.iter().find(|(name, ..)| *name == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(CONTENT_TYPE, *kind), (CACHE_CONTROL, "max-age=3600")], *bytes).into_response()
}
