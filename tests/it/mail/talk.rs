//! A server that says what it is told to, in clear or encrypted.
//!
//! `Talk::default().says("EHLO", b"354 go\r\n").listen().await` is the port of one that is confused by EHLO.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::support::{SigningIn, SmtpAccount};

/// When a connection is encrypted.
#[derive(Clone)]
pub(super) enum Encryption {
    Never,
    AfterStartTls(TlsAcceptor),
    FromTheFirstByte(TlsAcceptor),
}

/// What it says: after each command whose verb is named here, something else than is due. The greeting's verb is "",
/// the message's is ".".
#[derive(Clone)]
pub(super) struct Talk {
    answers: Vec<(&'static str, Vec<u8>)>,
    encryption: Encryption,
    delay: Duration,
    account: Option<SmtpAccount>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Default for Talk {
    fn default() -> Self {
        Self {
            answers: Vec::new(),
            encryption: Encryption::Never,
            delay: Duration::ZERO,
            account: None,
            heard: Arc::default(),
        }
    }
}

impl Talk {
    pub(super) fn says(mut self, verb: &'static str, answer: &[u8]) -> Self {
        self.answers.push((verb, answer.to_vec()));
        self
    }

    pub(super) fn encrypted(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// It takes mails only from whoever knows the password, and offers to sign them in whether they are encrypted or not.
    pub(super) fn only_for(mut self, account: SmtpAccount) -> Self {
        self.account = Some(account);
        self
    }

    /// It thinks so long before each answer.
    pub(super) fn slowly(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The verbs of all commands, of every connection; encrypted ones begin with "+". What is said while signing in by LOGIN is a
    /// verb too.
    pub(super) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// Serves until the test ends; gives the port.
    pub(super) async fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let talk = self.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let talk = talk.clone();
                // How a client leaves is the client's affair.
                tokio::spawn(async move { talk.serve(socket).await });
            }
        });
        port
    }

    async fn serve(&self, socket: TcpStream) -> io::Result<()> {
        match &self.encryption {
            Encryption::Never => self.converse(socket, true, "").await.map(|_| ()),
            Encryption::FromTheFirstByte(tls) => {
                self.converse(tls.accept(socket).await?, true, "+").await.map(|_| ())
            }
            Encryption::AfterStartTls(tls) => match self.converse(socket, true, "").await? {
                Some(socket) => self.converse(tls.accept(socket).await?, false, "+").await.map(|_| ()),
                None => Ok(()),
            },
        }
    }

    /// Answers until the client leaves (then nothing) or has asked for encryption (then the stream).
    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        greets: bool,
        mark: &str,
    ) -> io::Result<Option<S>> {
        let mut stream = BufReader::new(stream);
        if greets {
            self.answer(&mut stream, "").await?;
        }
        let (mut line, mut in_message) = (String::new(), false);
        let mut signing_in = SigningIn::default();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            let line = line.trim_end();
            if in_message && line != "." {
                continue;
            }
            let verb = line.split(' ').next().unwrap().to_owned();
            self.heard.lock().unwrap().push(format!("{mark}{verb}"));
            let about_it = self.account.as_ref().filter(|_| !self.is_told(&verb));
            let about_it = about_it.and_then(|account| account.answer(&mut signing_in, line));
            if let Some(said) = about_it {
                stream.write_all(format!("{said}\r\n").as_bytes()).await?;
                stream.flush().await?;
                continue;
            }
            self.answer(&mut stream, &verb).await?;
            in_message = verb == "DATA";
            if verb == "STARTTLS" {
                return Ok(Some(stream.into_inner()));
            }
        }
    }

    /// Whether it was told what to say to that.
    fn is_told(&self, verb: &str) -> bool {
        self.answers.iter().any(|(to, _)| *to == verb)
    }

    /// What it can do, as lines of the answer to EHLO.
    fn hello(&self) -> String {
        let mut lines = vec!["mx.example.org".to_owned(), "8BITMIME".to_owned()];
        lines.extend(self.account.as_ref().map(SmtpAccount::offer));
        if matches!(self.encryption, Encryption::AfterStartTls(_)) {
            lines.push("starttls".to_owned());
        }
        let last = lines.pop().unwrap();
        lines.iter().map(|line| format!("250-{line}\r\n")).collect::<String>() + &format!("250 {last}\r\n")
    }

    #[expect(clippy::disallowed_methods, reason = "a conversation takes its time, by the real clock")]
    async fn answer<S: AsyncWrite + Unpin>(&self, stream: &mut S, verb: &str) -> io::Result<()> {
        tokio::time::sleep(self.delay).await;
        let hello = self.hello();
        let due: &[u8] = match verb {
            "" => b"220 mx.example.org\r\n",
            "EHLO" => hello.as_bytes(),
            "STARTTLS" => b"220 go\r\n",
            "DATA" => b"354 go\r\n",
            "QUIT" => b"221 bye\r\n",
            _ => b"250 2.0.0 ok\r\n",
        };
        let said = self.answers.iter().find(|(to, _)| *to == verb).map_or(due, |(_, said)| said);
        stream.write_all(said).await?;
        stream.flush().await
    }
}
