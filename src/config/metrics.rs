//! `[metrics]`

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::check::Checks;

/// What a monitoring system may ask for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsSettings {
    /// The address and port to answer it on; empty: nowhere.
    pub listen: String,
}

impl MetricsSettings {
    /// Where metrics are served, if they are.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    pub(super) fn validate(&self, checks: &mut Checks) {
        checks.that(
            self.listen.is_empty() || self.address().is_some(),
            "metrics.listen",
            format!("{:?}", self.listen),
            "expected an IP address and a port, as in \"127.0.0.1:9464\", or nothing",
        );
    }
}
