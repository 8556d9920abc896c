//! Encrypting a socket, and whom to believe.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, Error, RootCertStore};

use super::config::SmtpConfigError;
use crate::mail::transport::failure::Fault;

/// TLS 1.2 or 1.3 towards one server, whose certificate must carry its name.
pub(super) struct Tls {
    connector: TlsConnector,
    server: ServerName<'static>,
}

impl Tls {
    /// Believes the public authorities, and those in the file.
    ///
    /// # Errors
    /// `CaFile`, or `Tls` if no certificate can carry the host's name.
    pub(super) fn new(host: &str, ca_file: Option<&Path>) -> Result<Self, SmtpConfigError> {
        let server = ServerName::try_from(host.to_owned()).map_err(|_| SmtpConfigError::Tls)?;
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(path) = ca_file {
            let refused = |why: String| SmtpConfigError::CaFile { path: path.display().to_string(), why };
            for certificate in certificates(path).map_err(refused)? {
                roots.add(certificate).map_err(|_| refused("holds what is no certificate".to_owned()))?;
            }
        }
        // Named, because sqlx brings another one: the process has no default.
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| SmtpConfigError::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), server })
    }

    /// Shakes hands over a socket.
    pub(super) async fn encrypt(&self, socket: TcpStream) -> Result<TlsStream<TcpStream>, Fault> {
        self.connector.connect(self.server.clone(), socket).await.map_err(|error| fault(&error))
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = fs::read(path).map_err(|error| format!("cannot be read ({error})"))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err("holds no certificate".to_owned()),
        Ok(found) => Ok(found),
        Err(_) => Err("is not PEM".to_owned()),
    }
}

/// A handshake that one side refused, apart from a connection that broke.
fn fault(error: &io::Error) -> Fault {
    if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Error>) {
        Fault::Tls
    } else {
        Fault::Lost
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn told(ca_file: &Path) -> String {
        Tls::new("mail.example.org", Some(ca_file)).err().unwrap().to_string()
    }

    #[test]
    fn a_bad_file_of_authorities_is_named_with_the_way_out() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let empty = told(file.path());
        assert!(empty.contains(&file.path().display().to_string()), "{empty}");
        assert!(empty.contains("holds no certificate") && empty.contains("BEGIN CERTIFICATE"), "{empty}");
        file.write_all(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        assert!(told(file.path()).contains("holds what is no certificate"));
        file.write_all(b"-----BEGIN CERTIFICATE-----\nA*").unwrap();
        assert!(told(file.path()).contains("is not PEM"), "{}", told(file.path()));
        assert!(told(Path::new("/nowhere/ca.pem")).contains("cannot be read"));
    }

    #[test]
    fn a_host_that_no_certificate_can_name_is_refused() {
        assert_eq!(Tls::new("mail server", None).err(), Some(SmtpConfigError::Tls));
        assert!(Tls::new("192.0.2.1", None).is_ok());
    }
}
