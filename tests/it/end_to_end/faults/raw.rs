//! Bytes as a client sends them that follows no rules.

#![expect(clippy::disallowed_methods, reason = "another process is timed: its clock is the real one")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came back until the connection was closed or the time was over.
#[derive(Debug)]
pub(in crate::end_to_end) struct Heard {
    pub(in crate::end_to_end) bytes: Vec<u8>,
    pub(in crate::end_to_end) took: Duration,
    /// When the first of it came.
    pub(in crate::end_to_end) first: Option<Duration>,
    /// Whether the server closed the connection.
    pub(in crate::end_to_end) closed: bool,
}

impl Heard {
    /// The status of the first answer, if there is one.
    pub(in crate::end_to_end) fn status(&self) -> Option<u16> {
        let line = self.bytes.strip_prefix(b"HTTP/1.1 ").or_else(|| self.bytes.strip_prefix(b"HTTP/1.0 "))?;
        std::str::from_utf8(line.get(..3)?).ok()?.parse().ok()
    }

    pub(in crate::end_to_end) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Sends the pieces with a pause before each further one, and hears until the server closes or `patience` is over.
pub(in crate::end_to_end) async fn say(
    address: SocketAddr,
    pieces: &[&[u8]],
    pause: Duration,
    patience: Duration,
) -> Heard {
    let begun = Instant::now();
    let (mut from, mut to) = TcpStream::connect(address).await.unwrap().into_split();
    let speaking = async {
        for (number, piece) in pieces.iter().enumerate() {
            if number > 0 {
                tokio::time::sleep(pause).await;
            }
            // A server that has heard enough hangs up.
            if to.write_all(piece).await.is_err() {
                break;
            }
        }
        // The writing half stays open: it is the server that ends this.
        std::future::pending::<()>().await;
    };
    let (mut bytes, mut first) = (Vec::new(), None);
    let hearing = async {
        loop {
            match from.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(_) => first = first.or_else(|| Some(begun.elapsed())),
            }
        }
    };
    let heard = tokio::select! {
        heard = tokio::time::timeout(patience, hearing) => heard,
        () = speaking => unreachable!(),
    };
    Heard { bytes, took: begun.elapsed(), first, closed: heard.is_ok() }
}

/// One GET without a token, on a connection of its own, that must be answered within a second: its status.
pub(in crate::end_to_end) async fn get_soon(address: SocketAddr, path: &str) -> u16 {
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let heard = say(address, &[request.as_bytes()], Duration::ZERO, Duration::from_secs(1)).await;
    heard.status().unwrap_or_else(|| panic!("no answer within a second: {heard:?}"))
}
