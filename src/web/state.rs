//! What the handlers share.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::calendars::Feeds;
use super::imports::Uploads;
use super::links::Links;
use super::origins::Origins;
use super::socket::Sockets;
use crate::auth::Authenticate;
use crate::domain::randomness::Entropy;
use crate::graphql::Endpoint;
use crate::metrics::Metrics;

/// Tells whether the service can do its work: the database answers.
pub type ReadyCheck = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// What the handlers share; cloned for each request.
#[derive(Clone)]
pub struct WebState {
    /// The schema and its policy.
    pub graphql: Endpoint,
    /// Knows tokens.
    pub authenticator: Arc<dyn Authenticate>,
    /// Where answers are counted.
    pub metrics: Metrics,
    /// Where request ids come from.
    pub entropy: Arc<dyn Entropy>,
    /// Asked by `/readyz`.
    pub ready: ReadyCheck,
    /// What a request's body is held to.
    pub body: BodyLimits,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Subscriptions.
    pub sockets: Sockets,
    /// What takes files of clients in; none serves none.
    pub uploads: Option<Uploads>,
    /// What calendar feeds are read from; none serves none.
    pub feeds: Option<Feeds>,
    /// What the pages behind clients' links are read from; none serves none.
    pub links: Option<Links>,
    /// Whether GraphiQL is served.
    pub development: bool,
    /// Where this service's own pages come from: they may send a sign-in's cookie.
    pub pages: Origins,
}

/// What a request's body is held to.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// Its length, in bytes; also that of a query string.
    pub bytes: usize,
    /// How long it may take to arrive.
    pub time: Duration,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { bytes: 65_536, time: Duration::from_secs(10) }
    }
}
