//! Failures of mails, counted and told.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::domain::people::EmailAddress;
use crate::mail::message::BuiltMail;
use crate::mail::transport::{Accepted, MailTransport, SendFailure, Why};
use crate::metrics::Metrics;

/// Counts each failure of a transport by its kind. One that keeps every mail back until somebody mends something (encryption,
/// sign-in, a refused sender) is an error in the log: such mails are tried again, and nobody would notice otherwise. So is one
/// by which every mail may be failing for good: a server that passes nothing of ours on.
pub struct WatchedTransport {
    transport: Arc<dyn MailTransport>,
    metrics: Metrics,
}

impl WatchedTransport {
    /// Watches `transport`; every kind of failure is there from the beginning, as 0.
    #[must_use]
    pub fn new(transport: Arc<dyn MailTransport>, metrics: Metrics) -> Self {
        for word in Why::WORDS {
            metrics.mail_faulted(word, 0);
        }
        Self { transport, metrics }
    }

    fn tell(&self, failure: &SendFailure) {
        let Some(why) = failure.why() else { return };
        self.metrics.mail_faulted(why.word(), 1);
        if !why.is_alarm() {
            return;
        }
        // A refusal for good is about this mail, and about all of them if the server has ceased to relay for us.
        if matches!(failure, SendFailure::Permanent(_)) {
            tracing::error!(
                fault = why.word(),
                %why,
                "a mail has failed by the server's policy, and so will all if it does not relay for this host: see [mail.smtp]"
            );
        } else {
            tracing::error!(fault = why.word(), %why, "no mail leaves until this is mended: see [mail.smtp]");
        }
    }
}

impl MailTransport for WatchedTransport {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(
            async move { self.transport.send(mail, limit).await.inspect_err(|failure| self.tell(failure)) },
        )
    }

    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        self.transport.check(sender)
    }
}
