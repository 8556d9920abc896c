//! Mails to the clinic's own staff.

use async_graphql::{ID, Object};

use super::reminder_delivery::{DeliveryKind, ReminderState, ReminderWhy};
use crate::domain::staff_mails;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;

/// A mail to a member of the clinic's staff, and what became of it. Neither the address nor what it tells is shown.
pub(crate) struct StaffMail(pub(crate) staff_mails::StaffDelivery);

/// A mail to a member of the clinic's staff, and what became of it. Neither the address nor what it tells is shown.
#[Object]
impl StaffMail {
    /// The mail's id (`dlv_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// What it tells: CLIENT_DECLINED, UNRECORDED_NUDGE or STAFF_DIGEST.
    async fn kind(&self) -> DeliveryKind {
        self.0.kind.into()
    }

    /// The id of the member of staff it is for (`stf_…`).
    async fn staff_member_id(&self) -> ID {
        id(self.0.staff_member_id)
    }

    /// Where it stands.
    async fn state(&self) -> ReminderState {
        self.0.state.into()
    }

    /// Why it stands there; null for one that waits for its time, or was sent.
    async fn why(&self) -> Option<ReminderWhy> {
        self.0.why.map(Into::into)
    }

    /// More about that, in a mail server's codes, such as `refused, at RCPT TO: 550 5.1.1`.
    async fn why_detail(&self) -> Option<&str> {
        self.0.why_detail.as_deref()
    }

    /// When it is due.
    async fn due_at(&self) -> Instant {
        Instant(self.0.due_at)
    }

    /// It is never sent from then on.
    async fn not_after(&self) -> Instant {
        Instant(self.0.not_after)
    }

    /// How often handing it over was begun.
    async fn attempts(&self) -> u32 {
        self.0.sends
    }

    /// When a mail server, or the folder, took it on.
    async fn sent_at(&self) -> Option<Instant> {
        self.0.sent_at.map(Instant)
    }

    /// Its Message-ID, the same for the same bytes: what to look for in a mail server's log.
    async fn message_id(&self) -> &str {
        &self.0.message_id
    }
}
