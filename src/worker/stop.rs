//! The wish that the worker stop.

use tokio::sync::watch;

/// Whether the worker is to stop; cheap to clone and to ask.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Where the wish is uttered, by sending `true`, and where it is heard.
    #[must_use]
    pub fn channel() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Whether it has been uttered.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once it is uttered, or whoever could is gone.
    pub async fn requested(&self) {
        // An error means that the sender is gone: nobody is left to work for.
        let _ = self.0.clone().wait_for(|stop| *stop).await;
    }
}
