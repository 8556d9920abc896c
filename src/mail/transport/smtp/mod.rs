//! Hands mails to an SMTP server over a few connections that stay open.
//!
//! Owns: the connections, their encryption and sign-in, and the verdict on each answer. Must not know: retries.
//! The library's own pool sends some 23 mails a second per connection (it leaves Nagle's algorithm on, and the
//! final dot waits for a delayed acknowledgement), so its low-level connection is driven here over sockets with
//! `TCP_NODELAY`, encrypted or not. What a server says passes `replies` before the library reads it: bounded, in ASCII,
//! and only in answer to a command, so that neither an endless line nor words put in ahead of STARTTLS get any further.
//! Addresses are ASCII, since `EmailAddress` takes no other: SMTPUTF8 is not needed and not asked for.
//! Example: `SmtpTransport::new(SmtpConfig { .. })?.send(&mail, limit).await`.

mod config;
mod connection;
mod kept;
mod opening;
mod pace;
mod patience;
mod replies;
mod tls;
mod verdict;
mod wire;

pub use config::{SmtpConfig, SmtpConfigError, SmtpSignIn, TlsMode};
pub use kept::SmtpTransport;
