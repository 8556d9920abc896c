//! All sections together, and the rules between them.

use serde::{Deserialize, Serialize};

use super::check::Checks;
use super::database::DatabaseSettings;
use super::graphql::GraphqlSettings;
use super::http::HttpSettings;
use super::log::LogSettings;
use super::mail::{MailSettings, MailTransportKind};
use super::metrics::MetricsSettings;
use super::smtp::SmtpTls;
use super::subscriptions::SubscriptionsSettings;
use super::worker::WorkerSettings;

/// Everything that can be configured. `Debug` and `Serialize` show no secret.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the data are.
    pub database: DatabaseSettings,
    /// The HTTP server.
    pub http: HttpSettings,
    /// What one GraphQL document may ask for.
    pub graphql: GraphqlSettings,
    /// Subscriptions over WebSockets.
    pub subscriptions: SubscriptionsSettings,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// Background work.
    pub worker: WorkerSettings,
    /// What a monitoring system may ask for.
    pub metrics: MetricsSettings,
    /// What is logged.
    pub log: LogSettings,
}

impl Settings {
    pub(super) fn validate(&self, checks: &mut Checks) {
        self.database.validate(checks);
        self.http.validate(checks);
        self.graphql.validate(checks);
        self.subscriptions.validate(checks);
        self.mail.validate(checks);
        self.worker.validate(checks);
        self.metrics.validate(checks);
        self.log.validate(checks);

        let smtp = &self.mail.smtp;
        let sends = matches!(self.mail.transport, MailTransportKind::Smtp);
        checks.that(
            !sends || self.http.development || !matches!(smtp.tls, SmtpTls::None),
            "mail.smtp.tls",
            "\"none\"",
            "expected \"starttls\" or \"implicit\": mail goes without TLS only with http.development = true",
        );
        let request_seconds = self.http.request_timeout_seconds;
        checks.that(
            u64::from(self.database.lock_timeout_seconds) < request_seconds,
            "database.lock_timeout_seconds",
            self.database.lock_timeout_seconds,
            format!("expected less than http.request_timeout_seconds ({request_seconds})"),
        );
        checks.that(
            smtp.timeout_seconds.saturating_mul(3) <= self.worker.lease_seconds,
            "mail.smtp.timeout_seconds",
            smtp.timeout_seconds,
            format!(
                "expected at most a third of worker.lease_seconds ({}), for a mail's recipient, its message and the record \
                 of both: wait for a shorter time, or have a longer lease",
                self.worker.lease_seconds
            ),
        );
    }
}
