//! All sockets of the process: how many, what each may take, and their common end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::app::changes::ChangeFeed;
use crate::web::origins::Origins;

/// What sockets are held to.
#[derive(Debug, Clone, Copy)]
pub struct SocketLimits {
    /// How many may be open at once, 1 or more.
    pub sockets: u32,
    /// How many live subscriptions one may have.
    pub subscriptions: usize,
    /// The longest message taken, in bytes.
    pub message_bytes: usize,
    /// How often each is looked after: whether its token still counts, whether it is cut. The times below are
    /// counted in such beats.
    pub beat: Duration,
    /// How long a client may take to begin.
    pub init: Duration,
    /// After how long without a word a client is asked whether it is there.
    pub ping: Duration,
    /// After how long without a word it is gone.
    pub silence: Duration,
    /// How long a connection may watch nothing.
    pub idle: Duration,
    /// How long a message may take to be taken.
    pub send: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            sockets: 200,
            subscriptions: 10,
            message_bytes: 65_536,
            beat: Duration::from_millis(500),
            init: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            silence: Duration::from_secs(60),
            idle: Duration::from_secs(300),
            send: Duration::from_secs(10),
        }
    }
}

/// The process's sockets; shared by every clone of the web's state.
#[derive(Clone)]
pub struct Sockets {
    /// What each is held to.
    pub(super) limits: SocketLimits,
    /// Whose pages may open one.
    pub(super) origins: Arc<Origins>,
    /// What they tell of.
    pub(super) feed: ChangeFeed,
    free: Arc<Semaphore>,
    stopping: Arc<watch::Sender<bool>>,
}

impl Sockets {
    /// No socket yet.
    #[must_use]
    pub fn new(limits: SocketLimits, origins: Origins, feed: ChangeFeed) -> Self {
        Self {
            limits,
            origins: Arc::new(origins),
            feed,
            free: Arc::new(Semaphore::new(limits.sockets as usize)),
            stopping: Arc::new(watch::Sender::new(false)),
        }
    }

    /// A place for one more; none if all are taken or the server stops.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.free).try_acquire_owned().ok()?;
        (!*self.stopping.borrow()).then_some(place)
    }

    /// How many are open.
    pub(in crate::web) fn open(&self) -> u32 {
        let free = u32::try_from(self.free.available_permits()).unwrap_or(u32::MAX);
        self.limits.sockets.saturating_sub(free)
    }

    /// Returns once the server stops.
    pub(super) async fn stopped(&self) {
        // Fails only when the sender is gone, and `self` owns it.
        let _ = self.stopping.subscribe().wait_for(|stop| *stop).await;
    }

    /// Closes every socket and waits until the last is gone; no new one is opened.
    pub async fn close(&self) {
        self.stopping.send_replace(true);
        // Fails only if the semaphore is closed, which nobody does.
        let _ = self.free.acquire_many(self.limits.sockets).await;
    }
}
