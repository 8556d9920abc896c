//! From an outcome to status, content type and body.

use std::any::Any;

use async_graphql::Value;
use async_graphql_axum::GraphQLResponse;
use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::media::Media;
use crate::graphql::{Code, UNAUTHENTICATED, UNAVAILABLE};

/// The answer to a request that reached the schema.
///
/// Where nothing was executed there is no `data` entry (GraphQL specification, section 7.1.1), and the status follows
/// the GraphQL-over-HTTP specification, section 6.4: with `application/json` 200, whatever is wrong with the document.
pub(super) fn answered(response: async_graphql::Response, media: Media) -> Response {
    if was_executed(&response) {
        let mut answer = GraphQLResponse::from(response).into_response();
        answer.headers_mut().insert(CONTENT_TYPE, media.content_type());
        return answer;
    }
    let code = response.errors.first().and_then(|error| Code::of(error.extensions.as_ref()));
    let status = match (code.unwrap_or(Code::Internal), media) {
        (Code::MethodNotAllowed, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Code::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
        (Code::Unauthenticated, _) => StatusCode::UNAUTHORIZED,
        (Code::Timeout | Code::Unavailable | Code::Busy, _) => StatusCode::SERVICE_UNAVAILABLE,
        (_, Media::Json) => StatusCode::OK,
        (_, Media::GraphQl) => StatusCode::BAD_REQUEST,
    };
    written(status, media, &json!({ "errors": response.errors }))
}

/// Execution gives data, or errors at a path that took the data away.
fn was_executed(response: &async_graphql::Response) -> bool {
    response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

/// The answer to a request that did not reach the schema.
pub(super) fn refused(status: StatusCode, code: Code, message: &str) -> Response {
    written(
        status,
        Media::Json,
        &json!({ "errors": [{ "message": message, "extensions": { "code": code.word() } }] }),
    )
}

/// The answer to a request that made something.
pub(super) fn created(body: &serde_json::Value) -> Response {
    written(StatusCode::CREATED, Media::Json, body)
}

/// The one answer to a missing, malformed, unknown, expired or revoked token.
pub(super) fn unauthenticated() -> Response {
    refused(StatusCode::UNAUTHORIZED, Code::Unauthenticated, UNAUTHENTICATED)
}

/// The answer while the database is away, before anything was done.
pub(super) fn unavailable() -> Response {
    refused(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, UNAVAILABLE)
}

/// The answer while others are in the way; trying again later may work.
pub(super) fn busy(message: &str) -> Response {
    refused(StatusCode::SERVICE_UNAVAILABLE, Code::Busy, message)
}

/// The answer of last resort. Its `x-request-id` says where to look in the log.
pub(super) fn internal() -> Response {
    refused(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "Internal error")
}

/// The same for a handler that panicked; where is told by the panic hook, and what it said by nobody: it may hold names.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    internal()
}

fn written(status: StatusCode, media: Media, body: &serde_json::Value) -> Response {
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, media.content_type())]);
    match status {
        StatusCode::METHOD_NOT_ALLOWED => headers.insert(ALLOW, HeaderValue::from_static("POST")),
        StatusCode::UNAUTHORIZED => headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        _ => None,
    };
    (status, headers, Body::from(body.to_string())).into_response()
}
