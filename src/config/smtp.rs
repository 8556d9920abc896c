//! `[mail.smtp]`

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
    /// The user to log in as; empty for no login.
    pub username: String,
    /// That user's password.
    #[serde(serialize_with = "masked")]
    pub password: SecretString,
    /// How long the server may take to answer one command, in seconds.
    pub timeout_seconds: u64,
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
