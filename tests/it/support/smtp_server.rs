//! A real SMTP server for tests: keeps what it takes and misbehaves on demand.
//!
//! `SmtpServer::start()` listens on 127.0.0.1 until the test process ends. `script` says what happens to the
//! next mails, `received` what was taken, `sessions` how often a client said hello.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use mailin_embedded::response::{NO_SERVICE, OK};
use mailin_embedded::{Action, Handler, Response, Server, SslConfig};

/// What the server does with one mail.
#[derive(Debug, Clone)]
pub(crate) enum Behaviour {
    Take,
    /// Closes the connection with 421 instead of beginning.
    GoAway,
    AnswerRecipient(u16, &'static str),
    /// Hears the recipient and never answers: the mail is under way and stays so.
    IgnoreRecipient,
    /// Closes afterwards: the library would take what follows a refusal for more of the message.
    AnswerMessage(u16, &'static str),
    /// Takes the mail and never says so.
    TakeSilently,
}

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) message: String,
}

impl Received {
    /// Headers and bodies, with the lines joined that the transfer encoding broke.
    pub(crate) fn text(&self) -> String {
        self.message.replace("=\r\n", "")
    }

    /// What stands in the Message-ID header, with its angle brackets.
    pub(crate) fn message_id(&self) -> &str {
        self.message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap()
    }
}

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Behaviour>>,
    received: Mutex<Vec<Received>>,
    sessions: AtomicUsize,
    unanswered: AtomicUsize,
}

pub(crate) struct SmtpServer {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

impl SmtpServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let session = Session { shared: shared.clone(), behaviour: Behaviour::Take, mail: None };
        thread::spawn(move || {
            let mut server = Server::new(session);
            server.with_name("mx.example.org").with_num_threads(8).with_ssl(SslConfig::None).unwrap();
            server.with_tcp_listener(listener);
            server.serve().unwrap();
        });
        Self { port, shared }
    }

    pub(crate) fn script(&self, next: impl IntoIterator<Item = Behaviour>) {
        self.shared.script.lock().unwrap().extend(next);
    }

    /// Every mail it took, oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// The mails to that address, oldest first.
    pub(crate) fn received_by(&self, address: &str) -> Vec<Received> {
        let mut mails = self.received();
        mails.retain(|mail| mail.to.iter().any(|to| to == address));
        mails
    }

    pub(crate) fn sessions(&self) -> usize {
        self.shared.sessions.load(Ordering::SeqCst)
    }

    /// How often it left a client without the answer it waits for.
    pub(crate) fn unanswered(&self) -> usize {
        self.shared.unanswered.load(Ordering::SeqCst)
    }
}

/// One connection's handler: the server clones it for each.
#[derive(Clone)]
struct Session {
    shared: Arc<Shared>,
    behaviour: Behaviour,
    mail: Option<Received>,
}

impl Session {
    fn no_answer(&self) -> Response {
        self.shared.unanswered.fetch_add(1, Ordering::SeqCst);
        with_action(OK, Action::NoReply)
    }
}

impl Handler for Session {
    fn helo(&mut self, _ip: IpAddr, _domain: &str) -> Response {
        self.shared.sessions.fetch_add(1, Ordering::SeqCst);
        OK
    }

    fn mail(&mut self, _ip: IpAddr, _domain: &str, from: &str) -> Response {
        self.behaviour = self.shared.script.lock().unwrap().pop_front().unwrap_or(Behaviour::Take);
        self.mail = Some(Received { from: from.to_owned(), to: Vec::new(), message: String::new() });
        match self.behaviour {
            Behaviour::GoAway => NO_SERVICE,
            _ => OK,
        }
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.mail.as_mut().unwrap().to.push(to.to_owned());
        match self.behaviour {
            Behaviour::AnswerRecipient(code, text) => Response::custom(code, text.to_owned()),
            Behaviour::IgnoreRecipient => self.no_answer(),
            _ => OK,
        }
    }

    fn data(&mut self, piece: &[u8]) -> io::Result<()> {
        self.mail.as_mut().unwrap().message.push_str(str::from_utf8(piece).unwrap());
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = self.mail.take().unwrap();
        match self.behaviour {
            Behaviour::AnswerMessage(code, text) => {
                return with_action(Response::custom(code, text.to_owned()), Action::Close);
            }
            _ => self.shared.received.lock().unwrap().push(mail),
        }
        match self.behaviour {
            Behaviour::TakeSilently => self.no_answer(),
            _ => Response::custom(250, "2.0.0 Ok: queued as 4bC".to_owned()),
        }
    }
}

fn with_action(mut response: Response, action: Action) -> Response {
    response.action = action;
    response
}

/// A server for one connection that closes it without a word at a chosen line: the library above always answers.
pub(crate) fn closes_at(line: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || talk_until(listener.accept().unwrap().0, line));
    port
}

fn talk_until(mut stream: TcpStream, last: &str) {
    stream.write_all(b"220 mx.example.org\r\n").unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut in_message = false;
    while let Some(Ok(line)) = lines.next() {
        if line.starts_with(last) {
            return;
        }
        let answer: &[u8] = match line.as_str() {
            "." => b"250 ok\r\n",
            _ if in_message => continue,
            "DATA" => b"354 go on\r\n",
            _ => b"250 ok\r\n",
        };
        in_message = line == "DATA";
        stream.write_all(answer).unwrap();
    }
}
