//! Sending on a socket whose client may take nothing, and ending it.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};

use super::close::{Close, End};

/// How long a client may take to answer that the socket is closed.
const LEAVE: Duration = Duration::from_secs(1);

/// The socket itself.
pub(super) struct Wire {
    pub(super) socket: WebSocket,
    /// How long a message may take to be taken.
    pub(super) patience: Duration,
}

impl Wire {
    pub(super) async fn say(&mut self, text: String) -> Result<(), End> {
        self.send(Message::Text(text.into())).await
    }

    #[expect(clippy::disallowed_methods, reason = "a limit on I/O: a client may never read")]
    pub(super) async fn send(&mut self, message: Message) -> Result<(), End> {
        match tokio::time::timeout(self.patience, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }

    /// Ends the socket as it is to end.
    pub(super) async fn end(&mut self, end: End) {
        match end {
            End::Close(close) => self.close(close).await,
            End::Left => self.take_leave().await,
            End::Gone => (),
        }
    }

    async fn close(&mut self, close: Close) {
        if self.send(Message::Close(Some(close.frame()))).await.is_ok() {
            self.take_leave().await;
        }
    }

    /// Waits for a moment until both sides have said that they close, and says so if it is not yet said.
    #[expect(clippy::disallowed_methods, reason = "a limit on I/O: a client may never answer")]
    async fn take_leave(&mut self) {
        let answered = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        let _ = tokio::time::timeout(LEAVE, answered).await;
    }
}

/// A message that is too long is told from a connection that broke. The error is of a crate that is not ours to name.
pub(super) fn broken(error: &axum::Error) -> End {
    let cause = std::error::Error::source(error);
    let is_too_long = cause.is_some_and(|cause| cause.to_string().contains("too long"));
    if is_too_long { Close::TooBig.into() } else { End::Gone }
}
