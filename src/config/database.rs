//! `[database]`

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use super::check::Checks;

/// Where the data are.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Which database.
    pub url: DatabaseUrl,
    /// The most connections held open at once.
    pub max_connections: u32,
    /// How long a change waits for others that are in its way, in seconds.
    pub lock_timeout_seconds: u32,
}

impl DatabaseSettings {
    pub(super) fn validate(&self, checks: &mut Checks) {
        checks.that(
            self.url.names_a_database(),
            "database.url",
            &self.url,
            "expected sqlite://FILE or postgres://USER@HOST/NAME",
        );
        checks.within("database.max_connections", self.max_connections.into(), 1..=1000, "connections");
        checks.within("database.lock_timeout_seconds", self.lock_timeout_seconds.into(), 1..=60, "seconds");
    }
}

/// A database's URL, which may hold a password: shown only as far as it surely holds none.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// Wraps a URL made by the program itself, such as that of the demo's file.
    #[must_use]
    pub fn new(url: String) -> Self {
        Self(url.into())
    }

    /// The whole URL, password included: for connecting, not for showing.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The whole URL, if it surely holds no password: a file's, or a server's without one and without parameters.
    #[must_use]
    pub fn without_password(&self) -> Option<&str> {
        let (scheme, server) = self.expose().split_once("://")?;
        let user = server.rsplit_once('@').map_or("", |(user, _)| user);
        let is_open = scheme == "sqlite" || !(user.contains(':') || server.contains('?'));
        is_open.then(|| self.expose())
    }

    /// A file for SQLite (in memory, every connection would see a database of its own), anything for PostgreSQL.
    fn names_a_database(&self) -> bool {
        match self.expose().split_once("://") {
            Some(("sqlite", file)) => !file.is_empty() && !file.contains(":memory:"),
            Some(("postgres" | "postgresql", server)) => !server.is_empty(),
            _ => false,
        }
    }

    /// What stands before the first colon; empty without one.
    #[must_use]
    pub fn scheme(&self) -> &str {
        let scheme = self.expose().split_once(':').map_or("", |(scheme, _)| scheme);
        if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) { scheme } else { "" }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme() {
            // SQLite has no passwords, and its path helps.
            "sqlite" => f.write_str(self.expose()),
            // Without a scheme there is nothing that is surely no secret.
            "" => f.write_str("[hidden]"),
            scheme => write!(f, "{scheme}:[hidden]"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
