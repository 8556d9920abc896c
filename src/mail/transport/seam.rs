//! What every transport can do.

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::failure::{Reply, SendFailure};
use crate::domain::people::EmailAddress;
use crate::mail::message::BuiltMail;

/// The mail is someone else's responsibility now, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The server's answer, where there is a server.
    pub reply: Option<Reply>,
    /// Whether nobody has it: it was only to be seen that it can be written.
    pub is_dry_run: bool,
}

/// Hands one mail on. Used as `Arc<dyn MailTransport>`.
pub trait MailTransport: Send + Sync {
    /// Hands `mail` on, byte for byte, within `limit` of elapsed time: what could not be begun in time to end by then is
    /// `Temporary`, and nothing of it was handed on.
    ///
    /// # Errors
    /// A `SendFailure`, which says whether the mail may be tried again.
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>>;

    /// Whether a mail from `sender` could be handed on now, without handing on any: connects, signs in and names the sender, or
    /// writes to the folder.
    ///
    /// # Errors
    /// A `SendFailure`, as a mail would meet.
    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>>;
}
