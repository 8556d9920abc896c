//! `POST /imports`: a CSV file of clients or courses, taken in piece by piece and kept until it is brought in.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::{Stream, StreamExt as _};
use tracing::Instrument as _;

use super::admission::bearer;
use super::answer::{created, internal, refused, unavailable};
use super::body::Unread;
use super::graphql_http::unread;
use super::media::is_csv;
use super::source::source;
use super::state::WebState;
use crate::app::imports::{add_to_upload, begin_upload, complete_upload, discard_upload};
use crate::app::{App, Failure};
use crate::domain::access::{Caller, Origin};
use crate::domain::ids::ImportId;
use crate::graphql::{Code, RequestId};

/// How much of a file is kept at a time: a short transaction for each piece, however slowly the file comes.
const PIECE_BYTES: usize = 1_048_576;

/// What takes uploads in.
#[derive(Clone)]
pub struct Uploads {
    /// What keeps them.
    pub app: App,
    /// The longest file, in bytes.
    pub most_bytes: u64,
}

/// Keeps the body as an upload: `{ "id": "imp_…" }`.
pub(super) async fn by_post(State(state): State<WebState>, request: Request) -> Result<Response, Response> {
    let caller = bearer(&state, request.headers()).await?;
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let origin = Origin { request_id, source: source(&request, &state.trusted_proxies) };
    let caller = Caller { origin, ..caller };
    let uploads = state.uploads.ok_or_else(internal)?;
    if !is_csv(request.headers()) {
        let message = "the content type must be text/csv in UTF-8";
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadRequest, message));
    }
    if stated_bytes(request.headers()).is_some_and(|bytes| bytes > uploads.most_bytes) {
        return Err(too_long(uploads.most_bytes));
    }
    let body = request.into_body();
    // A task of its own: if the client goes away this goes on, and clears up.
    let kept = tokio::spawn(keep(uploads, caller, body, state.body.time).in_current_span());
    let id = kept.await.map_err(|_| internal())??;
    Ok(created(&serde_json::json!({ "id": id.to_string() })))
}

fn stated_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Keeps the whole body, or nothing.
async fn keep(
    uploads: Uploads,
    caller: Caller,
    body: Body,
    patience: Duration,
) -> Result<ImportId, Response> {
    let app = &uploads.app;
    let id = begin_upload(app, &caller).await.map_err(failed)?;
    let received = receive(&uploads, &caller, id, body, patience).await;
    let outcome = match received {
        Ok(0) => Err(refused(StatusCode::BAD_REQUEST, Code::BadRequest, "the body is empty")),
        Ok(bytes) => complete_upload(app, &caller, id, bytes).await.map_err(failed),
        Err(response) => Err(response),
    };
    if outcome.is_err()
        && let Err(failure) = discard_upload(app, &caller, id).await
    {
        let cause: &(dyn std::error::Error + 'static) = &failure;
        tracing::error!(cause, "cannot discard an upload: it goes with the old ones");
    }
    outcome.map(|()| id)
}

/// Keeps the body piece by piece: how many bytes it had.
async fn receive(
    uploads: &Uploads,
    caller: &Caller,
    id: ImportId,
    body: Body,
    patience: Duration,
) -> Result<u64, Response> {
    let mut chunks = body.into_data_stream();
    let (mut whole, mut number) = (0_u64, 0_i64);
    loop {
        let piece = next_piece(&mut chunks, patience).await.map_err(unread)?;
        whole = whole.saturating_add(piece.len().try_into().unwrap_or(u64::MAX));
        if whole > uploads.most_bytes {
            return Err(too_long(uploads.most_bytes));
        }
        if piece.is_empty() {
            return Ok(whole);
        }
        add_to_upload(&uploads.app, caller, id, number, &piece).await.map_err(failed)?;
        number += 1;
    }
}

/// The next piece, empty at the end; each may take as long as a whole request otherwise does.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: a body may never end")]
async fn next_piece(
    chunks: &mut (impl Stream<Item = Result<Bytes, axum::Error>> + Unpin),
    patience: Duration,
) -> Result<Vec<u8>, Unread> {
    tokio::time::timeout(patience, collect(chunks)).await.unwrap_or(Err(Unread::TooSlow))
}

async fn collect(
    chunks: &mut (impl Stream<Item = Result<Bytes, axum::Error>> + Unpin),
) -> Result<Vec<u8>, Unread> {
    let mut piece = Vec::new();
    while piece.len() < PIECE_BYTES {
        let Some(chunk) = chunks.next().await else { break };
        piece.extend_from_slice(&chunk.map_err(|_| Unread::Broken)?);
    }
    Ok(piece)
}

fn too_long(most_bytes: u64) -> Response {
    let message = format!("the file is longer than {most_bytes} bytes: bring it in in parts");
    refused(StatusCode::PAYLOAD_TOO_LARGE, Code::BadRequest, &message)
}

fn failed(failure: Failure) -> Response {
    match failure {
        Failure::Denied(denied) => refused(StatusCode::FORBIDDEN, Code::Forbidden, &denied.to_string()),
        Failure::NotFound => refused(StatusCode::NOT_FOUND, Code::NotFound, "not found"),
        Failure::Busy => refused(StatusCode::SERVICE_UNAVAILABLE, Code::Busy, &failure.to_string()),
        Failure::Unavailable(_) => unavailable(),
        Failure::VanishedZone(ref vanished) => {
            refused(StatusCode::CONFLICT, Code::ZoneUnknown, &vanished.to_string())
        }
        Failure::Internal(ref cause) => {
            let cause: &(dyn std::error::Error + 'static) = cause;
            tracing::error!(cause, "cannot keep an upload");
            internal()
        }
    }
}
