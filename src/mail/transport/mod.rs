//! Where mails go, and what came of it.
//!
//! Owns: the `MailTransport` seam and its implementations: an SMTP server, a folder, memory, nobody. Must not know: what
//! a mail says, whose it is, when to try again.
//! Example: `transport.send(&mail, limit).await` answers `Accepted` or one of four named failures.
//! A new transport is a new file (or folder) here; if it meets a new trouble, a variant of `Fault` names it.

mod directory;
mod dry_run;
mod failure;
mod memory;
mod seam;
mod smtp;

pub use directory::{DirectoryTransport, is_stored_mail};
pub use dry_run::DryRunTransport;
pub use failure::{Enhanced, Fault, Reply, SendFailure, Stage, Why};
pub use memory::{MemoryTransport, Scripted};
pub use seam::{Accepted, MailTransport};
pub use smtp::{SmtpConfig, SmtpConfigError, SmtpSignIn, SmtpTransport, TlsMode};
