//! Recording a client.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{ClientId, RowId};
use crate::domain::patch::Patch;
use crate::domain::people::{
    AvailabilityWindow, Barrier, Client, ClientDetails, Contact, EmailAddress, ExternalId, GuardianDraft,
    Jurisdiction, Language, PreferredName, ProblemArea,
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
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Records a client of the caller's clinic. The answer shows the client, so the caller must be allowed to read too.
///
/// # Errors
/// `ConsentWithoutAddress`, `GuardianConsentWithoutAddress`, `ExternalIdTaken`; `Failure` if denied or the database
/// fails.
pub async fn create_client(
    app: &App,
    caller: &Caller,
    command: CreateClient,
) -> Result<Client, CreateClientError> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    let now = app.now();
    let (client, details) = &command.settle(ClientId::mint(now, app.entropy()), now)?;
    app.write(|tx| async move {
        let (of, id) = (caller.clinic_id, client.id);
        clients::insert_client(&tx, of, client).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::ClientExternalIdOnce) => CreateClientError::ExternalIdTaken,
            other => Failure::Internal(other).into(),
        })?;
        let row = || RowId::mint(now, app.entropy());
        guardians::replace_guardian(&tx, of, id, row(), details.guardian.as_ref())
            .await
            .map_err(Failure::Internal)?;
        let windows = details.availability.iter().map(|window| (row(), *window)).collect();
        replace_availability(&tx, of, Person::Client(id), windows).await.map_err(Failure::Internal)?;
        records::done(&tx, app, caller, now, "createClient", id, json!({}))
            .await
            .map_err(Failure::Internal)?;
        Ok(client.clone())
    })
    .await
}

impl CreateClient {
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
            created_at: now,
            row_version: 1,
        };
        Ok((client, ClientDetails { guardian, availability }))
    }
}
