//! `[mail.smtp]`

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use super::check::Checks;

/// The mail server.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Its name or address; empty if mail goes elsewhere.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// A PEM file of authorities to believe besides the public ones; empty for none.
    pub ca_file: PathBuf,
    /// The user to log in as; empty for no login.
    pub username: String,
    /// That user's password.
    #[serde(serialize_with = "masked")]
    pub password: SecretString,
    /// How long the server may take to answer one command, in seconds.
    pub timeout_seconds: u64,
    /// How many connections it is given at once.
    pub connections: u32,
    /// How many mails it is given in a minute; 0 for no limit.
    pub per_minute: u32,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Not at all: development only.
    None,
    /// By STARTTLS, which must succeed.
    StartTls,
    /// By TLS from the first byte.
    Implicit,
}

impl SmtpSettings {
    pub(super) fn validate(&self, sends: bool, checks: &mut Checks) {
        checks.that(
            !(sends && self.host.trim().is_empty()),
            "mail.smtp.host",
            "\"\"",
            "expected a host, because mail.transport is \"smtp\"",
        );
        checks.that(self.port != 0, "mail.smtp.port", self.port, "expected 1 to 65535");
        checks.within("mail.smtp.timeout_seconds", self.timeout_seconds, 1..=300, "seconds");
        checks.within("mail.smtp.connections", self.connections.into(), 1..=50, "connections");
        let fewest = 120_u64.div_ceil(self.timeout_seconds.max(1));
        checks.that(
            self.per_minute == 0 || u64::from(self.per_minute) >= fewest,
            "mail.smtp.per_minute",
            self.per_minute,
            format!(
                "expected 0 (no limit) or at least {fewest}, so that no mail waits longer than half of \
                 mail.smtp.timeout_seconds ({}) for the one before it",
                self.timeout_seconds
            ),
        );
        checks.that(
            self.username.is_empty() == self.password.expose_secret().is_empty(),
            "mail.smtp.username",
            format!("{:?}", self.username),
            "expected mail.smtp.username and mail.smtp.password both, or neither",
        );
    }
}

fn masked<S: Serializer>(_: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("[hidden]")
}
