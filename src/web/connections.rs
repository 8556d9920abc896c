//! The open connections of a server: how many there may be, and which goes when one more comes.
//!
//! A connection costs next to nothing to open and holds a file descriptor for as long as it likes to say nothing. So
//! there is a most of them, and one that is full gives up the connection that has waited longest for its next request:
//! who holds many open without a word is in nobody's way.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::{Notify, oneshot};

/// The connections of one server.
#[derive(Clone)]
pub(super) struct Connections(Arc<Shared>);

struct Shared {
    most: usize,
    open: Mutex<Open>,
    freed: Notify,
}

#[derive(Default)]
struct Open {
    /// Counts what happens; the smaller the longer ago.
    moment: u64,
    connections: BTreeMap<u64, Entry>,
    /// Since when each waits, and which it is.
    waiting: BTreeMap<u64, u64>,
}

struct Entry {
    cut: oneshot::Sender<()>,
    /// Since when it waits for a request; none while it has one.
    waits_since: Option<u64>,
    /// How many requests it has under way, its answers' bodies included.
    requests: usize,
}

/// One open connection's place; given back when dropped.
pub(super) struct Place {
    shared: Arc<Shared>,
    name: u64,
    /// Ready once the connection must go.
    pub(super) cut: oneshot::Receiver<()>,
}

/// What marks a connection's requests.
#[derive(Clone)]
pub(super) struct Requests {
    shared: Arc<Shared>,
    name: u64,
}

/// One request under way.
pub(super) struct UnderWay(Requests);

impl Connections {
    /// None yet, and `most` at once: 1 or more.
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Shared { most, open: Mutex::default(), freed: Notify::new() }))
    }

    /// A place for one more, for which the one that waits longest may have to go; waits while all have requests.
    pub(super) async fn place(&self) -> Place {
        loop {
            // Before the look, so that a place that is freed in between is not missed.
            let freed = self.0.freed.notified();
            if let Some(place) = self.try_place() {
                return place;
            }
            freed.await;
        }
    }

    fn try_place(&self) -> Option<Place> {
        let mut open = self.0.open();
        if open.connections.len() >= self.0.most && !open.give_up_one() {
            return None;
        }
        let (cut_now, cut) = oneshot::channel();
        let name = open.next_moment();
        open.waiting.insert(name, name);
        open.connections.insert(name, Entry { cut: cut_now, waits_since: Some(name), requests: 0 });
        Some(Place { shared: Arc::clone(&self.0), name, cut })
    }

    /// Closes the connection that waits longest, if one does: for a system that has no descriptor left.
    pub(super) fn give_up_one(&self) {
        self.0.open().give_up_one();
    }
}

impl Shared {
    /// Nothing panics while it is held.
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn next_moment(&mut self) -> u64 {
        self.moment += 1;
        self.moment
    }

    fn give_up_one(&mut self) -> bool {
        let Some((_, name)) = self.waiting.pop_first() else { return false };
        if let Some(entry) = self.connections.remove(&name) {
            // An error says that it is gone already.
            let _ = entry.cut.send(());
        }
        true
    }
}

impl Place {
    /// What marks this connection's requests.
    pub(super) fn requests(&self) -> Requests {
        Requests { shared: Arc::clone(&self.shared), name: self.name }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.shared.open();
        if let Some(since) = open.connections.remove(&self.name).and_then(|entry| entry.waits_since) {
            open.waiting.remove(&since);
        }
        drop(open);
        self.shared.freed.notify_one();
    }
}

impl Requests {
    /// One more is under way, until what this answers is dropped.
    pub(super) fn begin(&self) -> UnderWay {
        let mut open = self.shared.open();
        if let Some(entry) = open.connections.get_mut(&self.name) {
            entry.requests += 1;
            if let Some(since) = entry.waits_since.take() {
                open.waiting.remove(&since);
            }
        }
        drop(open);
        UnderWay(self.clone())
    }
}

impl UnderWay {
    /// Goes on until the last byte of this answer has been handed over.
    pub(super) fn answered_by(self, answer: Response) -> Response {
        answer.map(|body| Body::new(Marked { body, _under_way: self }))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let Requests { shared, name } = &self.0;
        let mut open = shared.open();
        let moment = open.next_moment();
        let now_waits = open.connections.get_mut(name).is_some_and(|entry| {
            entry.requests = entry.requests.saturating_sub(1);
            let waits = entry.requests == 0;
            if waits {
                entry.waits_since = Some(moment);
            }
            waits
        });
        if now_waits {
            open.waiting.insert(moment, *name);
            drop(open);
            shared.freed.notify_one();
        }
    }
}

/// An answer's body; the request is over when it is dropped.
struct Marked {
    body: Body,
    _under_way: UnderWay,
}

impl HttpBody for Marked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_cut(place: &mut Place) -> bool {
        place.cut.try_recv().is_ok()
    }

    #[tokio::test]
    async fn the_one_that_waits_longest_goes_for_one_more() {
        let connections = Connections::new(2);
        let (mut first, mut second) = (connections.place().await, connections.place().await);
        drop(first.requests().begin());
        let mut third = connections.place().await;
        assert!(is_cut(&mut second), "the first has asked something since");
        assert!(!is_cut(&mut first) && !is_cut(&mut third));
        let _fourth = connections.place().await;
        assert!(is_cut(&mut first) && !is_cut(&mut third));
    }

    #[tokio::test]
    async fn one_with_a_request_stays_and_the_next_waits_for_its_end() {
        let connections = Connections::new(1);
        let mut busy = connections.place().await;
        let (one, other) = (busy.requests().begin(), busy.requests().begin());
        assert!(connections.try_place().is_none());
        connections.give_up_one();
        drop(one);
        assert!(connections.try_place().is_none() && !is_cut(&mut busy));
        let waiting = tokio::spawn({
            let connections = connections.clone();
            async move { connections.place().await }
        });
        tokio::task::yield_now().await;
        drop(other);
        let _next = waiting.await.unwrap();
        assert!(is_cut(&mut busy));
    }

    #[tokio::test]
    async fn a_place_is_free_again_when_its_connection_ends() {
        let connections = Connections::new(1);
        let busy = connections.place().await;
        let request = busy.requests().begin();
        drop(busy);
        assert!(connections.try_place().is_some());
        drop(request);
        assert!(connections.0.open().waiting.is_empty() && connections.0.open().connections.is_empty());
    }
}
