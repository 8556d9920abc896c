//! `[subscriptions]`

use serde::{Deserialize, Serialize};

use super::check::Checks;

/// Subscriptions over WebSockets.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionsSettings {
    /// How many sockets may be open at once.
    pub max_sockets: u32,
    /// How many live subscriptions one may have.
    pub max_per_socket: u32,
    /// How long a client may take to begin, in seconds.
    pub init_timeout_seconds: u64,
    /// How often changes of other processes are looked for, in milliseconds.
    pub poll_milliseconds: u64,
}

impl SubscriptionsSettings {
    pub(super) fn validate(self, checks: &mut Checks) {
        checks.within("subscriptions.max_sockets", self.max_sockets.into(), 1..=10_000, "sockets");
        checks.within("subscriptions.max_per_socket", self.max_per_socket.into(), 1..=100, "subscriptions");
        checks.within("subscriptions.init_timeout_seconds", self.init_timeout_seconds, 1..=60, "seconds");
        checks.within(
            "subscriptions.poll_milliseconds",
            self.poll_milliseconds,
            100..=60_000,
            "milliseconds",
        );
    }
}
