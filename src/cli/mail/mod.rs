//! `roundel mail`: what came back of the mails that were sent, what will go out, and stopping a clinic's for a while.
//!
//! Owns: its arguments, reading messages from standard input or a folder, and what it prints. Must not know: how a report reads.
//! Example: `mail bounce --folder ~/Maildir/new --dry-run` tells what each message would do.
//! The next thing to do with mail is a file here.

mod bounce;
mod command;
mod folder;
mod pausing;
mod preview;

pub use command::{MailArgs, run};
pub(in crate::cli) use pausing::paused_mails;
