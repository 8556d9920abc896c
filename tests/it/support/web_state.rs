//! The service's routes, without a process of their own.

use std::sync::Arc;

use roundel::app::App;
use roundel::app::ambient::SystemEntropy;
use roundel::auth::IssuedTokens;
use roundel::graphql::Endpoint;
use roundel::metrics::Metrics;
use roundel::web::{BodyLimits, Origins, SocketLimits, Sockets, WebState};

/// What the routes serve: `graphql` for the tokens of `app`. Uploads, feeds and clients' links are for a test to add.
pub(crate) fn web_state(app: &App, graphql: Endpoint) -> WebState {
    WebState {
        graphql,
        authenticator: Arc::new(IssuedTokens(app.clone())),
        metrics: Metrics::default(),
        entropy: Arc::new(SystemEntropy),
        ready: Arc::new(|| Box::pin(async { true })),
        body: BodyLimits::default(),
        sockets: Sockets::new(SocketLimits::default(), Origins::default(), app.changes().clone()),
        uploads: None,
        feeds: None,
        links: None,
        trusted_proxies: Arc::from([]),
        development: false,
        pages: Origins::default(),
    }
}
