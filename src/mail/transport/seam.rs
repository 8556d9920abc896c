//! What every transport can do.

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::failure::{Reply, SendFailure};
use crate::mail::message::OutgoingMail;

/// The mail is someone else's responsibility now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The server's answer, where there is a server.
    pub reply: Option<Reply>,
}

/// Hands one mail on. Used as `Arc<dyn MailTransport>`.
pub trait MailTransport: Send + Sync {
    /// Hands `mail` on, dated `dated_at` (its `Date` header). A retry that passes the first attempt's instant
    /// repeats the same bytes.
    ///
    /// # Errors
    /// A `SendFailure`, which says whether the mail may be tried again.
    fn send<'a>(
        &'a self,
        mail: &'a OutgoingMail,
        dated_at: Timestamp,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>>;

    /// Whether a mail could be handed on now, without handing on any: connects and signs in, or writes to the folder.
    ///
    /// # Errors
    /// A `SendFailure`, as a mail would meet.
    fn check(&self) -> BoxFuture<'_, Result<(), SendFailure>>;
}
