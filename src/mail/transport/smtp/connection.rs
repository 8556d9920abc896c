//! One open conversation with the server.

use std::fmt::Display;
use std::future::Future;
use std::iter;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::config::{SmtpConfig, SmtpSignIn, TlsMode};
use super::verdict::{fault, leaves_usable, not_accepted, reply};
use crate::mail::transport::failure::{Fault, SendFailure, Stage, Why};
use crate::mail::transport::seam::Accepted;

/// A connection that has been greeted, encrypted and signed in, and carries one mail after another.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    patience: Duration,
    usable: bool,
}

impl Connection {
    /// Opens a connection as configured.
    pub(super) async fn open(config: &SmtpConfig, tls: Option<&TlsParameters>) -> Result<Self, SendFailure> {
        let mut smtp = connect(config, tls).await.map_err(not_accepted)?;
        if let Some(account) = &config.sign_in {
            sign_in(&mut smtp, account, config.timeout).await.map_err(not_accepted)?;
        }
        Ok(Self { smtp, patience: config.timeout, usable: true })
    }

    /// Whether another mail can follow.
    pub(super) const fn is_usable(&self) -> bool {
        self.usable
    }

    /// Hands one message over.
    pub(super) async fn deliver(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
    ) -> Result<Accepted, SendFailure> {
        if let Err(why) = self.announce(envelope).await {
            self.forget_transaction().await;
            return Err(not_accepted(why));
        }
        self.hand_over(message).await
    }

    /// Says good-bye; whether the server answers no longer matters.
    pub(super) async fn close(mut self) {
        let _ = self.step(Stage::Connect, Quit).await;
    }

    async fn announce(&mut self, envelope: &Envelope) -> Result<(), Why> {
        self.step(Stage::Sender, Mail::new(envelope.from().cloned(), Vec::new())).await?;
        for recipient in envelope.to() {
            self.step(Stage::Recipient, Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        let answer = self.step(Stage::Data, Data).await?;
        if answer.has_code(354) {
            return Ok(());
        }
        self.usable = false;
        Err(Why { stage: Stage::Data, fault: Fault::Lost })
    }

    /// Writes the message. Until its last byte is written nothing can have been accepted; from then on only an
    /// answer tells (RFC 1047).
    async fn hand_over(&mut self, message: &[u8]) -> Result<Accepted, SendFailure> {
        let dot_is_next = AtomicBool::new(false);
        // The library asks for the next piece only once the one before is written.
        let pieces = iter::once(message).chain(iter::from_fn(|| {
            dot_is_next.store(true, Ordering::Relaxed);
            None
        }));
        match within(self.patience, self.smtp.message_iter(pieces)).await {
            Ok(answer) if !answer.has_code(354) => Ok(Accepted { reply: reply(&answer) }),
            Ok(_) => {
                self.usable = false;
                Err(SendFailure::Unknown(Why { stage: Stage::Content, fault: Fault::Lost }))
            }
            Err(fault) => {
                self.usable = leaves_usable(fault);
                let why = Why { stage: Stage::Content, fault };
                let answered = matches!(fault, Fault::Reply(_));
                if !answered && dot_is_next.load(Ordering::Relaxed) {
                    return Err(SendFailure::Unknown(why));
                }
                Err(not_accepted(why))
            }
        }
    }

    /// After a refusal: clears what the server remembers of this mail, so that the next one starts clean.
    async fn forget_transaction(&mut self) {
        if self.usable && self.step(Stage::Connect, Rset).await.is_err() {
            self.usable = false;
        }
    }

    async fn step<C: Display>(&mut self, stage: Stage, command: C) -> Result<Response, Why> {
        within(self.patience, self.smtp.command(command)).await.map_err(|fault| {
            self.usable = leaves_usable(fault);
            Why { stage, fault }
        })
    }
}

async fn connect(config: &SmtpConfig, tls: Option<&TlsParameters>) -> Result<AsyncSmtpConnection, Why> {
    let hello = ClientId::Domain(config.hello_name.clone());
    let connecting = |fault| Why { stage: Stage::Connect, fault };
    let encrypting = |fault| Why { stage: Stage::Tls, fault };
    match (config.tls, tls) {
        (TlsMode::None, _) => greet(config, &hello).await.map_err(connecting),
        (TlsMode::StartTls, Some(tls)) => {
            let mut smtp = greet(config, &hello).await.map_err(connecting)?;
            if !smtp.can_starttls() {
                return Err(encrypting(Fault::TlsNotOffered));
            }
            within(config.timeout, smtp.starttls(tls.clone(), &hello)).await.map_err(encrypting)?;
            Ok(smtp)
        }
        (TlsMode::Implicit, Some(tls)) => {
            let server = (config.host.as_str(), config.port);
            let opening = AsyncSmtpConnection::connect_tokio1(
                server,
                Some(config.timeout),
                &hello,
                Some(tls.clone()),
                None,
            );
            within(config.timeout, opening).await.map_err(connecting)
        }
        (TlsMode::StartTls | TlsMode::Implicit, None) => Err(encrypting(Fault::Tls)),
    }
}

/// Opens a socket without Nagle's delay and waits for greeting and EHLO.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: the server may not answer")]
async fn greet(config: &SmtpConfig, hello: &ClientId) -> Result<AsyncSmtpConnection, Fault> {
    let server = (config.host.as_str(), config.port);
    let socket = timeout(config.timeout, TcpStream::connect(server))
        .await
        .map_err(|_| Fault::TimedOut)?
        .map_err(|error| Fault::Io(error.kind()))?;
    socket.set_nodelay(true).map_err(|error| Fault::Io(error.kind()))?;
    within(config.timeout, AsyncSmtpConnection::connect_with_transport(Box::new(socket), hello)).await
}

async fn sign_in(
    smtp: &mut AsyncSmtpConnection,
    account: &SmtpSignIn,
    patience: Duration,
) -> Result<(), Why> {
    let signing_in = |fault| Why { stage: Stage::SignIn, fault };
    if smtp.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
        return Err(signing_in(Fault::NoMechanism));
    }
    let credentials = Credentials::new(account.username.clone(), account.password.expose_secret().to_owned());
    within(patience, smtp.auth(DEFAULT_MECHANISMS, &credentials)).await.map_err(signing_in)?;
    Ok(())
}

/// What the server answers in time.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: the server may not answer")]
async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Fault> {
    match timeout(patience, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(fault(&error)),
        Err(_) => Err(Fault::TimedOut),
    }
}
