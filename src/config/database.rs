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

/// A database's URL, which may hold a password: shown without user, password and parameters.
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

    /// The host, port and name of a server's database, if they can be told from a password for sure.
    fn place(&self) -> Option<String> {
        let (_, server) = self.expose().split_once("://")?;
        // With an @ or a / in the password the rest of it would be taken for the host.
        let place = server.split_once('@').map_or(server, |(_, place)| place);
        let is_sure = server.matches('@').count() <= 1
            && !server[..server.len() - place.len()].contains(['/', '?', '#']);
        let place = place.split(['?', '#']).next().unwrap_or_default();
        (is_sure && !place.is_empty()).then(|| place.to_owned())
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
            scheme @ ("postgres" | "postgresql") => match self.place() {
                Some(place) => write!(f, "{scheme}://{place}"),
                None => write!(f, "{scheme}:[hidden]"),
            },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_place_is_shown_and_nothing_that_may_be_a_secret() {
        for (url, shown) in [
            ("postgres://roundel@db.internal/clinic", "postgres://db.internal/clinic"),
            ("postgres://u:hunter2@db:5433/clinic?sslmode=require", "postgres://db:5433/clinic"),
            ("postgres://u:hun@ter2@db/clinic", "postgres:[hidden]"),
            ("postgres://u:hun/ter2@db/clinic", "postgres:[hidden]"),
            ("postgres://u:hun?ter2@db/clinic", "postgres:[hidden]"),
            ("mysql://u@db/clinic", "mysql:[hidden]"),
            ("sqlite://a/b.db", "sqlite://a/b.db"),
        ] {
            assert_eq!(DatabaseUrl::new(url.to_owned()).to_string(), shown);
        }
    }
}
