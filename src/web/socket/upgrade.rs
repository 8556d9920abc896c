//! The request that becomes a socket.

use axum::Extension;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::connection;
use super::message::PROTOCOL;
use crate::auth::BearerToken;
use crate::graphql::{Code, RequestId};
use crate::web::admission::bearer;
use crate::web::answer::{refused, unauthenticated};
use crate::web::state::WebState;

/// Opens a socket for a page of ours, or for a client that is no page; a token in the headers must count.
pub(in crate::web) async fn upgrade(
    State(state): State<WebState>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Response> {
    if !state.sockets.origins.admit(&headers) {
        let message = "pages of this origin may not connect: see http.allowed_origins";
        return Err(refused(StatusCode::FORBIDDEN, Code::Forbidden, message));
    }
    let upgrade = upgrade.map_err(|rejection| {
        let status = rejection.into_response().status();
        refused(
            status,
            Code::BadRequest,
            "this path is for WebSockets: send queries and mutations to /graphql",
        )
    })?;
    let limits = state.sockets.limits;
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes);
    if upgrade.selected_protocol().is_none() {
        let message = "the sub-protocol must be graphql-transport-ws";
        return Err(refused(StatusCode::BAD_REQUEST, Code::BadRequest, message));
    }
    let token = if headers.contains_key(AUTHORIZATION) {
        bearer(&state, &headers).await?;
        Some(BearerToken::find(&headers).ok_or_else(unauthenticated)?)
    } else {
        None
    };
    let place = state.sockets.place().ok_or_else(|| {
        let message = "too many sockets are open: try again later";
        refused(StatusCode::SERVICE_UNAVAILABLE, Code::Busy, message)
    })?;
    Ok(upgrade.on_upgrade(move |socket| connection::serve(socket, state, id, token, place)))
}
