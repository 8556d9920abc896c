//! `/graphql`, after the GraphQL-over-HTTP specification (draft of 2025): POST of JSON, GET for queries.
//!
//! The library's own extractor runs mutations by GET and text/plain bodies, and does not know the body limit.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::admission::Sender;
use super::answer::{answered, refused};
use super::body::{self, Unread};
use super::media::{Media, is_json};
use super::parameters::{BadParameters, from_body, from_query_string};
use super::source::source;
use super::state::WebState;
use crate::auth::{remove_cookie, set_cookie};
use crate::graphql::{Code, CookieChange, GraphQlRequest, RequestId};

/// A query in the query string, by a token only: a link that is followed carries the cookie.
pub(super) async fn by_get(
    State(state): State<WebState>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, Response> {
    let source = source(&request, &state.trusted_proxies);
    let sender = Sender::by_token(&state, request.headers(), source).await?;
    let media = Media::accepted(request.headers()).ok_or_else(not_acceptable)?;
    if request.uri().query().is_some_and(|text| text.len() > state.body.bytes) {
        return Err(refused(StatusCode::URI_TOO_LONG, Code::BadRequest, "the query string is too long"));
    }
    execute(&state, sender, media, from_query_string(request.uri(), id)).await
}

/// A query or a mutation in a JSON body.
pub(super) async fn by_post(
    State(state): State<WebState>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, Response> {
    let source = source(&request, &state.trusted_proxies);
    let sender = Sender::by_token_or_page(&state, request.headers(), source).await?;
    let media = Media::accepted(request.headers()).ok_or_else(not_acceptable)?;
    if !is_json(request.headers()) {
        let message = "the content type must be application/json in UTF-8";
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadRequest, message));
    }
    let body = body::read(request.into_body(), state.body).await.map_err(unread)?;
    execute(&state, sender, media, from_body(&body, id)).await
}

/// The answer to who accepts no form of answer that there is.
fn not_acceptable() -> Response {
    let message = "answers are application/graphql-response+json or application/json";
    refused(StatusCode::NOT_ACCEPTABLE, Code::BadRequest, message)
}

async fn execute(
    state: &WebState,
    sender: Sender,
    media: Media,
    request: Result<GraphQlRequest, BadParameters>,
) -> Result<Response, Response> {
    let request =
        request.map_err(|bad| refused(StatusCode::BAD_REQUEST, Code::BadRequest, &bad.to_string()))?;
    let Sender { caller, browser } = sender;
    let request = GraphQlRequest { browser: Arc::clone(&browser), ..request };
    let response = match caller {
        Some(caller) => state.graphql.execute(caller, request).await,
        None => state.graphql.execute_for_nobody(request).await,
    };
    let mut answer = answered(response, media);
    let cookie = browser.take_cookie().and_then(|change| cookie(&change));
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(answer)
}

fn cookie(change: &CookieChange) -> Option<HeaderValue> {
    match change {
        CookieChange::Set { secret, lasts } => set_cookie(secret.expose(), lasts.as_secs()),
        CookieChange::Remove => remove_cookie(),
    }
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
