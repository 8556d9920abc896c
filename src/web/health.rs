//! For whoever watches the process.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use super::state::WebState;

/// How long the check may take before "not ready" is the answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz`: the process lives.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `/readyz`: it can do its work.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: the database may hang")]
pub(super) async fn ready(State(state): State<WebState>) -> (StatusCode, &'static str) {
    match tokio::time::timeout(PATIENCE, (state.ready)()).await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}
