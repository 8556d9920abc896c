//! Work that is longer than a request may be.

use tracing::Instrument as _;

/// Runs work in a task of its own: where the request is cut off meanwhile, by its limit of time or by a client that has
/// gone, the work goes on, and only its answer is lost.
pub(crate) async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(done) => done,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The process ends: nobody is answered any more.
            Err(_) => std::future::pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_done_all_the_same() {
        let (go, ended, done) =
            (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (going, ending, doing) = (Arc::clone(&go), Arc::clone(&ended), Arc::clone(&done));
        let work = to_its_end(async move {
            going.notified().await;
            doing.store(true, Ordering::Relaxed);
            ending.notify_one();
        });
        // Looked at once, so that it has begun, and dropped as a request is that took too long.
        let mut work = Box::pin(work);
        assert!(futures_util::poll!(&mut work).is_pending());
        drop(work);
        go.notify_one();
        ended.notified().await;
        assert!(done.load(Ordering::Relaxed));
    }
}
