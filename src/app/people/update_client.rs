//! Changing what is known of a client.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::ids::{ClientId, ClinicId, RowId};
use crate::domain::patch::Patch;
use crate::domain::people::{AvailabilityWindow, Client, ClientEdit, GuardianDraft};
use crate::storage::availability::{Person, replace_availability};
use crate::storage::reminders;
use crate::storage::{Constraint, StorageError, Transaction, clients, guardians};

/// An edit of one client; what is left out stays.
#[derive(Debug, Clone)]
pub struct UpdateClient {
    /// Whom.
    pub id: ClientId,
    /// The version the editor saw.
    pub row_version: i64,
    /// The client's own fields.
    pub edit: ClientEdit,
    /// The guardian, replaced whole.
    pub guardian: Patch<GuardianDraft>,
    /// All windows, replaced whole.
    pub availability: Option<Vec<AvailabilityWindow>>,
}

/// Why a client can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateClientError {
    /// Somebody else changed the client since the editor read it.
    #[error("somebody else has changed this client since: read it again")]
    Stale,
    /// The client agrees to mails and no address is left.
    #[error("consent to e-mail needs an address")]
    ConsentWithoutAddress,
    /// The guardian agrees to mails and has no address.
    #[error("the guardian's consent to e-mail needs an address")]
    GuardianConsentWithoutAddress,
    /// Another client of the clinic has that external id.
    #[error("a client with this external id exists")]
    ExternalIdTaken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes a client of the caller's clinic. The answer shows the client, so the caller must be allowed to read too.
///
/// # Errors
/// `Stale`, `ConsentWithoutAddress`, `GuardianConsentWithoutAddress`, `ExternalIdTaken`; `Failure` if denied, missing
/// or the database fails.
pub async fn update_client(
    app: &App,
    caller: &Caller,
    command: UpdateClient,
) -> Result<Client, UpdateClientError> {
    require_on(app, caller, Action::ManageClients, command.id).await?;
    require_on(app, caller, Action::ReadClients, command.id).await?;
    let now = app.now();
    let command = &command;
    app.write(|tx| async move {
        let client = write_fields(&tx, caller.clinic_id, now, command).await?;
        replace_guardian(&tx, app, caller.clinic_id, now, command).await?;
        if let Some(windows) = &command.availability {
            let windows = windows.iter().map(|window| (RowId::mint(now, app.entropy()), *window)).collect();
            replace_availability(&tx, caller.clinic_id, Person::Client(client.id), windows)
                .await
                .map_err(Failure::from)?;
        }
        reminders::replan_for_client(&tx, caller.clinic_id, client.id, now).await.map_err(Failure::from)?;
        let details = json!({ "fields": touched(command) });
        records::done(&tx, app, caller, now, "updateClient", client.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(client)
    })
    .await
}

/// Writes the row first: from here on nobody else can change what belongs to it.
async fn write_fields(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
    command: &UpdateClient,
) -> Result<Client, UpdateClientError> {
    let known = clients::find_client(tx, Reach::clinic(clinic_id), command.id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    if known.row_version != command.row_version {
        return Err(UpdateClientError::Stale);
    }
    let client =
        command.edit.clone().apply(known, now).map_err(|_| UpdateClientError::ConsentWithoutAddress)?;
    let was_newest = clients::update_client(tx, clinic_id, &client).await.map_err(|error| match error {
        StorageError::Constraint(Constraint::ClientExternalIdOnce) => UpdateClientError::ExternalIdTaken,
        other => Failure::from(other).into(),
    })?;
    if was_newest { Ok(client) } else { Err(UpdateClientError::Stale) }
}

async fn replace_guardian(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    command: &UpdateClient,
) -> Result<(), UpdateClientError> {
    let guardian = match command.guardian.clone() {
        Patch::Keep => return Ok(()),
        Patch::Clear => None,
        Patch::Set(draft) => {
            let known = guardians::load_guardians(tx, clinic_id, &[command.id])
                .await
                .map_err(Failure::from)?
                .remove(&command.id);
            let settled = draft.settle(known.as_ref(), now);
            Some(settled.map_err(|_| UpdateClientError::GuardianConsentWithoutAddress)?)
        }
    };
    let row = RowId::mint(now, app.entropy());
    guardians::replace_guardian(tx, clinic_id, command.id, row, guardian.as_ref())
        .await
        .map_err(Failure::from)?;
    Ok(())
}

fn touched(command: &UpdateClient) -> Vec<&'static str> {
    let mut fields = command.edit.fields();
    fields.extend((!command.guardian.is_keep()).then_some("guardian"));
    fields.extend(command.availability.as_ref().map(|_| "availability"));
    fields
}
