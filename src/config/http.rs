//! `[http]`

use std::net::{IpAddr, SocketAddr};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use url::{Host, Url};

use super::check::Checks;

/// The HTTP server.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// The address and port to listen on.
    #[serde(deserialize_with = "address_and_port")]
    pub listen: SocketAddr,
    /// The longest request body taken, in bytes.
    pub body_limit_bytes: u64,
    /// The longest file of clients taken by `POST /imports`, in bytes.
    pub import_limit_bytes: u64,
    /// How long a request may take, in seconds.
    pub request_timeout_seconds: u64,
    /// How long a connection may say nothing or take nothing, in seconds.
    pub idle_timeout_seconds: u64,
    /// How many connections may be open at once.
    pub max_connections: u32,
    /// What links in mails begin with, without a slash at the end.
    pub public_base_url: String,
    /// The addresses of the proxies whose word on a request's source is taken, separated by commas.
    pub trusted_proxies: String,
    /// Other origins whose pages may open a WebSocket.
    pub allowed_origins: Vec<String>,
    /// Whether GraphiQL is served and mail may go without TLS.
    pub development: bool,
    /// Whether the schema may be queried.
    pub introspection: Introspection,
}

/// Whether the schema may be queried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Introspection {
    /// Exactly while `http.development` holds.
    Development,
    /// Always.
    On,
    /// Never.
    Off,
}

impl HttpSettings {
    /// Whether the schema may be queried, after `development` has been looked at.
    #[must_use]
    pub const fn allows_introspection(&self) -> bool {
        match self.introspection {
            Introspection::Development => self.development,
            Introspection::On => true,
            Introspection::Off => false,
        }
    }

    /// The addresses of the trusted proxies.
    pub fn proxies(&self) -> impl Iterator<Item = IpAddr> {
        self.named_proxies().filter_map(|name| name.parse().ok())
    }

    fn named_proxies(&self) -> impl Iterator<Item = &str> {
        self.trusted_proxies.split(',').map(str::trim).filter(|name| !name.is_empty())
    }

    pub(super) fn validate(&self, checks: &mut Checks) {
        checks.within("http.body_limit_bytes", self.body_limit_bytes, 1024..=16_777_216, "bytes");
        checks.within("http.import_limit_bytes", self.import_limit_bytes, 1024..=268_435_456, "bytes");
        checks.within("http.request_timeout_seconds", self.request_timeout_seconds, 1..=300, "seconds");
        checks.within("http.idle_timeout_seconds", self.idle_timeout_seconds, 1..=300, "seconds");
        checks.within("http.max_connections", self.max_connections.into(), 10..=100_000, "connections");
        checks.that(
            self.named_proxies().all(|name| name.parse::<IpAddr>().is_ok()),
            "http.trusted_proxies",
            format!("{:?}", self.trusted_proxies),
            "expected IP addresses separated by commas, as in \"10.0.0.2, 10.0.0.3\", or nothing",
        );
        checks.that(
            is_base(&self.public_base_url, self.development),
            "http.public_base_url",
            format!("{:?}", self.public_base_url),
            "expected an https URL (http only in development or for a loopback host), without user, query, \
             fragment, or a slash at the end",
        );
        for origin in &self.allowed_origins {
            checks.that(
                is_origin(origin),
                "http.allowed_origins",
                format!("{origin:?}"),
                "expected origins, as in \"https://desk.example.org\": a scheme and a host, a port if it is not the \
                 usual one, nothing behind",
            );
        }
    }
}

/// Exactly as a browser writes it.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}

fn is_base(text: &str, development: bool) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let bare = url.username().is_empty() && url.password().is_none() && !text.contains(['?', '#']);
    let protected = url.scheme() == "https" || (url.scheme() == "http" && (development || loopback));
    bare && protected && !text.ends_with('/')
}

fn address_and_port<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        D::Error::custom("expected an IP address and a port, as in 127.0.0.1:8080 or [::1]:8080")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for good in ["https://desk.example.org", "http://localhost:5173"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in
            ["https://desk.example.org/", "https://desk.example.org:443", "desk.example.org", "null", "*", ""]
        {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn links_in_mails_are_protected_outside_development() {
        for good in ["https://a.example.org", "https://a.example.org:8443/roundel", "http://localhost:8080"] {
            assert!(is_base(good, false), "{good}");
        }
        assert!(is_base("http://10.0.0.7:8080", true));
        for bad in [
            "http://a.example.org",
            "https://a.example.org/",
            "https://",
            "a.example.org",
            "ftp://a.example.org",
        ] {
            assert!(!is_base(bad, false), "{bad}");
        }
        for bad in ["https://u:p@a.example.org", "https://a.example.org?x=1", "https://a.example.org#x"] {
            assert!(!is_base(bad, true), "{bad}");
        }
    }
}
