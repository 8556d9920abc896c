//! A way for mails to leave that notes what was sent, when, and after what.

#![expect(clippy::disallowed_methods, reason = "a conversation takes its time, by the real clock")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use roundel::domain::people::EmailAddress;
use roundel::domain::time::Clock;
use roundel::mail::message::BuiltMail;
use roundel::mail::transport::{Accepted, Fault, MailTransport, SendFailure, Stage, Why};

use super::chance::draw;

/// Numbers events in the order in which they happen.
#[derive(Debug, Default)]
pub(super) struct Order(AtomicU64);

impl Order {
    /// Now.
    pub(super) fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// A mail that left.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub(super) mail: BuiltMail,
    /// When its message left, among all events.
    pub(super) begun: u64,
    /// The last time before that at which its worker was about to look at the facts.
    pub(super) looked: u64,
    pub(super) at: Timestamp,
}

/// Takes every mail, unless it is away.
pub(super) struct Recording {
    order: Arc<Order>,
    clock: Arc<dyn Clock>,
    looked: AtomicU64,
    is_away: AtomicBool,
    /// The longest that greetings take before the message leaves.
    greetings: Duration,
    left: Mutex<Vec<Left>>,
    /// How often each was refused because it was away, by Message-ID.
    refused: Mutex<BTreeMap<String, u32>>,
}

impl Recording {
    pub(super) fn new(order: Arc<Order>, clock: Arc<dyn Clock>, greetings: Duration) -> Arc<Self> {
        Arc::new(Self {
            order,
            clock,
            looked: AtomicU64::new(0),
            is_away: AtomicBool::new(false),
            greetings,
            left: Mutex::default(),
            refused: Mutex::default(),
        })
    }

    /// The worker is about to look at the facts.
    pub(super) fn looks(&self) -> bool {
        self.looked.store(self.order.next(), Ordering::SeqCst);
        true
    }

    /// From now on it refuses every connection, or takes mails again.
    pub(super) fn be_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// How often it refused the one mail that it refused most.
    pub(super) fn most_refused(&self) -> u32 {
        self.refused.lock().unwrap().values().copied().max().unwrap_or(0)
    }

    /// Every mail that left, oldest first.
    pub(super) fn left(&self) -> Vec<Left> {
        self.left.lock().unwrap().clone()
    }
}

impl MailTransport for Recording {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        _limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        if self.is_away.load(Ordering::SeqCst) {
            *self.refused.lock().unwrap().entry(mail.message_id.to_string()).or_default() += 1;
            let refused = Fault::Io(std::io::ErrorKind::ConnectionRefused);
            let why = Why { stage: Stage::Connect, fault: refused };
            return Box::pin(async move { Err(SendFailure::Temporary(why)) });
        }
        let looked = self.looked.load(Ordering::SeqCst);
        let longest = u64::try_from(self.greetings.as_millis()).unwrap().max(1);
        let greetings = Duration::from_millis(draw(looked, mail.message_id.as_str()) % longest);
        Box::pin(async move {
            tokio::time::sleep(greetings).await;
            let begun = self.order.next();
            self.left.lock().unwrap().push(Left { mail: mail.clone(), begun, looked, at: self.clock.now() });
            Ok(Accepted { reply: None, is_dry_run: false })
        })
    }

    fn check<'a>(&'a self, _sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        Box::pin(async { Ok(()) })
    }
}
