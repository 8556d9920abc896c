//! Hashing off the threads that serve requests, and only a few at a time: each takes 19 MiB.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// The most passwords hashed at once by one process.
const AT_ONCE: usize = 4;

/// The places for hashing; cheap to clone.
#[derive(Clone)]
pub(in crate::app) struct Hashing(Arc<Semaphore>);

impl Hashing {
    /// All places free.
    pub(in crate::app) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Waits for a place, and does the work there; none if it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let _place = self.0.acquire().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }
}
