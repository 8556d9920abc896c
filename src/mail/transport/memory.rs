//! Keeps mails in memory: for tests, with failures on demand.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{BoxFuture, ready};

use super::failure::{Fault, SendFailure, Stage, Why};
use super::seam::{Accepted, MailTransport};
use crate::domain::people::EmailAddress;
use crate::mail::message::BuiltMail;

/// A transport that accepts everything, unless its script says otherwise.
#[derive(Default)]
pub struct MemoryTransport {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sent: Vec<BuiltMail>,
    script: VecDeque<Scripted>,
}

/// What happens to one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripted {
    /// It arrives.
    Accept,
    /// It does not arrive, for this reason.
    Fail(SendFailure),
    /// It arrives, but its sender is told `Unknown`.
    AcceptButLoseAnswer,
}

impl MemoryTransport {
    /// A transport that accepts everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what happens to the next mails, in their order; those after them are accepted.
    pub fn script(&self, next: impl IntoIterator<Item = Scripted>) {
        self.state().script.extend(next);
    }

    /// What reached the far side so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<BuiltMail> {
        self.state().sent.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, mail: &BuiltMail) -> Result<Accepted, SendFailure> {
        let mut state = self.state();
        let outcome = match state.script.pop_front().unwrap_or(Scripted::Accept) {
            Scripted::Accept => Ok(Accepted { reply: None, is_dry_run: false }),
            Scripted::Fail(failure) => return Err(failure),
            Scripted::AcceptButLoseAnswer => {
                Err(SendFailure::Unknown(Why { stage: Stage::Content, fault: Fault::Lost }))
            }
        };
        state.sent.push(mail.clone());
        outcome
    }
}

impl MailTransport for MemoryTransport {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        _limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(ready(self.take(mail)))
    }

    fn check<'a>(&'a self, _sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        Box::pin(ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::mail::message::sample;

    #[tokio::test]
    async fn the_script_decides_and_then_everything_is_accepted() {
        let memory = Arc::new(MemoryTransport::new());
        let transport: Arc<dyn MailTransport> = memory.clone();
        let refused = SendFailure::Permanent(Why {
            stage: Stage::Recipient,
            fault: Fault::Reply(super::super::Reply::strip(550, "")),
        });
        memory.script([Scripted::Fail(refused), Scripted::AcceptButLoseAnswer]);
        let mail = sample::built("a");
        assert_eq!(transport.send(&mail, Duration::MAX).await, Err(refused));
        assert!(matches!(transport.send(&mail, Duration::MAX).await, Err(SendFailure::Unknown(_))));
        assert!(transport.send(&mail, Duration::MAX).await.is_ok());
        let sent = memory.sent();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].bytes(), sent[1].bytes());
    }
}
