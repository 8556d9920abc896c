//! Waiting to be told to stop.

use tokio::signal;
use tokio::sync::watch;

/// Becomes true once the process gets SIGINT (Ctrl-C) or, on Unix, SIGTERM.
pub(super) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Begins to listen for the signals: from here on they no longer kill the process.
    pub(super) fn begin() -> Self {
        let (tell, told) = watch::channel(false);
        let signalled = signalled();
        tokio::spawn(async move {
            signalled.await;
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

/// Registers for the signals at once, not when first polled: one that comes in between is not lost.
#[cfg(unix)]
fn signalled() -> impl Future<Output = ()> + Send + use<> {
    use signal::unix::{SignalKind, signal};
    let registered = signal(SignalKind::interrupt())
        .and_then(|interrupted| signal(SignalKind::terminate()).map(|terminated| (interrupted, terminated)));
    async move {
        match registered {
            Ok((mut interrupted, mut terminated)) => {
                tokio::select! {
                    _ = interrupted.recv() => (),
                    _ = terminated.recv() => (),
                }
            }
            Err(error) => {
                tracing::warn!(%error, "signals cannot be waited for as usual");
                let _ = signal::ctrl_c().await;
            }
        }
    }
}

#[cfg(not(unix))]
async fn signalled() {
    let _ = signal::ctrl_c().await;
}
