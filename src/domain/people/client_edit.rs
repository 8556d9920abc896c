//! Changing what is known of a client.

use jiff::Timestamp;

use super::{
    AddressStanding, Barrier, Client, ConsentWithoutAddress, EmailAddress, ExternalId, Guardian,
    Jurisdiction, Language, PreferredName, ProblemArea,
};
use crate::domain::patch::Patch;
use crate::domain::time::Zone;

/// An edit of a client's own fields; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct ClientEdit {
    /// What they want to be called.
    pub preferred_name: Option<PreferredName>,
    /// Their address.
    pub email: Patch<EmailAddress>,
    /// Whether they agree to be written to.
    pub email_consent: Option<bool>,
    /// The language they are written to in.
    pub language: Option<Language>,
    /// The zone they live in.
    pub zone: Option<Zone>,
    /// Where they are for telehealth.
    pub location: Patch<Jurisdiction>,
    /// What the treatment works on.
    pub problem_area: Patch<ProblemArea>,
    /// What may keep them from attending: the whole list.
    pub barriers: Option<Vec<Barrier>>,
    /// Whether their reminders bring the appointment as a part for their calendar.
    pub calendar_parts: Option<bool>,
    /// Whether they want no reminders.
    pub reminders_stopped: Option<bool>,
    /// The clinic's own number.
    pub external_id: Patch<ExternalId>,
}

impl ClientEdit {
    /// The client after the edit, made at `now`: the row's next version.
    ///
    /// # Errors
    /// `ConsentWithoutAddress` if a consent is stated and no address is left.
    pub fn apply(self, client: Client, now: Timestamp) -> Result<Client, ConsentWithoutAddress> {
        let Self {
            preferred_name,
            email,
            email_consent,
            language,
            zone,
            location,
            problem_area,
            barriers,
            calendar_parts,
            reminders_stopped,
            external_id,
        } = self;
        let contact = client.contact.edited(email, email_consent, now)?;
        let address = if contact.email == client.contact.email {
            client.address
        } else {
            AddressStanding { since: Some(now), suspended_at: None }
        };
        Ok(Client {
            id: client.id,
            external_id: external_id.apply(client.external_id),
            preferred_name: preferred_name.unwrap_or(client.preferred_name),
            contact,
            language: language.unwrap_or(client.language),
            zone: zone.unwrap_or(client.zone),
            location: location.apply(client.location),
            problem_area: problem_area.apply(client.problem_area),
            barriers: barriers.unwrap_or(client.barriers),
            calendar_parts: calendar_parts.unwrap_or(client.calendar_parts),
            reminders_stopped_at: match reminders_stopped {
                None => client.reminders_stopped_at,
                // Stated again, it keeps its date.
                Some(true) => client.reminders_stopped_at.or(Some(now)),
                Some(false) => None,
            },
            address,
            created_at: client.created_at,
            row_version: client.row_version + 1,
        })
    }

    /// The names of the fields the edit touches: what the audit log keeps of it.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        let Self {
            preferred_name,
            email,
            email_consent,
            language,
            zone,
            location,
            problem_area,
            barriers,
            calendar_parts,
            reminders_stopped,
            external_id,
        } = self;
        let touched = [
            ("preferredName", preferred_name.is_some()),
            ("email", !email.is_keep()),
            ("emailConsent", email_consent.is_some()),
            ("language", language.is_some()),
            ("zone", zone.is_some()),
            ("location", !location.is_keep()),
            ("problemArea", !problem_area.is_keep()),
            ("barriers", barriers.is_some()),
            ("calendarParts", calendar_parts.is_some()),
            ("remindersStopped", reminders_stopped.is_some()),
            ("externalId", !external_id.is_keep()),
        ];
        touched.into_iter().filter(|(_, touched)| *touched).map(|(name, _)| name).collect()
    }
}

/// A guardian as stated: it replaces the one there was.
#[derive(Debug, Clone)]
pub struct GuardianDraft {
    /// What they are called.
    pub preferred_name: PreferredName,
    /// Their address.
    pub email: Option<EmailAddress>,
    /// Whether they themselves agree to be written to.
    pub email_consent: bool,
}

impl GuardianDraft {
    /// The guardian to keep. Stated again with the same address, a consent keeps the date it was first given.
    ///
    /// # Errors
    /// `ConsentWithoutAddress` if they agree to mails and have no address.
    pub fn settle(self, known: Option<&Guardian>, now: Timestamp) -> Result<Guardian, ConsentWithoutAddress> {
        let Self { preferred_name, email, email_consent } = self;
        let before = known.filter(|known| known.contact.email == email).map(|known| known.contact.clone());
        let email = email.map_or(Patch::Clear, Patch::Set);
        let contact = before.unwrap_or_default().edited(email, Some(email_consent), now)?;
        Ok(Guardian { preferred_name, contact })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ClientId;
    use crate::domain::people::Contact;

    fn client() -> Client {
        Client {
            id: ClientId::from_uuid(uuid::Uuid::nil()),
            external_id: Some("17".parse().unwrap()),
            preferred_name: PreferredName::parse("Ana").unwrap(),
            contact: Contact::default(),
            language: Language::En,
            zone: Zone::parse("America/New_York").unwrap(),
            location: Some("US-NY".parse().unwrap()),
            problem_area: None,
            barriers: vec![Barrier::Cost],
            calendar_parts: false,
            reminders_stopped_at: None,
            address: AddressStanding::default(),
            created_at: Timestamp::UNIX_EPOCH,
            row_version: 3,
        }
    }

    #[test]
    fn an_edit_touches_what_it_names_and_raises_the_version() {
        let edit = ClientEdit { location: Patch::Clear, language: Some(Language::Es), ..Default::default() };
        assert_eq!(edit.fields(), ["language", "location"]);
        let edited = edit.apply(client(), Timestamp::UNIX_EPOCH).unwrap();
        let expected = Client { location: None, language: Language::Es, row_version: 4, ..client() };
        assert_eq!(edited, expected);
    }

    #[test]
    fn a_guardian_stated_again_keeps_the_date_of_their_consent() {
        let draft = |address: &str| GuardianDraft {
            preferred_name: PreferredName::parse("Bea").unwrap(),
            email: Some(EmailAddress::parse(address).unwrap()),
            email_consent: true,
        };
        let first = draft("bea@example.org").settle(None, Timestamp::UNIX_EPOCH).unwrap();
        let later = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(1);
        let again = draft("bea@example.org").settle(Some(&first), later).unwrap();
        assert_eq!(again, first);
        let moved = draft("bea@example.com").settle(Some(&first), later).unwrap();
        assert_eq!(moved.contact.email_consent_at, Some(later));
    }
}
