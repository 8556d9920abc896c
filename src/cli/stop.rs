//! Waiting to be told to stop.

use tokio::signal;

/// Ready once the process gets SIGINT (Ctrl-C) or, on Unix, SIGTERM.
pub(super) async fn stopped() {
    #[cfg(unix)]
    {
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
    {
        let _ = signal::ctrl_c().await;
    }
    tracing::info!("stopping");
}
