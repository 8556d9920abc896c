//! Why a socket is closed, in codes that clients of the protocol know.

use axum::extract::ws::CloseFrame;

/// Why it is closed. The codes from 4400 are the protocol's, those below RFC 6455's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// The server stops.
    GoingAway,
    /// A message of more bytes than one may have.
    TooBig,
    /// The socket fell behind, or the service can't tell who asks: connect again.
    TryAgain,
    /// Nothing was watched for too long.
    Idle,
    /// Not a message of the protocol.
    BadMessage,
    /// Something was asked for before the connection was acknowledged.
    NotAcknowledged,
    /// The token does not count, or does not count any more.
    Forbidden,
    /// The connection was not begun in time.
    InitTimeout,
    /// The id is that of a live subscription.
    TakenId,
    /// The connection was begun twice.
    SecondInit,
}

impl Close {
    /// The frame that is sent. Reasons are short: a close frame holds 123 bytes.
    pub(super) fn frame(self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (1001, "The server stops"),
            Self::TooBig => (1009, "The message is too long"),
            Self::TryAgain => (1013, "Connect again"),
            Self::Idle => (1000, "Nothing is watched"),
            Self::BadMessage => (4400, "Not a message of graphql-transport-ws"),
            Self::NotAcknowledged => (4401, "Unauthorized"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::TakenId => (4409, "Subscriber already exists"),
            Self::SecondInit => (4429, "Too many initialisation requests"),
        };
        CloseFrame { code, reason: reason.into() }
    }
}

/// How a socket's work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// We close it.
    Close(Close),
    /// The client closes it.
    Left,
    /// The client is gone, or takes nothing any more.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}
