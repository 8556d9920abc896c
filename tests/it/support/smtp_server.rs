//! A real SMTP server for tests: records what it takes and misbehaves on demand.
//!
//! `SmtpServer::start()` listens on 127.0.0.1 until the test process ends. `script` says what happens to the
//! next mails, `received` what was taken.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use mailin_embedded::response::OK;
use mailin_embedded::{Action, Handler, Response, Server, SslConfig};

/// What the server does with one mail.
#[derive(Debug, Clone)]
pub(crate) enum Behaviour {
    Take,
    AnswerRecipient(u16, &'static str),
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

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Behaviour>>,
    received: Mutex<Vec<Received>>,
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

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }
}

/// One connection's handler: the server clones it for each.
#[derive(Clone)]
struct Session {
    shared: Arc<Shared>,
    behaviour: Behaviour,
    mail: Option<Received>,
}

impl Handler for Session {
    fn mail(&mut self, _ip: IpAddr, _domain: &str, from: &str) -> Response {
        self.behaviour = self.shared.script.lock().unwrap().pop_front().unwrap_or(Behaviour::Take);
        self.mail = Some(Received { from: from.to_owned(), to: Vec::new(), message: String::new() });
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.mail.as_mut().unwrap().to.push(to.to_owned());
        match self.behaviour {
            Behaviour::AnswerRecipient(code, text) => Response::custom(code, text.to_owned()),
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
            Behaviour::TakeSilently => with_action(OK, Action::NoReply),
            _ => Response::custom(250, "2.0.0 Ok: queued as 4bC".to_owned()),
        }
    }
}

fn with_action(mut response: Response, action: Action) -> Response {
    response.action = action;
    response
}
