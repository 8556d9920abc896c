//! `roundel mail`: what came back of the mails that were sent.
//!
//! Owns: its arguments, reading messages from standard input or a folder, and what it prints. Must not know: how a report reads.
//! Example: `mail bounce --folder ~/Maildir/new --dry-run` tells what each message would do.
//! The next thing to do with mail is a file here.

mod bounce;
mod command;
mod folder;

pub use command::{MailArgs, run};
