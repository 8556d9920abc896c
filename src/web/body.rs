//! Reading a body that may be too long or never end.

use axum::body::Body;
use futures_util::StreamExt as _;

use super::state::BodyLimits;

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    TooLong,
    TooSlow,
    Broken,
}

/// Reads a body to its end, or to the limit of its length or time.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: a body may never end")]
pub(super) async fn read(body: Body, limits: BodyLimits) -> Result<Vec<u8>, Unread> {
    tokio::time::timeout(limits.time, collect(body, limits.bytes)).await.unwrap_or(Err(Unread::TooSlow))
}

async fn collect(body: Body, most_bytes: usize) -> Result<Vec<u8>, Unread> {
    let mut read = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if read.len() + chunk.len() > most_bytes {
            return Err(Unread::TooLong);
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}
