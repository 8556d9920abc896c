//! Whether a clinic's mails leave.

use async_graphql::SimpleObject;

use crate::app::reminders;
use crate::domain::clinics::MailsPaused;
use crate::domain::reminders::WaitingMails;
use crate::graphql::scalars::Instant;

/// Whether the clinic's mails leave, and how many wait.
#[derive(SimpleObject)]
pub(crate) struct MailStanding {
    /// Since when they are paused; null if they leave.
    paused_at: Option<Instant>,
    /// Why they are.
    paused_reason: Option<String>,
    /// How many mails are in the outbox and not sent, those included whose time has not come. What was changed in the last
    /// minutes is not in it yet.
    waiting: u64,
    /// How many of these tell of changed or cancelled sessions.
    waiting_notices: u64,
}

impl From<reminders::MailStanding> for MailStanding {
    fn from(standing: reminders::MailStanding) -> Self {
        let reminders::MailStanding { paused, waiting: WaitingMails { mails, notices }, is_new: _ } =
            standing;
        let (paused_at, paused_reason) =
            paused.map(|MailsPaused { at, reason }| (Instant(at), reason.to_string())).unzip();
        Self { paused_at, paused_reason, waiting: mails, waiting_notices: notices }
    }
}
