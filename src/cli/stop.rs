//! Waiting to be told to stop.

use tokio::signal;
use tokio::sync::watch;

/// Becomes true once the process gets SIGINT (Ctrl-C) or, on Unix, SIGTERM.
pub(super) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Begins to listen for the signals.
    pub(super) fn begin() -> Self {
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            signalled().await;
            tracing::info!("stopping");
            tell.send_replace(true);
            // Kept until the process ends: who asks later is told too.
            tell.closed().await;
        });
        Self(told)
    }

    /// Ready once the process is to stop; as many as need to may wait.
    pub(super) fn requested(&self) -> impl Future<Output = ()> + use<> {
        let mut told = self.0.clone();
        async move {
            // An error would mean that nobody listens for signals any more: then stop, too.
            let _ = told.wait_for(|stop| *stop).await;
        }
    }
}

#[cfg(unix)]
async fn signalled() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = signal::ctrl_c() => (),
                _ = terminated.recv() => (),
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be waited for");
            let _ = signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn signalled() {
    let _ = signal::ctrl_c().await;
}
