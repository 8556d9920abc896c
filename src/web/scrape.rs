//! `/metrics`, on a listener of its own: what the public may ask for never answers it.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::socket::Sockets;
use crate::app::App;
use crate::app::health::{Backlog, examine_backlog};
use crate::metrics::{DatabaseSeen, Metrics, Seen};

/// How long the database may take to say how it stands.
const PATIENCE: Duration = Duration::from_secs(2);

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is looked at when somebody asks.
#[derive(Clone)]
pub struct Scraped {
    /// What was counted.
    pub metrics: Metrics,
    /// Whose database is looked at.
    pub app: App,
    /// The sockets, where there are any.
    pub sockets: Option<Sockets>,
}

/// The one route of the metrics' listener.
pub fn scrape_router(scraped: Scraped) -> Router {
    Router::new().route("/metrics", get(scrape)).with_state(scraped)
}

#[expect(clippy::disallowed_methods, reason = "a limit on I/O: the database may hang")]
async fn scrape(State(Scraped { metrics, app, sockets }): State<Scraped>) -> Response {
    let backlog = tokio::time::timeout(PATIENCE, examine_backlog(&app)).await;
    let database = backlog.ok().and_then(Result::ok).map(|backlog| {
        let Backlog { due, paused, oldest_due_for, unsealed } = backlog;
        DatabaseSeen { due, paused, oldest_due_seconds: oldest_due_for.as_secs(), unsealed }
    });
    let sockets = sockets.map(|sockets| sockets.open());
    let text = metrics.render(Seen { connections: app.connections(), sockets, database });
    ([(CONTENT_TYPE, HeaderValue::from_static(OPEN_METRICS))], text).into_response()
}
