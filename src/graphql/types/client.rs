//! Client, guardian.

use async_graphql::{Context, ID, Object, Result};

use super::AvailabilityWindow;
use crate::app::App;
use crate::app::people::{load_client_availability, load_guardians};
use crate::domain::access::{Action, Caller};
use crate::domain::people;
use crate::graphql::expose::expose;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// A language people are written to in, by its BCP 47 subtag.
    Language = people::Language {
        /// English.
        #[graphql(name = "en")]
        En,
        /// Spanish.
        #[graphql(name = "es")]
        Es,
    }

    /// The four problem areas of interpersonal psychotherapy.
    ProblemArea = people::ProblemArea {
        /// A death.
        Grief,
        /// A conflict with a significant other.
        RoleDispute,
        /// A change of life.
        RoleTransition,
        /// Loneliness, few relationships.
        InterpersonalDeficits,
    }

    /// What a client says, at intake, may keep them from attending.
    Barrier = people::Barrier {
        /// Getting there.
        Transport,
        /// Nobody to mind the children.
        Childcare,
        /// Working hours.
        Work,
        /// What it costs.
        Cost,
        /// What others may think.
        Stigma,
        /// Their own illness, or somebody's they care for.
        Health,
        /// Doubts that it will help.
        Doubt,
    }
}

/// A client of the clinic: a person it treats.
pub(crate) struct Client {
    pub(crate) record: people::Client,
    /// Loaded with the page, or none: then it is loaded when resolved.
    pub(crate) guardian: Option<Option<people::Guardian>>,
    /// Loaded with the page, or none: then they are loaded when resolved.
    pub(crate) availability: Option<Vec<people::AvailabilityWindow>>,
}

/// A client of the clinic: a person it treats.
#[Object]
impl Client {
    /// The client's id (`cli_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The clinic's own number for this person, unique in the clinic.
    async fn external_id(&self) -> Option<&str> {
        self.record.external_id.as_ref().map(people::ExternalId::as_str)
    }

    /// What they want to be called.
    async fn preferred_name(&self) -> &str {
        self.record.preferred_name.as_str()
    }

    /// Their address.
    async fn email(&self) -> Option<&str> {
        self.record.contact.email.as_ref().map(people::EmailAddress::as_str)
    }

    /// When they agreed to be written to; null means they did not, and no mail goes out.
    async fn email_consent_at(&self) -> Option<Instant> {
        self.record.contact.email_consent_at.map(Instant)
    }

    /// Since when nothing is sent to their address, because mails to it came back; null while it is written to. A new address
    /// lifts it.
    async fn email_suspended_at(&self) -> Option<Instant> {
        self.record.address.suspended_at.map(Instant)
    }

    /// The language they are written to in.
    async fn language(&self) -> Language {
        self.record.language.into()
    }

    /// The tz database zone they live in, such as `America/New_York`: mails tell the time in it.
    async fn zone(&self) -> &str {
        self.record.zone.name()
    }

    /// Where they are for telehealth, as an ISO 3166 code such as `US-NY`; licensing follows it.
    async fn location(&self) -> Option<&str> {
        self.record.location.as_ref().map(people::Jurisdiction::as_str)
    }

    /// What the treatment works on, once agreed.
    async fn problem_area(&self) -> Option<ProblemArea> {
        self.record.problem_area.map(Into::into)
    }

    /// What may keep them from attending, as stated at intake.
    async fn barriers(&self) -> Vec<Barrier> {
        self.record.barriers.iter().map(|barrier| (*barrier).into()).collect()
    }

    /// Whether their reminders bring the appointment as a part for their calendar.
    async fn calendar_parts(&self) -> bool {
        self.record.calendar_parts
    }

    /// Since when they want no reminders: they said so by a link of a mail, or staff noted it. Mails about moved and cancelled
    /// appointments go out all the same.
    async fn reminders_stopped_at(&self) -> Option<Instant> {
        self.record.reminders_stopped_at.map(Instant)
    }

    /// When they were first recorded.
    async fn created_at(&self) -> Instant {
        Instant(self.record.created_at)
    }

    /// Raised by every change; `updateClient` needs it.
    async fn row_version(&self) -> i64 {
        self.record.row_version
    }

    /// The guardian of an adolescent.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn guardian(&self, ctx: &Context<'_>) -> Result<Option<Guardian>> {
        if let Some(loaded) = &self.guardian {
            return Ok(loaded.clone().map(Guardian));
        }
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let mut found = load_guardians(app, caller, &[self.record.id]).await.map_err(expose)?;
        Ok(found.remove(&self.record.id).map(Guardian))
    }

    /// When they can come, by weekday, in their own zone; empty means nothing was stated.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn availability(&self, ctx: &Context<'_>) -> Result<Vec<AvailabilityWindow>> {
        if let Some(loaded) = &self.availability {
            return Ok(loaded.iter().copied().map(AvailabilityWindow).collect());
        }
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let mut found = load_client_availability(app, caller, &[self.record.id]).await.map_err(expose)?;
        let windows = found.remove(&self.record.id).unwrap_or_default();
        Ok(windows.into_iter().map(AvailabilityWindow).collect())
    }
}

impl From<people::Client> for Client {
    fn from(record: people::Client) -> Self {
        Self { record, guardian: None, availability: None }
    }
}

/// The guardian of an adolescent client, with a consent of their own. No mail goes to them: only clients are written to.
pub(crate) struct Guardian(people::Guardian);

/// The guardian of an adolescent client, with a consent of their own. No mail goes to them: only clients are written to.
#[Object]
impl Guardian {
    /// What they are called.
    async fn preferred_name(&self) -> &str {
        self.0.preferred_name.as_str()
    }

    /// Their address.
    async fn email(&self) -> Option<&str> {
        self.0.contact.email.as_ref().map(people::EmailAddress::as_str)
    }

    /// When they themselves agreed to be written to; null means they did not.
    async fn email_consent_at(&self) -> Option<Instant> {
        self.0.contact.email_consent_at.map(Instant)
    }
}
