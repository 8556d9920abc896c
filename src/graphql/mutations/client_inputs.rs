//! What is stated of a client.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::app::people::{CreateClient, UpdateClient};
use crate::domain::ids::ClientId;
use crate::domain::people::{self, ClientEdit, EmailAddress, GuardianDraft, PreferredName};
use crate::graphql::input::{InvalidField, optional_text, read, text, zone};
use crate::graphql::patch::{change, patch};
use crate::graphql::types::{AvailabilityWindowInput, Barrier, Language, ProblemArea, availability};

/// The guardian of an adolescent client.
#[derive(InputObject)]
pub(crate) struct GuardianInput {
    /// What they are called, 1 to 80 characters.
    preferred_name: String,
    /// Their address.
    email: Option<String>,
    /// Whether they themselves agree to be written to; this needs an address.
    #[graphql(default)]
    email_consent: bool,
}

/// A client to record.
#[derive(InputObject)]
pub(crate) struct CreateClientInput {
    /// What they want to be called, 1 to 80 characters.
    preferred_name: String,
    /// Their address.
    email: Option<String>,
    /// Whether they agree to be written to; this needs an address.
    #[graphql(default)]
    email_consent: bool,
    /// The language they are written to in.
    language: Language,
    /// The tz database zone they live in, such as `America/New_York`.
    zone: String,
    /// Where they are for telehealth, as an ISO 3166 code such as `US-NY`.
    location: Option<String>,
    /// What the treatment works on, if that is agreed.
    problem_area: Option<ProblemArea>,
    /// What may keep them from attending.
    #[graphql(default)]
    barriers: Vec<Barrier>,
    /// The clinic's own number for this person, unique in the clinic, 1 to 64 characters.
    external_id: Option<String>,
    /// The guardian of an adolescent.
    guardian: Option<GuardianInput>,
    /// When they can come, in their own zone; at most 49 windows.
    #[graphql(default)]
    availability: Vec<AvailabilityWindowInput>,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

/// An edit of a client: a field left out stays, an explicit null clears it.
#[derive(InputObject)]
pub(crate) struct UpdateClientInput {
    /// The client's id.
    pub(crate) id: ID,
    /// The version the editor saw; if there is a newer one the edit is refused as `STALE`.
    row_version: i64,
    /// What they want to be called, 1 to 80 characters; can't be cleared.
    preferred_name: MaybeUndefined<String>,
    /// Their address; clearing it ends the consent too.
    email: MaybeUndefined<String>,
    /// Whether they agree to be written to; this needs an address. Can't be cleared: false withdraws it.
    email_consent: MaybeUndefined<bool>,
    /// The language they are written to in; can't be cleared.
    language: MaybeUndefined<Language>,
    /// The tz database zone they live in, such as `America/New_York`; can't be cleared.
    zone: MaybeUndefined<String>,
    /// Where they are for telehealth, as an ISO 3166 code such as `US-NY`.
    location: MaybeUndefined<String>,
    /// What the treatment works on.
    problem_area: MaybeUndefined<ProblemArea>,
    /// What may keep them from attending: the whole list; null empties it.
    barriers: MaybeUndefined<Vec<Barrier>>,
    /// Whether their reminders bring the appointment as a part for their calendar (iCalendar); no client's do unless they
    /// asked for it. Can't be cleared: false ends it.
    calendar_parts: MaybeUndefined<bool>,
    /// Whether they want no reminders: true notes that they said so, false lets reminders go out again. Can't be cleared.
    reminders_stopped: MaybeUndefined<bool>,
    /// The clinic's own number for this person, unique in the clinic, 1 to 64 characters.
    external_id: MaybeUndefined<String>,
    /// The guardian of an adolescent, replaced whole.
    guardian: MaybeUndefined<GuardianInput>,
    /// When they can come, in their own zone: the whole list, at most 49 windows; null empties it.
    availability: MaybeUndefined<Vec<AvailabilityWindowInput>>,
}

impl GuardianInput {
    fn parse(self) -> Result<GuardianDraft, InvalidField> {
        let Self { preferred_name, email: address, email_consent } = self;
        Ok(GuardianDraft {
            preferred_name: name(&preferred_name)?,
            email: address.as_deref().map(email).transpose()?,
            email_consent,
        })
    }
}

impl CreateClientInput {
    pub(super) fn parse(self) -> Result<CreateClient, InvalidField> {
        let Self {
            preferred_name,
            email: address,
            email_consent,
            language,
            zone: zone_name,
            location,
            problem_area,
            barriers: stated,
            external_id,
            guardian: other,
            availability: windows,
            idempotency_key,
        } = self;
        Ok(CreateClient {
            preferred_name: name(&preferred_name)?,
            email: address.as_deref().map(email).transpose()?,
            email_consent,
            language: language.into(),
            zone: zone("zone", &zone_name)?,
            location: optional_text("location", location.as_deref())?,
            problem_area: problem_area.map(Into::into),
            barriers: barriers(stated),
            external_id: optional_text("externalId", external_id.as_deref())?,
            guardian: other.map(guardian).transpose()?,
            availability: availability(windows)?,
            idempotency_key: optional_text("idempotencyKey", idempotency_key.as_deref())?,
        })
    }
}

impl UpdateClientInput {
    pub(super) fn parse(self, id: ClientId) -> Result<UpdateClient, InvalidField> {
        let Self {
            id: _,
            row_version,
            preferred_name,
            email: address,
            email_consent,
            language,
            zone: zone_name,
            location,
            problem_area,
            barriers: stated,
            calendar_parts,
            reminders_stopped,
            external_id,
            guardian: other,
            availability: windows,
        } = self;
        let edit = ClientEdit {
            preferred_name: change("preferredName", preferred_name, |given| name(&given))?,
            email: patch(address, |given| email(&given))?,
            email_consent: change("emailConsent", email_consent, Ok)?,
            language: change("language", language, |given| Ok(given.into()))?,
            zone: change("zone", zone_name, |given| zone("zone", &given))?,
            location: patch(location, |given| text("location", &given))?,
            problem_area: patch(problem_area, |given| Ok(given.into()))?,
            barriers: list(stated).map(barriers),
            calendar_parts: change("calendarParts", calendar_parts, Ok)?,
            reminders_stopped: change("remindersStopped", reminders_stopped, Ok)?,
            external_id: patch(external_id, |given| text("externalId", &given))?,
        };
        Ok(UpdateClient {
            id,
            row_version,
            edit,
            guardian: patch(other, guardian)?,
            availability: list(windows).map(availability).transpose()?,
        })
    }
}

fn name(given: &str) -> Result<PreferredName, InvalidField> {
    read("preferredName", PreferredName::parse(given))
}

fn email(given: &str) -> Result<EmailAddress, InvalidField> {
    read("email", EmailAddress::parse(given))
}

fn guardian(given: GuardianInput) -> Result<GuardianDraft, InvalidField> {
    given.parse().map_err(|error| error.within("guardian"))
}

/// Each barrier once, in the order of the enum.
fn barriers(given: Vec<Barrier>) -> Vec<people::Barrier> {
    let stated: BTreeSet<people::Barrier> = given.into_iter().map(Into::into).collect();
    stated.into_iter().collect()
}

/// A list that null empties.
fn list<T>(given: MaybeUndefined<Vec<T>>) -> Option<Vec<T>> {
    match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(Vec::new()),
        MaybeUndefined::Value(given) => Some(given),
    }
}
