//! Recording a client.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller, Concern, Reach};
use crate::domain::command_text::CommandText;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::{ClientId, RowId};
use crate::domain::patch::Patch;
use crate::domain::people::{
    AddressStanding, AvailabilityWindow, Barrier, Client, ClientDetails, Contact, EmailAddress, ExternalId,
    GuardianDraft, Jurisdiction, Language, PreferredName, ProblemArea,
};
use crate::domain::time::Zone;
use crate::storage::availability::{Person, replace_availability};
use crate::storage::{Constraint, StorageError, clients, guardians};

/// What is known of a new client.
#[derive(Debug, Clone)]
pub struct CreateClient {
    /// What they want to be called.
    pub preferred_name: PreferredName,
    /// Their address.
    pub email: Option<EmailAddress>,
    /// Whether they agree to be written to.
    pub email_consent: bool,
    /// The language they are written to in.
    pub language: Language,
    /// The zone they live in.
    pub zone: Zone,
    /// Where they are for telehealth.
    pub location: Option<Jurisdiction>,
    /// What the treatment works on, if that is agreed.
    pub problem_area: Option<ProblemArea>,
    /// What may keep them from attending.
    pub barriers: Vec<Barrier>,
    /// The clinic's own number.
    pub external_id: Option<ExternalId>,
    /// The guardian of an adolescent.
    pub guardian: Option<GuardianDraft>,
    /// When they can come, in their own zone.
    pub availability: Vec<AvailabilityWindow>,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Why a client can't be recorded.
#[derive(Debug, thiserror::Error)]
pub enum CreateClientError {
    /// The client agrees to mails and has no address.
    #[error("consent to e-mail needs an address")]
    ConsentWithoutAddress,
    /// The guardian agrees to mails and has no address.
    #[error("the guardian's consent to e-mail needs an address")]
    GuardianConsentWithoutAddress,
    /// The clinic has a client of that external id.
    #[error("a client with this external id exists")]
    ExternalIdTaken,
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Records a client of the caller's clinic; the same request again answers the same client. The answer shows the
/// client, so the caller must be allowed to read too.
///
/// # Errors
/// `ConsentWithoutAddress`, `GuardianConsentWithoutAddress`, `ExternalIdTaken`, `KeyReused`; `Failure` if denied or the
/// database fails.
pub async fn create_client(
    app: &App,
    caller: &Caller,
    command: CreateClient,
) -> Result<Client, CreateClientError> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    let now = app.now();
    let keyed = &command.keyed();
    let (client, details) = &command.settle(ClientId::mint(now, app.entropy()), now)?;
    app.write(|tx| async move {
        let (of, id) = (caller.clinic_id, client.id);
        if let Some(made) = made_before::<_, CreateClientError>(&tx, caller, now, keyed.as_ref(), id).await? {
            let found = clients::find_client(&tx, Reach::clinic(of), made).await.map_err(Failure::from)?;
            return Ok(found.ok_or(Failure::NotFound)?);
        }
        clients::insert_client(&tx, of, client).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::ClientExternalIdOnce) => CreateClientError::ExternalIdTaken,
            other => Failure::from(other).into(),
        })?;
        let row = || RowId::mint(now, app.entropy());
        guardians::replace_guardian(&tx, of, id, row(), details.guardian.as_ref())
            .await
            .map_err(Failure::from)?;
        let windows = details.availability.iter().map(|window| (row(), *window)).collect();
        replace_availability(&tx, of, Person::Client(id), windows).await.map_err(Failure::from)?;
        records::done(&tx, app, caller, now, "createClient", id, json!({})).await.map_err(Failure::from)?;
        Ok(client.clone())
    })
    .await
}

impl CreateClient {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "createClient";
        let Self {
            preferred_name,
            email,
            email_consent,
            language,
            zone,
            location,
            problem_area,
            barriers,
            external_id,
            guardian,
            availability,
            idempotency_key,
        } = self;
        let text = CommandText::new(OPERATION)
            .field("preferred_name", preferred_name.as_str())
            .list("email", email.as_ref().map(EmailAddress::as_str))
            .field("email_consent", email_consent)
            .field("language", language)
            .field("zone", zone.name())
            .list("location", location)
            .list("problem_area", problem_area)
            .list("barriers", barriers)
            .list("external_id", external_id.as_ref().map(ExternalId::as_str))
            .list("guardian", guardian.as_ref().map(guardian_text))
            .list("availability", availability.iter().map(window_text));
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }

    /// The records to keep of a client first seen at `now`.
    fn settle(self, id: ClientId, now: Timestamp) -> Result<(Client, ClientDetails), CreateClientError> {
        let Self {
            preferred_name,
            email,
            email_consent,
            language,
            zone,
            location,
            problem_area,
            barriers,
            external_id,
            guardian,
            availability,
            idempotency_key: _,
        } = self;
        let contact = Contact::default()
            .edited(email.map_or(Patch::Clear, Patch::Set), Some(email_consent), now)
            .map_err(|_| CreateClientError::ConsentWithoutAddress)?;
        let guardian = guardian
            .map(|draft| draft.settle(None, now))
            .transpose()
            .map_err(|_| CreateClientError::GuardianConsentWithoutAddress)?;
        let client = Client {
            id,
            external_id,
            preferred_name,
            contact,
            language,
            zone,
            location,
            problem_area,
            barriers,
            calendar_parts: false,
            reminders_stopped_at: None,
            address: AddressStanding::default(),
            created_at: now,
            row_version: 1,
        };
        Ok((client, ClientDetails { guardian, availability }))
    }
}

fn guardian_text(guardian: &GuardianDraft) -> String {
    let GuardianDraft { preferred_name, email, email_consent } = guardian;
    CommandText::new("guardian")
        .field("preferred_name", preferred_name.as_str())
        .list("email", email.as_ref().map(EmailAddress::as_str))
        .field("email_consent", email_consent)
        .as_str()
        .to_owned()
}

fn window_text(window: &AvailabilityWindow) -> String {
    let AvailabilityWindow { weekday, local_start, local_end } = window;
    format!("{} {local_start} {local_end}", weekday.to_monday_one_offset())
}
