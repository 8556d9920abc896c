//! An SMTP server that goes wrong where a test says so, and writes down all that it was given.
//!
//! `FaultySmtp::start(script)` listens on 127.0.0.1 until the test process ends, whoever of its clients is killed. The
//! script is asked at each connection, sender and recipient what is to go wrong, if anything.

#![expect(clippy::disallowed_methods, reason = "its clients are other processes, which go by the real clock")]

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{SigningIn, SmtpAccount};

/// Where in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    Greeting,
    Hello,
    /// At the first word of signing in.
    SignIn,
    Sender,
    Recipient,
    Data,
    /// In the midst of the message, which is not taken.
    Message,
    /// At the dot that ends the message.
    Dot,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ill {
    /// It refuses; with 421 it closes the connection too.
    Answer(u16, &'static str),
    /// It closes the connection without a word.
    Drop,
    /// It says nothing more.
    Stall,
    /// At the dot: it takes the mail and closes the connection without a word.
    TakeAndDrop,
    /// At the dot: it takes the mail and says nothing more.
    TakeAndStall,
}

/// One thing that goes wrong.
pub(crate) type Trouble = (At, Ill);

/// At which step the script is asked. Numbers count from zero.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    /// That connection: greeting, hello or signing in.
    Connection(usize),
    /// That mail, of all.
    Sender(usize),
    /// That mail to this address: from the recipient on.
    Recipient(&'a str, usize),
}

/// How long a client may take to write down an answer, while it goes on with other mails on the same connection.
const UNRECORDED: SignedDuration = SignedDuration::from_secs(1);

/// A mail that got as far as its recipient.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) to: String,
    /// When the recipient was named, by the real clock.
    pub(crate) begun: Timestamp,
    /// What went wrong.
    pub(crate) trouble: Option<Trouble>,
    /// Its Message-ID with angle brackets and the hash of its bytes, once all of them were there.
    pub(crate) content: Option<(String, u64)>,
    /// Whether it was taken.
    pub(crate) is_taken: bool,
    /// Whether the client went without a word within [`UNRECORDED`] of it: it may not have written down the answer.
    pub(crate) is_cut: bool,
    /// The message.
    pub(crate) message: String,
}

type Script = dyn Fn(Step<'_>) -> Option<Trouble> + Send + Sync;

struct Shared {
    script: Box<Script>,
    /// How long it thinks before it answers a dot.
    slowness: Duration,
    /// Who may send; anybody if it asks nobody to sign in.
    account: Option<SmtpAccount>,
    attempts: Mutex<Vec<Attempt>>,
    of_recipients: Mutex<HashMap<String, usize>>,
    connections: AtomicUsize,
    mails: AtomicUsize,
    taken: AtomicUsize,
    troubles: AtomicUsize,
}

pub(crate) struct FaultySmtp {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

impl FaultySmtp {
    pub(crate) fn start(script: impl Fn(Step<'_>) -> Option<Trouble> + Send + Sync + 'static) -> Self {
        Self::start_slow(Duration::ZERO, script)
    }

    /// One that takes mails only from whoever knows the password.
    pub(crate) fn start_for(
        account: SmtpAccount,
        script: impl Fn(Step<'_>) -> Option<Trouble> + Send + Sync + 'static,
    ) -> Self {
        Self::start_as(Duration::ZERO, Some(account), script)
    }

    /// One that thinks so long about each message.
    pub(crate) fn start_slow(
        slowness: Duration,
        script: impl Fn(Step<'_>) -> Option<Trouble> + Send + Sync + 'static,
    ) -> Self {
        Self::start_as(slowness, None, script)
    }

    fn start_as(
        slowness: Duration,
        account: Option<SmtpAccount>,
        script: impl Fn(Step<'_>) -> Option<Trouble> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            script: Box::new(script),
            slowness,
            account,
            attempts: Mutex::default(),
            of_recipients: Mutex::default(),
            connections: AtomicUsize::new(0),
            mails: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            troubles: AtomicUsize::new(0),
        });
        let server = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&server);
                thread::spawn(move || Conversation::hold(stream, &shared));
            }
        });
        Self { port, shared }
    }

    /// Every mail that got as far as its recipient, oldest first.
    pub(crate) fn attempts(&self) -> Vec<Attempt> {
        self.shared.attempts().clone()
    }

    /// How many mails it has taken.
    pub(crate) fn taken(&self) -> usize {
        self.shared.taken.load(Ordering::SeqCst)
    }

    /// How often something went wrong.
    pub(crate) fn troubles(&self) -> usize {
        self.shared.troubles.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn attempts(&self) -> MutexGuard<'_, Vec<Attempt>> {
        self.attempts.lock().unwrap()
    }

    fn ask(&self, step: Step<'_>) -> Option<Trouble> {
        let trouble = (self.script)(step);
        self.troubles.fetch_add(usize::from(trouble.is_some()), Ordering::SeqCst);
        trouble
    }
}

/// Whether the conversation goes on.
type Goes = io::Result<bool>;

struct Conversation<'a> {
    shared: &'a Shared,
    reader: BufReader<TcpStream>,
    stream: TcpStream,
    trouble: Option<Trouble>,
    signing_in: SigningIn,
    /// The attempt under way or done last.
    attempt: Option<usize>,
    /// Those that were answered, and when.
    answered: Vec<(usize, Timestamp)>,
}

impl<'a> Conversation<'a> {
    fn hold(stream: TcpStream, shared: &'a Shared) {
        let Ok(reader) = stream.try_clone().map(BufReader::new) else { return };
        let _ = stream.set_nodelay(true);
        let number = shared.connections.fetch_add(1, Ordering::SeqCst);
        let trouble = shared.ask(Step::Connection(number));
        let signing_in = SigningIn::default();
        let mut it =
            Self { shared, reader, stream, trouble, signing_in, attempt: None, answered: Vec::new() };
        let ended_in_order = it.run().unwrap_or(false);
        let now = Timestamp::now();
        for (index, at) in it.answered {
            shared.attempts()[index].is_cut = !ended_in_order && now.duration_since(at) <= UNRECORDED;
        }
    }

    /// Whether the client said good-bye, or was sent away.
    fn run(&mut self) -> Goes {
        if !self.answer(At::Greeting, "220 mx.example.org")? {
            return Ok(true);
        }
        let mut line = String::new();
        loop {
            line.clear();
            if self.reader.read_line(&mut line)? == 0 {
                return Ok(false);
            }
            if let Some(goes_on) = self.sign_in(line.trim_end())? {
                if !goes_on {
                    return Ok(true);
                }
                continue;
            }
            let (command, argument) = line.trim_end().split_at(line.trim_end().len().min(4));
            let goes_on = match command.to_ascii_uppercase().as_str() {
                "EHLO" => {
                    let offer = self.shared.account.as_ref().map(SmtpAccount::offer);
                    let offer = offer.map(|offer| format!("250-mx.example.org\r\n250 {offer}"));
                    self.answer(At::Hello, offer.as_deref().unwrap_or("250 mx.example.org"))?
                }
                "MAIL" => {
                    self.trouble =
                        self.shared.ask(Step::Sender(self.shared.mails.fetch_add(1, Ordering::SeqCst)));
                    self.answer(At::Sender, "250 2.1.0 ok")?
                }
                "RCPT" => {
                    self.begin(argument);
                    self.answer(At::Recipient, "250 2.1.5 ok")?
                }
                "DATA" => self.data()?,
                "QUIT" => {
                    self.say("221 2.0.0 bye")?;
                    return Ok(true);
                }
                _ => {
                    self.say("250 2.0.0 ok")?;
                    true
                }
            };
            if !goes_on {
                return Ok(true);
            }
        }
    }

    /// Answers what is about signing in, if the line is: whether the conversation goes on.
    fn sign_in(&mut self, line: &str) -> io::Result<Option<bool>> {
        let shared = self.shared;
        let Some(account) = &shared.account else { return Ok(None) };
        match account.answer(&mut self.signing_in, line) {
            Some(good) => self.answer(At::SignIn, good).map(Some),
            None => Ok(None),
        }
    }

    fn begin(&mut self, argument: &str) {
        let inside = argument.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        let to = inside.map_or_else(|| argument.to_owned(), |(to, _)| to.to_owned());
        let nth = {
            let mut counts = self.shared.of_recipients.lock().unwrap();
            let count = counts.entry(to.clone()).or_default();
            *count += 1;
            *count - 1
        };
        self.trouble = self.shared.ask(Step::Recipient(&to, nth));
        let mut attempts = self.shared.attempts();
        self.attempt = Some(attempts.len());
        attempts.push(Attempt {
            to,
            begun: Timestamp::now(),
            trouble: self.trouble,
            content: None,
            is_taken: false,
            is_cut: false,
            message: String::new(),
        });
    }

    fn data(&mut self) -> Goes {
        if !matches!(self.trouble, Some((At::Data, _))) {
            self.say("354 go on")?;
        } else if !self.answer(At::Data, "")? {
            return Ok(false);
        } else {
            return Ok(true);
        }
        if let Some((At::Message, ill)) = self.trouble {
            let mut some = [0; 100];
            self.reader.read_exact(&mut some)?;
            return self.suffer(ill);
        }
        let message = self.message()?;
        let ill = self.trouble.and_then(|(at, ill)| (at == At::Dot).then_some(ill));
        let is_taken = matches!(ill, None | Some(Ill::TakeAndDrop | Ill::TakeAndStall));
        if !self.shared.slowness.is_zero() {
            thread::sleep(self.shared.slowness);
        }
        if let Some(index) = self.attempt {
            let mut hasher = DefaultHasher::new();
            message.hash(&mut hasher);
            let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
            let attempt = &mut self.shared.attempts()[index];
            attempt.content = Some((id.to_owned(), hasher.finish()));
            attempt.is_taken = is_taken;
            attempt.message = message;
        }
        self.answered.extend(self.attempt.map(|index| (index, Timestamp::now())));
        self.shared.taken.fetch_add(usize::from(is_taken), Ordering::SeqCst);
        self.answer(At::Dot, "250 2.0.0 queued")
    }

    /// The message up to its dot, without the dots that were put before others.
    fn message(&mut self) -> io::Result<String> {
        let mut message = String::new();
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == ".\r\n" {
                return Ok(message);
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }

    /// Answers as it should, or goes wrong.
    fn answer(&mut self, at: At, good: &str) -> Goes {
        match self.trouble {
            Some((there, ill)) if there == at => self.suffer(ill),
            _ => self.say(good).map(|()| true),
        }
    }

    fn suffer(&mut self, ill: Ill) -> Goes {
        match ill {
            Ill::Answer(code, text) => {
                self.say(&format!("{code} {text}"))?;
                self.trouble = None;
                Ok(code != 421)
            }
            Ill::Drop | Ill::TakeAndDrop => Ok(false),
            Ill::Stall | Ill::TakeAndStall => {
                // Until the client has enough of it.
                let _ = io::copy(&mut self.reader, &mut io::sink());
                Ok(false)
            }
        }
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes())
    }
}
