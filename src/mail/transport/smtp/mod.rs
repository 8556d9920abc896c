//! Hands mails to an SMTP server over a few connections that stay open.
//!
//! Owns: the connections, their encryption and sign-in, and the verdict on each answer. Must not know: retries.
//! The library's own pool sends some 23 mails a second per connection (it leaves Nagle's algorithm on, and the
//! final dot waits for a delayed acknowledgement), so its low-level connection is driven here over sockets with
//! `TCP_NODELAY`. Once a release of lettre sets that itself, this folder can shrink to its stock transport.
//! Example: `SmtpTransport::new(SmtpConfig { .. })?.send(&mail).await`.

mod config;
mod connection;
mod kept;
mod verdict;

pub use config::{SmtpConfig, SmtpConfigError, SmtpSignIn, TlsMode};
pub use kept::SmtpTransport;
