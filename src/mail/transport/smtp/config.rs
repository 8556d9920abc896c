//! Where the server is and how to speak to it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::pace::gap;
use super::tls::Tls;

/// An SMTP server, as configured.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Host name or address; its certificate must carry this name.
    pub host: String,
    /// TCP port: usually 587 with STARTTLS, 465 with implicit TLS.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: TlsMode,
    /// A PEM file of authorities that are believed besides the public ones: for a private server.
    pub ca_file: Option<PathBuf>,
    /// The account to sign in with, if the server wants one.
    pub sign_in: Option<SmtpSignIn>,
    /// The name we give in EHLO.
    pub hello_name: String,
    /// How long to wait for each answer.
    pub timeout: Duration,
    /// How many connections may be open at once: as many mails are under way at once.
    pub connections: usize,
    /// How many mails may begin in a minute, if that is limited. A mail waits half a `timeout` at the most and is put off then.
    pub per_minute: Option<u32>,
}

/// How a connection is encrypted. There is no "if offered": that falls to whoever sits in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all: development only.
    None,
    /// After STARTTLS, which the server must offer.
    StartTls,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// An account on the server.
#[derive(Clone)]
pub struct SmtpSignIn {
    /// The user's name.
    pub username: String,
    /// The password.
    pub password: SecretString,
}

/// Why a configuration is refused at start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// The EHLO name is not a domain.
    #[error("the EHLO name must be letters, digits, hyphens and dots")]
    HelloName,
    /// No connection is allowed.
    #[error("at least one connection is needed")]
    NoConnections,
    /// The time-out is zero.
    #[error("the time-out must be longer than zero")]
    NoTimeout,
    /// A password would cross a network in clear.
    #[error("a password needs TLS, unless the server runs on this machine")]
    PasswordInClear,
    /// From one mail to the next a mail waits too long to be sent at all.
    #[error(
        "with so few mails a minute each waits longer than half the time-out: allow more, or a longer time-out"
    )]
    TooSlow,
    /// The host's name cannot be checked against a certificate.
    #[error("no certificate can carry this host's name")]
    Tls,
    /// The file of authorities cannot be used.
    #[error(
        "the file {path} {why}: expected certificates as PEM (-----BEGIN CERTIFICATE-----), readable by the user that \
         runs this; none is needed if the server's certificate comes from a public authority"
    )]
    CaFile {
        /// Which file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

impl SmtpConfigError {
    /// The key whose value is wrong, within the server's section; none if it is several keys' trouble.
    #[must_use]
    pub const fn key(&self) -> Option<&'static str> {
        match self {
            Self::CaFile { .. } => Some("ca_file"),
            Self::TooSlow => Some("per_minute"),
            Self::HelloName | Self::NoConnections | Self::NoTimeout | Self::PasswordInClear | Self::Tls => {
                None
            }
        }
    }
}

impl SmtpConfig {
    pub(super) fn validate(&self) -> Result<(), SmtpConfigError> {
        let name = &self.hello_name;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')) {
            return Err(SmtpConfigError::HelloName);
        }
        if self.connections == 0 {
            return Err(SmtpConfigError::NoConnections);
        }
        if self.timeout.is_zero() {
            return Err(SmtpConfigError::NoTimeout);
        }
        if self.sign_in.is_some() && self.tls == TlsMode::None && !self.is_on_this_machine() {
            return Err(SmtpConfigError::PasswordInClear);
        }
        if self.per_minute.is_some_and(|limit| gap(limit) > self.longest_wait()) {
            return Err(SmtpConfigError::TooSlow);
        }
        Ok(())
    }

    /// What TLS needs to know, `None` without TLS.
    pub(super) fn tls(&self) -> Result<Option<Tls>, SmtpConfigError> {
        match self.tls {
            TlsMode::None => Ok(None),
            TlsMode::StartTls | TlsMode::Implicit => Tls::new(&self.host, self.ca_file.as_deref()).map(Some),
        }
    }

    /// How many mails are under way at once: as many as there are connections, but none of them waits for longer than a mail may
    /// until the limit per minute lets it begin.
    #[must_use]
    pub fn at_once(&self) -> usize {
        let paced = self.per_minute.map_or(usize::MAX, |limit| {
            let begun = self.longest_wait().as_nanos() / gap(limit).as_nanos().max(1);
            usize::try_from(begun).unwrap_or(usize::MAX)
        });
        self.connections.min(paced).max(1)
    }

    /// How long a mail may wait for its turn.
    pub(super) fn longest_wait(&self) -> Duration {
        self.timeout / 2
    }

    fn is_on_this_machine(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_that_cannot_work_or_leaks_is_refused_at_start() {
        let good = SmtpConfig {
            host: "mail.example.org".to_owned(),
            tls: TlsMode::StartTls,
            sign_in: Some(SmtpSignIn { username: "u".to_owned(), password: "p".into() }),
            ..plain()
        };
        assert_eq!(good.validate(), Ok(()));
        assert!(good.tls().unwrap().is_some());
        let clear = SmtpConfig { tls: TlsMode::None, ..good.clone() };
        assert_eq!(clear.validate(), Err(SmtpConfigError::PasswordInClear));
        assert_eq!(SmtpConfig { host: "127.0.0.1".to_owned(), ..clear }.validate(), Ok(()));
        let injected = SmtpConfig { hello_name: "a\r\nMAIL".to_owned(), ..good.clone() };
        assert_eq!(injected.validate(), Err(SmtpConfigError::HelloName));
        assert_eq!(
            SmtpConfig { connections: 0, ..good.clone() }.validate(),
            Err(SmtpConfigError::NoConnections)
        );
        assert_eq!(
            SmtpConfig { timeout: Duration::ZERO, ..good.clone() }.validate(),
            Err(SmtpConfigError::NoTimeout)
        );
        let slow = |per_minute| SmtpConfig { per_minute: Some(per_minute), ..good.clone() };
        assert_eq!(slow(3).validate(), Err(SmtpConfigError::TooSlow));
        assert_eq!(slow(4).validate(), Ok(()));
    }

    #[test]
    fn no_more_mails_are_under_way_than_may_begin_while_one_waits() {
        let at_once = |per_minute| {
            let timeout = Duration::from_secs(20);
            SmtpConfig { per_minute, timeout, connections: 4, ..plain() }.at_once()
        };
        assert_eq!([Some(6), Some(12), Some(18), Some(600), None].map(at_once), [1, 2, 3, 4, 4]);
    }

    fn plain() -> SmtpConfig {
        SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port: 25,
            tls: TlsMode::None,
            ca_file: None,
            sign_in: None,
            hello_name: "app.example.org".to_owned(),
            timeout: Duration::from_secs(30),
            connections: 4,
            per_minute: None,
        }
    }
}
