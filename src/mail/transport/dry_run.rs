//! Hands mails to nobody: for seeing that they can be written, on real records.

use std::time::Duration;

use futures_util::future::{BoxFuture, ready};

use super::failure::SendFailure;
use super::seam::{Accepted, MailTransport};
use crate::domain::people::EmailAddress;
use crate::mail::message::BuiltMail;

/// A transport that lets go of every mail, and says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct DryRunTransport;

impl MailTransport for DryRunTransport {
    fn send<'a>(
        &'a self,
        _mail: &'a BuiltMail,
        _limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(ready(Ok(Accepted { reply: None, is_dry_run: true })))
    }

    fn check<'a>(&'a self, _sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        Box::pin(ready(Ok(())))
    }
}
