//! The stream under a conversation: what the server says passes `Replies` first.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::replies::Replies;

/// A socket, encrypted or not, as the library takes it.
pub(super) struct Wire<S> {
    stream: S,
    peer: SocketAddr,
    /// Read before anything from the stream.
    owed: &'static [u8],
    replies: Replies,
}

impl Wire<TcpStream> {
    /// Over a socket on which nothing has been said.
    pub(super) fn plain(stream: TcpStream) -> io::Result<Self> {
        let peer = stream.peer_addr()?;
        Ok(Self::over(stream, peer))
    }
}

impl<S> Wire<S> {
    /// Over a stream on which nothing has been said.
    pub(super) fn over(stream: S, peer: SocketAddr) -> Self {
        Self { stream, peer, owed: b"", replies: Replies::default() }
    }

    /// Over a stream whose server has greeted already, before it was encrypted: the library waits for a greeting.
    pub(super) fn greeted(stream: S, peer: SocketAddr) -> Self {
        Self { owed: b"220 greeted\r\n", ..Self::over(stream, peer) }
    }

    pub(super) const fn peer(&self) -> SocketAddr {
        self.peer
    }

    pub(super) fn into_stream(self) -> S {
        self.stream
    }
}

impl<S: AsyncRead + Unpin> Wire<S> {
    /// Whether the server is silent, as it must be before a command.
    fn listen(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let mut byte = [0];
        let mut heard = ReadBuf::new(&mut byte);
        match Pin::new(&mut self.stream).poll_read(context, &mut heard) {
            Poll::Pending => self.replies.command(),
            Poll::Ready(Ok(())) if heard.filled().is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            Poll::Ready(Ok(())) => Err(io::ErrorKind::InvalidData.into()),
            Poll::Ready(Err(error)) => Err(error),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        if this.owed.is_empty() {
            ready!(Pin::new(&mut this.stream).poll_read(context, into))?;
        } else {
            let (now, later) = this.owed.split_at(this.owed.len().min(into.remaining()));
            into.put_slice(now);
            this.owed = later;
        }
        let taken = this.replies.take(&mut into.filled_mut()[before..])?;
        into.set_filled(before + taken);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.replies.is_between() {
            this.listen(context)?;
        }
        Pin::new(&mut this.stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl<S> fmt::Debug for Wire<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}
