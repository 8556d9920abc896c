//! Opening a conversation: socket, encryption, greeting and EHLO.

use std::future::Future;
use std::time::Duration;

use futures_util::FutureExt as _;
use lettre::transport::smtp;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::config::{SmtpConfig, TlsMode};
use super::patience::Patience;
use super::tls::Tls;
use super::verdict::fault;
use super::wire::Wire;
use crate::mail::transport::failure::{Fault, Reply, Stage, Why};

/// Opens a conversation as configured; the server has answered EHLO.
pub(super) async fn open(
    config: &SmtpConfig,
    tls: Option<&Tls>,
    patience: Patience,
) -> Result<AsyncSmtpConnection, Why> {
    let connecting = |fault| Why { stage: Stage::Connect, fault };
    let encrypting = |fault| Why { stage: Stage::Tls, fault };
    let socket = in_time(patience.next(), reach(&config.host, config.port)).await.map_err(connecting)?;
    let wire = Wire::plain(socket).map_err(|error| connecting(Fault::Io(error.kind())))?;
    let peer = wire.peer();
    let stream: Box<dyn AsyncTokioStream> = match (config.tls, tls) {
        (TlsMode::None, _) => Box::new(wire),
        (TlsMode::Implicit, Some(tls)) => {
            let stream =
                in_time(patience.next(), tls.encrypt(wire.into_stream())).await.map_err(encrypting)?;
            Box::new(Wire::over(stream, peer))
        }
        (TlsMode::StartTls, Some(tls)) => {
            let socket = ask_for_tls(wire, config, patience).await?;
            let stream = in_time(patience.next(), tls.encrypt(socket)).await.map_err(encrypting)?;
            Box::new(Wire::greeted(stream, peer))
        }
        (TlsMode::StartTls | TlsMode::Implicit, None) => return Err(encrypting(Fault::Tls)),
    };
    let hello = ClientId::Domain(config.hello_name.clone());
    within(patience.next(), AsyncSmtpConnection::connect_with_transport(stream, &hello))
        .await
        .map_err(connecting)
}

/// A socket without Nagle's delay.
async fn reach(host: &str, port: u16) -> Result<TcpStream, Fault> {
    let reached = async {
        let socket = TcpStream::connect((host, port)).await?;
        socket.set_nodelay(true)?;
        Ok::<_, std::io::Error>(socket)
    };
    reached.await.map_err(|error| Fault::Io(error.kind()))
}

/// Goes as far as the server's consent to STARTTLS (RFC 3207), by hand.
///
/// The library keeps what it has read too much, and would take it for the answer to its first encrypted command: whoever
/// sits in between could put words into the server's mouth. Here no byte is read beyond the consent, so that such words
/// reach the handshake, which fails.
async fn ask_for_tls(
    mut wire: Wire<TcpStream>,
    config: &SmtpConfig,
    patience: Patience,
) -> Result<TcpStream, Why> {
    let connecting = |fault| Why { stage: Stage::Connect, fault };
    let encrypting = |fault| Why { stage: Stage::Tls, fault };
    in_time(patience.next(), hear(&mut wire, 220)).await.map_err(connecting)?;
    let hello = format!("EHLO {}\r\n", config.hello_name);
    let offers = in_time(patience.next(), ask(&mut wire, &hello, 250)).await.map_err(connecting)?;
    let offered = |line: &String| line.trim().eq_ignore_ascii_case("STARTTLS");
    if !offers.iter().any(offered) {
        return Err(encrypting(Fault::TlsNotOffered));
    }
    in_time(patience.next(), ask(&mut wire, "STARTTLS\r\n", 220)).await.map_err(encrypting)?;
    Ok(wire.into_stream())
}

async fn ask(wire: &mut Wire<TcpStream>, command: &str, wanted: u16) -> Result<Vec<String>, Fault> {
    wire.write_all(command.as_bytes()).await.map_err(|_| Fault::Lost)?;
    wire.flush().await.map_err(|_| Fault::Lost)?;
    hear(wire, wanted).await
}

/// Reads one reply, byte by byte, and gives the texts of its lines; `Wire` bounds their length and number.
async fn hear(wire: &mut Wire<TcpStream>, wanted: u16) -> Result<Vec<String>, Fault> {
    let mut texts = Vec::new();
    loop {
        let mut line = String::new();
        while !line.ends_with("\r\n") {
            line.push(char::from(wire.read_u8().await.map_err(|_| Fault::Lost)?));
        }
        let line = line.trim_end();
        let code: u16 = line.get(..3).and_then(|code| code.parse().ok()).ok_or(Fault::Lost)?;
        let text = line.get(4..).unwrap_or_default();
        if (400..600).contains(&code) {
            return Err(Fault::Reply(Reply::strip(code, text)));
        }
        if code != wanted {
            return Err(Fault::Lost);
        }
        texts.push(text.to_owned());
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(texts);
        }
    }
}

/// What the library gets from the server in time.
///
/// Its parser is the only code here that meets what a stranger wrote and is not ours: a panic of it is a connection lost.
pub(super) async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Fault> {
    let work = std::panic::AssertUnwindSafe(work).catch_unwind();
    in_time(patience, async {
        match work.await {
            Ok(done) => done.map_err(|error| fault(&error)),
            Err(_panic) => Err(Fault::Lost),
        }
    })
    .await
}

/// What is done in time.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: the server may not answer")]
pub(super) async fn in_time<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    timeout(patience, work).await.unwrap_or(Err(Fault::TimedOut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_conversation_rests_on_a_socket_without_delay() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = reach("127.0.0.1", listener.local_addr().unwrap().port()).await.unwrap();
        assert!(socket.nodelay().unwrap());
    }
}
