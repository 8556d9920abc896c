//! Mails before they leave.

use std::sync::Arc;

use async_graphql::{ID, Object, Result};

use super::reminder_delivery::{DeliveryKind, ReminderWhy};
use super::{Client, Language, Loaded, ReminderRule};
use crate::app::reminders;
use crate::domain::access::Action;
use crate::domain::people::EmailAddress;
use crate::domain::time::local;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::{Instant, LocalDateTime};

/// A mail that has not left, as it will leave if nothing changes.
pub(crate) struct PreviewedMail {
    pub(crate) record: reminders::PreviewedMail,
    pub(crate) client: Loaded<Option<Arc<Client>>>,
}

/// A mail that has not left, as it will leave if nothing changes: to whom, when, in which words, or what keeps it back.
#[Object]
impl PreviewedMail {
    /// Its id in the outbox (`dlv_…`); null while it is not there: the worker will put it there.
    async fn delivery_id(&self) -> Option<ID> {
        self.record.delivery_id.map(id)
    }

    /// What it tells.
    async fn kind(&self) -> DeliveryKind {
        self.record.kind.into()
    }

    /// The id of the client it is for; null if it is for a member of staff.
    async fn client_id(&self) -> Option<ID> {
        self.record.client_id.map(id)
    }

    /// The client it is for. Needs the right to read clients.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn client(&self) -> Result<Option<&Client>> {
        self.client.get("client").map(|client| client.as_deref())
    }

    /// The id of the member of staff it is for (`stf_…`); null if it is for a client.
    async fn staff_member_id(&self) -> Option<ID> {
        self.record.staff_member_id.map(id)
    }

    /// The id of the session it is about; of several that a notice is about, the first's; null if it is about none.
    async fn session_id(&self) -> Option<ID> {
        self.record.session_id.map(id)
    }

    /// By which rule of a policy; null for what no rule asks for.
    async fn rule(&self) -> Option<ReminderRule> {
        self.record.rule.map(ReminderRule)
    }

    /// The client's address that it goes to; null if they have none. That of a member of staff is not shown.
    async fn address(&self) -> Option<&str> {
        self.record.reader.as_ref()?.address.as_ref().map(EmailAddress::as_str)
    }

    /// When it leaves at the earliest, quiet hours included: the worker takes up what is due within a minute or so. The present,
    /// if it is overdue.
    async fn due_at(&self) -> Instant {
        Instant(self.record.due_at)
    }

    /// The zone of whoever gets it; its words tell times in it.
    async fn zone(&self) -> Option<&'static str> {
        self.record.reader.as_ref().map(|reader| reader.zone.name())
    }

    /// `dueAt` on the clock of that zone.
    async fn due_local(&self) -> Option<LocalDateTime> {
        let reader = self.record.reader.as_ref()?;
        Some(LocalDateTime(local(self.record.due_at, &reader.zone)))
    }

    /// The language of its words.
    async fn language(&self) -> Option<Language> {
        self.record.reader.as_ref().map(|reader| reader.language.into())
    }

    /// Whether it leaves, as things stand.
    async fn goes_out(&self) -> bool {
        self.record.goes_out()
    }

    /// What keeps it back, as the check before sending will say; null if nothing does, or only that the mails are paused.
    async fn why(&self) -> Option<ReminderWhy> {
        self.record.why.map(Into::into)
    }

    /// Whether it waits because the clinic's mails are paused.
    async fn is_paused(&self) -> bool {
        self.record.is_paused
    }

    /// Its subject; null if it is kept back by `why`, unless that is DRY_RUN.
    async fn subject(&self) -> Option<&str> {
        self.record.words.as_ref().map(|words| words.subject.as_str())
    }

    /// Its plain text, likewise. A link to the appointment's page ends in `…`: the real one is drawn when the mail is written. A mail
    /// of which nobody knows whether it has arrived is repeated with the bytes that it had; this tells it as it would be written now.
    async fn text(&self) -> Option<&str> {
        self.record.words.as_ref().map(|words| words.text.as_str())
    }

    /// The same as HTML.
    async fn html(&self) -> Option<&str> {
        self.record.words.as_ref().map(|words| words.html.as_str())
    }
}
