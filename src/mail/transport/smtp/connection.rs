//! One open conversation with the server.

use std::fmt::Display;
use std::iter;
use std::sync::atomic::{AtomicBool, Ordering};

use lettre::address::{Address, Envelope};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret as _;

use super::config::{SmtpConfig, SmtpSignIn};
use super::opening::{self, within};
use super::patience::Patience;
use super::tls::Tls;
use super::verdict::{completed, leaves_usable, not_accepted, reply};
use crate::mail::transport::failure::{Fault, SendFailure, Stage, Why};
use crate::mail::transport::seam::Accepted;

/// A connection that has been greeted, encrypted and signed in, and carries one mail after another.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    patience: Patience,
    usable: bool,
}

impl Connection {
    /// Opens a connection as configured.
    pub(super) async fn open(
        config: &SmtpConfig,
        tls: Option<&Tls>,
        patience: Patience,
    ) -> Result<Self, SendFailure> {
        let mut smtp = opening::open(config, tls, patience).await.map_err(not_accepted)?;
        if let Some(account) = &config.sign_in {
            sign_in(&mut smtp, account, patience).await.map_err(not_accepted)?;
        }
        Ok(Self { smtp, patience, usable: true })
    }

    /// Whether another mail can follow.
    pub(super) const fn is_usable(&self) -> bool {
        self.usable
    }

    /// Hands one message over: `patience` is for what comes before the message, and for each answer.
    pub(super) async fn deliver(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        patience: Patience,
    ) -> Result<Accepted, SendFailure> {
        self.patience = patience;
        if let Err(why) = self.announce(envelope).await {
            self.forget_transaction().await;
            return Err(not_accepted(why));
        }
        self.hand_over(message).await
    }

    /// Asks whether the server takes mails from that sender, and has it forget the question: it is told of no recipient.
    pub(super) async fn ask_for(&mut self, sender: Address) -> Result<(), SendFailure> {
        let asked = self.step(Stage::Sender, Mail::new(Some(sender), Vec::new())).await;
        self.forget_transaction().await;
        asked.map_err(not_accepted)
    }

    /// Says good-bye; whether the server answers no longer matters.
    pub(super) async fn close(mut self) {
        self.patience = Patience::endless(self.patience.last());
        let _ = self.step(Stage::Connect, Quit).await;
    }

    async fn announce(&mut self, envelope: &Envelope) -> Result<(), Why> {
        self.step(Stage::Sender, Mail::new(envelope.from().cloned(), Vec::new())).await?;
        for recipient in envelope.to() {
            self.step(Stage::Recipient, Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        let answer = self.tell(Stage::Data, Data).await?;
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
        match within(self.patience.last(), self.smtp.message_iter(pieces)).await.and_then(completed) {
            Ok(answer) => Ok(Accepted { reply: reply(&answer), is_dry_run: false }),
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

    /// After a refusal, or a question: clears what the server remembers of this mail, so that the next one starts clean.
    async fn forget_transaction(&mut self) {
        if self.usable && self.step(Stage::Connect, Rset).await.is_err() {
            self.usable = false;
        }
    }

    /// A command that is done once it is answered.
    async fn step<C: Display>(&mut self, stage: Stage, command: C) -> Result<(), Why> {
        let answer = self.tell(stage, command).await?;
        completed(answer).map(|_| ()).map_err(|fault| self.trouble(stage, fault))
    }

    async fn tell<C: Display>(&mut self, stage: Stage, command: C) -> Result<Response, Why> {
        let answer = within(self.patience.next(), self.smtp.command(command)).await;
        answer.map_err(|fault| self.trouble(stage, fault))
    }

    fn trouble(&mut self, stage: Stage, fault: Fault) -> Why {
        self.usable = leaves_usable(fault);
        Why { stage, fault }
    }
}

async fn sign_in(
    smtp: &mut AsyncSmtpConnection,
    account: &SmtpSignIn,
    patience: Patience,
) -> Result<(), Why> {
    let signing_in = |fault| Why { stage: Stage::SignIn, fault };
    if smtp.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
        return Err(signing_in(Fault::NoMechanism));
    }
    let credentials = Credentials::new(account.username.clone(), account.password.expose_secret().to_owned());
    let answer = within(patience.next(), smtp.auth(DEFAULT_MECHANISMS, &credentials)).await;
    answer.and_then(completed).map(|_| ()).map_err(signing_in)
}
