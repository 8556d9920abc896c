//! Where the server is and how to speak to it.

use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::client::TlsParameters;
use secrecy::SecretString;

/// An SMTP server, as configured.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Host name or address; its certificate must carry this name.
    pub host: String,
    /// TCP port: usually 587 with STARTTLS, 465 with implicit TLS.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: TlsMode,
    /// The account to sign in with, if the server wants one.
    pub sign_in: Option<SmtpSignIn>,
    /// The name we give in EHLO.
    pub hello_name: String,
    /// How long to wait for each answer.
    pub timeout: Duration,
    /// How many connections may be open at once: as many mails are under way at once.
    pub connections: usize,
}

/// How a connection is encrypted. There is no "if offered": that falls to whoever sits in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all: development only.
    None,
    /// After STARTTLS, which the server must offer.
    StartTls,
    /// From the first byte (RFC 8314). The library opens these sockets itself, without `TCP_NODELAY`.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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
    /// The host's name cannot be checked against a certificate, or the roots cannot be loaded.
    #[error("TLS cannot be set up for this host")]
    Tls,
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
        Ok(())
    }

    /// What TLS needs to know, `None` without TLS.
    pub(super) fn tls_parameters(&self) -> Result<Option<TlsParameters>, SmtpConfigError> {
        match self.tls {
            TlsMode::None => Ok(None),
            TlsMode::StartTls | TlsMode::Implicit => {
                TlsParameters::new(self.host.clone()).map(Some).map_err(|_| SmtpConfigError::Tls)
            }
        }
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
            port: 587,
            tls: TlsMode::StartTls,
            sign_in: Some(SmtpSignIn { username: "u".to_owned(), password: "p".into() }),
            hello_name: "app.example.org".to_owned(),
            timeout: Duration::from_secs(30),
            connections: 4,
        };
        assert_eq!(good.validate(), Ok(()));
        assert!(good.tls_parameters().unwrap().is_some());
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
            SmtpConfig { timeout: Duration::ZERO, ..good }.validate(),
            Err(SmtpConfigError::NoTimeout)
        );
    }
}
