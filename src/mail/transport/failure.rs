//! How sending fails, in words that hold nobody's name or address.

use std::fmt;
use std::io;

use crate::mail::message::BuildError;

/// What came of a mail that was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// Not delivered; a later attempt may succeed.
    #[error("not delivered for now, {0}")]
    Temporary(Why),
    /// Not delivered; this mail to this address never will be.
    #[error("refused, {0}")]
    Permanent(Why),
    /// All of the mail was written, but the answer was lost: it may or may not have been accepted.
    #[error("outcome unknown, {0}")]
    Unknown(Why),
    /// There was no message to send.
    #[error("not built: {0}")]
    Unbuildable(#[from] BuildError),
}

/// At which step and of what an attempt failed. A server's text is stripped to its codes: it quotes addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// The step.
    pub stage: Stage,
    /// The trouble.
    pub fault: Fault,
}

/// The steps of handing a mail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Waiting until the limit of mails per minute lets it begin.
    Turn,
    /// Reaching the server: TCP, greeting, EHLO.
    Connect,
    /// Encrypting the connection.
    Tls,
    /// Signing in.
    SignIn,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`.
    Data,
    /// The message itself, up to the answer to its final dot.
    Content,
    /// Writing the message into a folder.
    Store,
}

/// The kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server answered with a refusal.
    Reply(Reply),
    /// No answer within the time-out.
    TimedOut,
    /// The connection was refused or lost, or its answer made no sense.
    Lost,
    /// The handshake or the certificate failed.
    Tls,
    /// The server does not offer STARTTLS, and we do not send in clear.
    TlsNotOffered,
    /// The server offers no way to sign in that we know.
    NoMechanism,
    /// The transport was closed before the mail's turn.
    Closed,
    /// More mails wait than the limit per minute lets begin in good time.
    Paced,
    /// The file system refused.
    Io(io::ErrorKind),
}

/// The codes of a server's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// The three digits (RFC 5321, 4.2).
    pub code: u16,
    /// The enhanced status code, where the answer begins with one.
    pub enhanced: Option<Enhanced>,
}

/// An enhanced status code, `class.subject.detail` (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enhanced {
    /// 2, 4 or 5.
    pub class: u8,
    /// What it is about; 1 is the address.
    pub subject: u16,
    /// The detail.
    pub detail: u16,
}

impl Reply {
    /// Keeps the codes of an answer and drops its words.
    #[must_use]
    pub fn strip(code: u16, text: &str) -> Self {
        Self { code, enhanced: text.split_whitespace().next().and_then(Enhanced::parse) }
    }
}

impl Reply {
    /// RFC 4954 and RFC 3207: authentication required, too weak, failed, or encryption needed for it.
    #[must_use]
    pub const fn is_about_signing_in(self) -> bool {
        matches!(self.code, 530 | 534 | 535 | 538)
    }

    /// RFC 3463, 3.8: security or policy, such as a server that does not relay for us. Only the enhanced code says so; words
    /// differ from server to server.
    #[must_use]
    pub const fn is_about_policy(self) -> bool {
        matches!(self.enhanced, Some(Enhanced { class: 5, subject: 7, detail: _ }))
    }
}

impl SendFailure {
    /// Where and of what it failed; none if there was no message.
    #[must_use]
    pub const fn why(&self) -> Option<Why> {
        match self {
            Self::Temporary(why) | Self::Permanent(why) | Self::Unknown(why) => Some(*why),
            Self::Unbuildable(_) => None,
        }
    }
}

impl Why {
    /// Every word of `word`.
    pub const WORDS: [&'static str; 13] = [
        "deferred",
        "refused",
        "relay_refused",
        "sender_refused",
        "sign_in",
        "tls",
        "tls_not_offered",
        "no_mechanism",
        "timed_out",
        "lost",
        "closed",
        "paced",
        "io",
    ];

    /// One word for it, the same for every mail and address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self.fault {
            Fault::Reply(reply) => match self.stage {
                Stage::Tls => "tls",
                _ if reply.is_about_signing_in() => "sign_in",
                _ if reply.code < 500 => "deferred",
                Stage::SignIn => "sign_in",
                Stage::Sender => "sender_refused",
                Stage::Recipient if reply.is_about_policy() => "relay_refused",
                _ => "refused",
            },
            Fault::Tls => "tls",
            Fault::TlsNotOffered => "tls_not_offered",
            Fault::NoMechanism => "no_mechanism",
            Fault::TimedOut => "timed_out",
            Fault::Lost => "lost",
            Fault::Closed => "closed",
            Fault::Paced => "paced",
            Fault::Io(_) => "io",
        }
    }

    /// Whether the trouble is with this very mail, or over it, and not with the server or the way to it.
    #[must_use]
    pub const fn is_about_the_mail(self) -> bool {
        let is_about_signing_in = matches!(self.fault, Fault::Reply(reply) if reply.is_about_signing_in());
        match self.stage {
            Stage::Recipient | Stage::Data | Stage::Content => !is_about_signing_in,
            Stage::Turn | Stage::Connect | Stage::Tls | Stage::SignIn | Stage::Sender | Stage::Store => false,
        }
    }

    /// Whether somebody has to mend something, for no mail leaves until then: encryption, sign-in, the sender, and a server
    /// that passes nothing of ours on.
    #[must_use]
    pub fn is_alarm(self) -> bool {
        matches!(
            self.word(),
            "tls" | "tls_not_offered" | "sign_in" | "no_mechanism" | "sender_refused" | "relay_refused"
        )
    }
}

impl Enhanced {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let class = parts.next()?.parse().ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        let mut number = || parts.next()?.parse().ok().filter(|n| *n <= 999);
        let (subject, detail) = (number()?, number()?);
        parts.next().is_none().then_some(Self { class, subject, detail })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match self.stage {
            Stage::Turn => "waiting for its turn",
            Stage::Connect => "connecting",
            Stage::Tls => "encrypting",
            Stage::SignIn => "signing in",
            Stage::Sender => "at MAIL FROM",
            Stage::Recipient => "at RCPT TO",
            Stage::Data => "at DATA",
            Stage::Content => "after the message",
            Stage::Store => "storing",
        };
        write!(f, "{stage}: ")?;
        match self.fault {
            Fault::Reply(reply) => reply.fmt(f),
            Fault::TimedOut => f.write_str("no answer in time"),
            Fault::Lost => f.write_str("connection lost"),
            Fault::Tls => f.write_str("TLS failed"),
            Fault::TlsNotOffered => f.write_str("STARTTLS is not offered"),
            Fault::NoMechanism => f.write_str("no known mechanism is offered"),
            Fault::Closed => f.write_str("the transport is closed"),
            Fault::Paced => f.write_str("paced by the limit of mails per minute"),
            Fault::Io(kind) => kind.fmt(f),
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        match self.enhanced {
            Some(Enhanced { class, subject, detail }) => write!(f, " {class}.{subject}.{detail}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_stripped_to_its_codes() {
        let shown = |text| Reply::strip(550, text).to_string();
        assert_eq!(shown("5.1.1 <ana@example.org>: unknown"), "550 5.1.1");
        for words in
            ["<ana@example.org> unknown", "", "5.1 x", "5.1.1.1 x", "9.1.1 x", "5.1.1000 x", "5.1.1x"]
        {
            assert_eq!(shown(words), "550", "{words}");
        }
    }

    #[test]
    fn what_keeps_every_mail_back_is_an_alarm_and_one_mails_trouble_is_none() {
        let reply = |stage, code| Why { stage, fault: Fault::Reply(Reply::strip(code, "")) };
        for why in [
            Why { stage: Stage::Tls, fault: Fault::Tls },
            Why { stage: Stage::Tls, fault: Fault::TlsNotOffered },
            Why { stage: Stage::SignIn, fault: Fault::NoMechanism },
            reply(Stage::Tls, 454),
            reply(Stage::SignIn, 535),
            reply(Stage::Recipient, 530),
            reply(Stage::Sender, 553),
        ] {
            assert!(why.is_alarm() && Why::WORDS.contains(&why.word()), "{why}");
        }
        for why in [
            Why { stage: Stage::Turn, fault: Fault::Paced },
            Why { stage: Stage::Tls, fault: Fault::Lost },
            Why { stage: Stage::Connect, fault: Fault::TimedOut },
            Why { stage: Stage::Store, fault: Fault::Io(io::ErrorKind::NotFound) },
            reply(Stage::SignIn, 454),
            reply(Stage::Recipient, 550),
            reply(Stage::Content, 451),
        ] {
            assert!(!why.is_alarm() && Why::WORDS.contains(&why.word()), "{why}");
        }
    }

    #[test]
    fn a_recipient_refused_by_policy_is_an_alarm_of_its_own() {
        let word = |stage, code, text| {
            let why = Why { stage, fault: Fault::Reply(Reply::strip(code, text)) };
            assert!(Why::WORDS.contains(&why.word()), "{why}");
            (why.word(), why.is_alarm())
        };
        for (code, text) in
            [(554, "5.7.1 Relay access denied"), (550, "5.7.0 no"), (550, "5.7.64 TenantAttribution")]
        {
            assert_eq!(word(Stage::Recipient, code, text), ("relay_refused", true), "{code} {text}");
        }
        for (stage, code, text) in [
            (Stage::Recipient, 554, "Relay access denied"),
            (Stage::Recipient, 550, "5.1.1 unknown"),
            (Stage::Content, 554, "5.7.1 spam"),
        ] {
            assert_eq!(word(stage, code, text), ("refused", false), "{code} {text}");
        }
        assert_eq!(word(Stage::Recipient, 450, "4.7.1 greylisted"), ("deferred", false));
        assert_eq!(word(Stage::Recipient, 530, "5.7.0 sign in first"), ("sign_in", true));
        assert_eq!(word(Stage::Sender, 554, "5.7.1 not you"), ("sender_refused", true));
    }

    #[test]
    fn a_failure_reads_as_a_sentence() {
        let why = Why { stage: Stage::Recipient, fault: Fault::Reply(Reply::strip(550, "5.1.1 no")) };
        assert_eq!(SendFailure::Permanent(why).to_string(), "refused, at RCPT TO: 550 5.1.1");
    }
}
