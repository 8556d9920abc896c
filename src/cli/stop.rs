//! Waiting to be told to stop.

use tokio::signal;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind};
use tokio::sync::watch;

/// Becomes true once the process gets SIGINT (Ctrl-C) or, on Unix, SIGTERM.
pub(super) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Begins to listen for the signals: none that comes from now on ends the process by itself.
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

/// Listens at once, not only when it is first waited for.
#[cfg(unix)]
fn signalled() -> impl Future<Output = ()> {
    let [terminate, interrupt] = [SignalKind::terminate(), SignalKind::interrupt()].map(signal::unix::signal);
    async move {
        tokio::select! {
            () = received(terminate) => (),
            () = received(interrupt) => (),
        }
    }
}

/// Never ready if the signal cannot be waited for; then the other one still can.
#[cfg(unix)]
async fn received(signal: std::io::Result<Signal>) {
    match signal {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "a signal cannot be waited for");
            std::future::pending().await
        }
    }
}

#[cfg(not(unix))]
async fn signalled() {
    let _ = signal::ctrl_c().await;
}
