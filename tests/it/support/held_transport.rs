//! A mail server that a worker can be killed at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use roundel::domain::people::EmailAddress;
use roundel::mail::message::BuiltMail;
use roundel::mail::transport::{Accepted, MailTransport, MemoryTransport, SendFailure};
use tokio::sync::Notify;

/// Where a mail is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Before the server has it.
    BeforeTaking,
    /// After the server took it, before it says so.
    AfterTaking,
}

/// Hands mails on to a memory, except that it holds the first until `open` is called.
pub(crate) struct HeldTransport {
    inner: Arc<MemoryTransport>,
    hold: Hold,
    has_held: AtomicBool,
    reached: Notify,
    opened: Notify,
}

impl HeldTransport {
    pub(crate) fn new(inner: Arc<MemoryTransport>, hold: Hold) -> Arc<Self> {
        Arc::new(Self {
            inner,
            hold,
            has_held: AtomicBool::new(false),
            reached: Notify::new(),
            opened: Notify::new(),
        })
    }

    /// Returns once a mail is held.
    pub(crate) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets the held mail go.
    pub(crate) fn open(&self) {
        self.opened.notify_one();
    }

    async fn hold(&self) {
        self.reached.notify_one();
        self.opened.notified().await;
    }
}

impl MailTransport for HeldTransport {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(async move {
            let is_first = !self.has_held.swap(true, Ordering::SeqCst);
            if is_first && self.hold == Hold::BeforeTaking {
                self.hold().await;
            }
            let outcome = self.inner.send(mail, limit).await;
            if is_first && self.hold == Hold::AfterTaking {
                self.hold().await;
            }
            outcome
        })
    }

    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        self.inner.check(sender)
    }
}
