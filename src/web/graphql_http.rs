//! `/graphql`, after the GraphQL-over-HTTP specification (draft of 2025): POST of JSON, GET for queries.
//!
//! The library's own extractor runs mutations by GET and text/plain bodies, and does not know the body limit.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::answer::{answered, internal, refused, unauthenticated, unavailable};
use super::body::{self, Unread};
use super::media::{Media, is_json};
use super::parameters::{BadParameters, from_body, from_query_string};
use super::state::WebState;
use crate::auth::{CannotAuthenticate, authenticate};
use crate::domain::access::Caller;
use crate::graphql::{Code, GraphQlRequest, RequestId};

/// A query in the query string.
pub(super) async fn by_get(
    State(state): State<WebState>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, Response> {
    let (caller, media) = admit(&state, request.headers()).await?;
    if request.uri().query().is_some_and(|text| text.len() > state.body.bytes) {
        return Err(refused(StatusCode::URI_TOO_LONG, Code::BadRequest, "the query string is too long"));
    }
    execute(&state, caller, media, from_query_string(request.uri(), id)).await
}

/// A query or a mutation in a JSON body.
pub(super) async fn by_post(
    State(state): State<WebState>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, Response> {
    let (caller, media) = admit(&state, request.headers()).await?;
    if !is_json(request.headers()) {
        let message = "the content type must be application/json in UTF-8";
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadRequest, message));
    }
    let body = body::read(request.into_body(), state.body).await.map_err(unread)?;
    execute(&state, caller, media, from_body(&body, id)).await
}

/// Knows the caller before anything else of the request is looked at.
async fn admit(state: &WebState, headers: &HeaderMap) -> Result<(Caller, Media), Response> {
    let found = authenticate(state.authenticator.as_ref(), headers).await;
    let caller = found.map_err(|fault| {
        let cause: &(dyn std::error::Error + 'static) = &fault;
        tracing::error!(cause, "cannot authenticate");
        match fault {
            CannotAuthenticate::Unavailable(_) => unavailable(),
            CannotAuthenticate::Failed(_) => internal(),
        }
    })?;
    let caller = caller.ok_or_else(unauthenticated)?;
    let media = Media::accepted(headers).ok_or_else(|| {
        let message = "answers are application/graphql-response+json or application/json";
        refused(StatusCode::NOT_ACCEPTABLE, Code::BadRequest, message)
    })?;
    Ok((caller, media))
}

async fn execute(
    state: &WebState,
    caller: Caller,
    media: Media,
    request: Result<GraphQlRequest, BadParameters>,
) -> Result<Response, Response> {
    let request =
        request.map_err(|bad| refused(StatusCode::BAD_REQUEST, Code::BadRequest, &bad.to_string()))?;
    Ok(answered(state.graphql.execute(caller, request).await, media))
}

/// The answer to a request whose body there is not.
pub(super) fn unread(why: Unread) -> Response {
    let (status, message) = match why {
        Unread::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "the body is too long"),
        Unread::TooSlow => (StatusCode::REQUEST_TIMEOUT, "the body took too long to arrive"),
        Unread::Broken => (StatusCode::BAD_REQUEST, "the body broke off"),
    };
    refused(status, Code::BadRequest, message)
}
