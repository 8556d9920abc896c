//! A mail server for everybody: it takes what comes and keeps it.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use mailin_embedded::response::OK;
use mailin_embedded::{Handler, Response, Server, SslConfig};

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub(super) to: Vec<String>,
    message: Vec<u8>,
}

/// Listens on a port of its own until the test process ends.
pub(super) struct Mailbox {
    pub(super) port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Mailbox {
    pub(super) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = Arc::default();
        let clerk = Clerk { mails: Arc::clone(&mails), open: Mail { to: Vec::new(), message: Vec::new() } };
        thread::spawn(move || {
            let mut server = Server::new(clerk);
            server.with_name("mx.example.org").with_num_threads(8).with_ssl(SslConfig::None).unwrap();
            server.with_tcp_listener(listener);
            server.serve().unwrap();
        });
        Self { port, mails }
    }

    /// The mails to that address, oldest first.
    pub(super) fn to(&self, address: &str) -> Vec<Mail> {
        let mails = self.mails.lock().unwrap();
        mails.iter().filter(|mail| mail.to.iter().any(|to| to.contains(address))).cloned().collect()
    }

    /// How many mails came.
    pub(super) fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }
}

impl Mail {
    /// Headers and bodies, with the lines joined that the transfer encoding broke.
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.message.clone()).unwrap().replace("=\r\n", "")
    }
}

/// Takes one connection's mails: the server clones it for each.
#[derive(Clone)]
struct Clerk {
    mails: Arc<Mutex<Vec<Mail>>>,
    open: Mail,
}

impl Handler for Clerk {
    fn mail(&mut self, _ip: IpAddr, _domain: &str, _from: &str) -> Response {
        self.open = Mail { to: Vec::new(), message: Vec::new() };
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.open.to.push(to.to_owned());
        OK
    }

    fn data(&mut self, piece: &[u8]) -> io::Result<()> {
        self.open.message.extend_from_slice(piece);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.mails.lock().unwrap().push(self.open.clone());
        OK
    }
}
