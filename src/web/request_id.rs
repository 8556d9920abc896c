//! Every request has a name, and all that is logged on its way carries it.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::shown_path::shown_path;
use super::state::WebState;
use crate::graphql::RequestId;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names a request, and its answer by the same name. A name brought from outside is not believed.
pub(super) async fn name_request(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::draw(state.entropy.as_ref());
    request.extensions_mut().insert(id);
    let span = tracing::info_span!("request", id = %id, method = %request.method(), path = ?shown_path(request.uri().path()));
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    // The pattern, not the path: whoever asks for what there is not must not make labels.
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    state.metrics.answered(route, response.status().as_u16(), begun.elapsed());
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), "answered"));
    response
}
