//! How the tests reach their servers.

use std::time::Duration;

use roundel::mail::transport::{SmtpConfig, TlsMode};

/// In clear, over two connections at most, without a limit of mails.
pub(super) fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        ca_file: None,
        sign_in: None,
        hello_name: "app.example.org".to_owned(),
        timeout: Duration::from_secs(5),
        connections: 2,
        per_minute: None,
    }
}
