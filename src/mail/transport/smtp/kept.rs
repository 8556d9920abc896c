//! The transport: a few connections, kept open between mails.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;

use super::config::{SmtpConfig, SmtpConfigError};
use super::connection::Connection;
use super::opening::in_time;
use super::pace::Pace;
use super::patience::Patience;
use super::tls::Tls;
use super::verdict::is_stale;
use crate::domain::people::EmailAddress;
use crate::mail::message::{BuiltMail, address};
use crate::mail::transport::failure::{Fault, SendFailure, Stage, Why};
use crate::mail::transport::seam::{Accepted, MailTransport};

/// Sends over at most `connections` connections at once and keeps them open. With a limit per minute a mail waits for its turn
/// before anything is said of it.
///
/// A mail's message is written only while the whole time for its answer is left: until then many slow answers add up to a
/// `Temporary` failure, never to an unknown outcome.
///
/// A kept connection that the server has closed meanwhile is noticed at `MAIL FROM`, before the mail has begun,
/// and replaced once by a new one: cheaper than a NOOP before each mail, and as safe.
pub struct SmtpTransport {
    config: SmtpConfig,
    tls: Option<Tls>,
    turns: Semaphore,
    pace: Option<Pace>,
    kept: Mutex<Vec<Connection>>,
}

impl SmtpTransport {
    /// Checks the configuration; connects with the first mail.
    ///
    /// # Errors
    /// `SmtpConfigError`.
    pub fn new(config: SmtpConfig) -> Result<Self, SmtpConfigError> {
        config.validate()?;
        let tls = config.tls()?;
        let turns = Semaphore::new(config.connections.min(Semaphore::MAX_PERMITS));
        let pace = config.per_minute.map(|limit| Pace::new(limit, config.longest_wait()));
        Ok(Self { config, tls, turns, pace, kept: Mutex::new(Vec::new()) })
    }

    /// Refuses new mails and says good-bye on the connections that wait for one.
    pub async fn close(&self) {
        self.turns.close();
        let waiting = mem::take(&mut *self.kept());
        for connection in waiting {
            connection.close().await;
        }
    }

    async fn hand_on(&self, mail: &BuiltMail, limit: Duration) -> Result<Accepted, SendFailure> {
        let envelope = mail.envelope()?;
        let patience = Patience::new(self.config.timeout, limit.saturating_sub(self.config.timeout));
        let turn = async { self.turns.acquire().await.map_err(|_| Fault::Closed) };
        let _turn = in_time(patience.left(), turn)
            .await
            .map_err(|fault| SendFailure::Temporary(Why { stage: Stage::Connect, fault }))?;
        if let Some(pace) = &self.pace {
            pace.turn().await.map_err(SendFailure::Temporary)?;
        }
        let waiting = self.kept().pop();
        if let Some(mut connection) = waiting {
            match connection.deliver(&envelope, mail.bytes(), patience).await {
                Err(failure) if is_stale(failure) => {}
                outcome => {
                    self.keep(connection);
                    return outcome;
                }
            }
        }
        let mut connection = Connection::open(&self.config, self.tls.as_ref(), patience).await?;
        let outcome = connection.deliver(&envelope, mail.bytes(), patience).await;
        self.keep(connection);
        outcome
    }

    fn keep(&self, connection: Connection) {
        if connection.is_usable() && !self.turns.is_closed() {
            self.kept().push(connection);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MailTransport for SmtpTransport {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(self.hand_on(mail, limit))
    }

    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        Box::pin(async {
            let sender = address(sender)?;
            let patience = Patience::endless(self.config.timeout);
            let mut connection = Connection::open(&self.config, self.tls.as_ref(), patience).await?;
            let asked = connection.ask_for(sender).await;
            if connection.is_usable() {
                connection.close().await;
            }
            asked
        })
    }
}
