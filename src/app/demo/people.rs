//! Recording the clients.

use super::cast::{Mail, Person};
use super::clinic::{Setting, address, working_hours, zone};
use super::error::FillDemoError;
use super::filling::Filling;
use crate::app::people::{CreateClient, create_client};
use crate::domain::ids::ClientId;
use crate::domain::people::{GuardianDraft, Language, PreferredName};

/// Records one person of the cast.
pub(super) async fn record(
    filling: &Filling,
    setting: &Setting,
    person: &Person,
) -> Result<ClientId, FillDemoError> {
    filling.go_on();
    let email = match person.mail {
        Mail::Agreed | Mail::NotAgreed => Some(address(&mailbox(person.name, person.language))?),
        Mail::None => None,
    };
    let command = CreateClient {
        preferred_name: PreferredName::parse(person.name).map_err(FillDemoError::at("naming a client"))?,
        email,
        email_consent: person.mail == Mail::Agreed,
        language: person.language,
        zone: zone(person.zone)?,
        location: Some(person.location.parse().map_err(FillDemoError::at("reading a jurisdiction"))?),
        problem_area: person.problem_area,
        barriers: person.barriers.to_vec(),
        external_id: None,
        guardian: person.guardian.map(|name| guardian(name, person.language)).transpose()?,
        availability: working_hours(person.free),
        idempotency_key: None,
    };
    let created = create_client(&filling.app, &setting.coordinator, command).await;
    Ok(created.map_err(FillDemoError::at("recording a client"))?.id)
}

fn guardian(name: &'static str, language: Language) -> Result<GuardianDraft, FillDemoError> {
    Ok(GuardianDraft {
        preferred_name: PreferredName::parse(name).map_err(FillDemoError::at("naming a guardian"))?,
        email: Some(address(&mailbox(name, language))?),
        email_consent: true,
    })
}

/// An address that reaches nobody (RFC 2606): of the first name.
fn mailbox(name: &str, language: Language) -> String {
    let first = name.split(' ').next().unwrap_or(name).to_lowercase();
    match language {
        Language::En => format!("{first}@example.org"),
        Language::Es => format!("{first}@correo.example"),
    }
}
