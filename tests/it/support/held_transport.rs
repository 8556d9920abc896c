//! A mail server that a worker can be killed at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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

/// Hands mails on to a memory, except that it holds one, the first as a rule, until `open` is called.
pub(crate) struct HeldTransport {
    inner: Arc<MemoryTransport>,
    hold: Hold,
    which: usize,
    seen: AtomicUsize,
    reached: Notify,
    opened: Notify,
}

impl HeldTransport {
    pub(crate) fn new(inner: Arc<MemoryTransport>, hold: Hold) -> Arc<Self> {
        Self::nth(inner, hold, 0)
    }

    /// Holds the mail that comes after so many others.
    pub(crate) fn nth(inner: Arc<MemoryTransport>, hold: Hold, which: usize) -> Arc<Self> {
        Arc::new(Self {
            inner,
            hold,
            which,
            seen: AtomicUsize::new(0),
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
            let is_held = self.seen.fetch_add(1, Ordering::SeqCst) == self.which;
            if is_held && self.hold == Hold::BeforeTaking {
                self.hold().await;
            }
            let outcome = self.inner.send(mail, limit).await;
            if is_held && self.hold == Hold::AfterTaking {
                self.hold().await;
            }
            outcome
        })
    }

    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        self.inner.check(sender)
    }
}
