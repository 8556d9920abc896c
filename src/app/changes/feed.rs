//! From the one reader of the feed to the many who watch.

use std::sync::Arc;

use tokio::sync::{Notify, broadcast};

use crate::domain::changes::PublishedChange;

/// How many entries a watcher may be behind before it has missed some.
pub(super) const CAPACITY: u32 = 1024;

/// The process's feed; shared by every clone of the application.
#[derive(Clone)]
pub struct ChangeFeed(Arc<Shared>);

struct Shared {
    woken: Notify,
    published: broadcast::Sender<Published>,
}

#[derive(Clone)]
enum Published {
    Change(Arc<PublishedChange>),
    Gap,
}

/// One watcher's place in the feed: everything published after it was made.
pub struct ChangeListener(broadcast::Receiver<Published>);

/// The watcher was too slow, or there was too much: entries are gone, and it must begin anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("entries of the change feed were missed")]
pub struct Missed;

impl Default for ChangeFeed {
    fn default() -> Self {
        let (published, _) = broadcast::channel(CAPACITY as usize);
        Self(Arc::new(Shared { woken: Notify::new(), published }))
    }
}

impl ChangeFeed {
    /// Begins to watch, from now on.
    #[must_use]
    pub fn listen(&self) -> ChangeListener {
        ChangeListener(self.0.published.subscribe())
    }

    /// Says that there may be something to read. Many such calls before it is read are one.
    pub(crate) fn wake(&self) {
        self.0.woken.notify_one();
    }

    /// Returns once there may be something to read.
    pub(super) async fn woken(&self) {
        self.0.woken.notified().await;
    }

    pub(super) fn publish(&self, change: PublishedChange) {
        // An error says that nobody watches.
        let _ = self.0.published.send(Published::Change(Arc::new(change)));
    }

    /// Tells everybody that they missed something.
    pub(super) fn publish_gap(&self) {
        let _ = self.0.published.send(Published::Gap);
    }
}

impl ChangeListener {
    /// The next entry, whenever it comes.
    ///
    /// # Errors
    /// `Missed` if entries are gone.
    pub async fn next(&mut self) -> Result<Arc<PublishedChange>, Missed> {
        match self.0.recv().await {
            Ok(Published::Change(change)) => Ok(change),
            Ok(Published::Gap) | Err(broadcast::error::RecvError::Lagged(_)) => Err(Missed),
            // The application is gone, and with it whoever could ask.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::ClinicId;

    fn change(number: u32) -> PublishedChange {
        let clinic_id = ClinicId::from_uuid(Uuid::nil());
        PublishedChange { clinic_id, what: "markRoster".to_owned(), subject: number.to_string() }
    }

    #[tokio::test]
    async fn a_watcher_too_far_behind_is_told_that_it_missed_something() {
        let feed = ChangeFeed::default();
        let (mut slow, mut quick) = (feed.listen(), feed.listen());
        for number in 0..=CAPACITY {
            feed.publish(change(number));
            assert_eq!(quick.next().await.unwrap().subject, number.to_string());
        }
        assert_eq!(slow.next().await, Err(Missed));
    }

    #[tokio::test]
    async fn who_begins_to_watch_hears_nothing_of_before() {
        let feed = ChangeFeed::default();
        let mut early = feed.listen();
        feed.publish(change(1));
        let mut late = feed.listen();
        feed.publish(change(2));
        assert_eq!(late.next().await.unwrap().subject, "2");
        feed.publish_gap();
        assert_eq!(early.next().await.unwrap().subject, "1");
        assert_eq!(early.next().await.unwrap().subject, "2");
        assert_eq!((early.next().await, late.next().await), (Err(Missed), Err(Missed)));
    }
}
