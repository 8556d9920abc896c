//! Changing what is known of a client.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require_on;
use crate::app::risk::{ChangedFlag, reassess};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::ids::{ClientId, ClinicId, RowId};
use crate::domain::patch::Patch;
use crate::domain::people::{AvailabilityWindow, Client, ClientEdit, GuardianDraft};
use crate::storage::availability::{Person, replace_availability};
use crate::storage::{
    Constraint, StorageError, Transaction, clients, enrollments, guardians, reminders, tasks,
};

/// The name the audit log and the change feed have for it.
const OPERATION: &str = "updateClient";

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

/// Changes a client of the caller's clinic, and assesses their open courses anew if their barriers changed. The answer shows
/// the client, so the caller must be allowed to read too.
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
        let (client, has_other_barriers) = write_fields(&tx, caller.clinic_id, now, command).await?;
        // Before the reminders: whoever marks locks the enrollments first, too.
        let flags =
            if has_other_barriers { assess(&tx, app, caller, now, client.id).await? } else { Vec::new() };
        replace_guardian(&tx, app, caller.clinic_id, now, command).await?;
        if let Some(windows) = &command.availability {
            let windows = windows.iter().map(|window| (RowId::mint(now, app.entropy()), *window)).collect();
            replace_availability(&tx, caller.clinic_id, Person::Client(client.id), windows)
                .await
                .map_err(Failure::from)?;
        }
        if client.address.suspended_at.is_none() {
            tasks::settle_address_tasks(&tx, caller.clinic_id, client.id, false, now)
                .await
                .map_err(Failure::from)?;
        }
        reminders::replan_for_client(&tx, caller.clinic_id, client.id, now).await.map_err(Failure::from)?;
        let details = json!({ "fields": touched(command) });
        let recorded = if flags.is_empty() {
            records::done(&tx, app, caller, now, OPERATION, client.id, details).await
        } else {
            records::done_with_flags(&tx, app, caller, now, OPERATION, client.id, details, &flags).await
        };
        recorded.map_err(Failure::from)?;
        Ok(client)
    })
    .await
}

/// The flags that changed with the client's barriers: one rule and the forecast rest on them.
async fn assess(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    id: ClientId,
) -> Result<Vec<ChangedFlag>, Failure> {
    let courses = enrollments::list_open_ids_of_client(tx, caller.clinic_id, id).await?;
    reassess(tx, app, caller, now, &courses).await.map_err(Failure::from)
}

/// Writes the row first: from here on nobody else can change what belongs to it. Answers the client as written, and whether
/// other barriers are stated now.
async fn write_fields(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
    command: &UpdateClient,
) -> Result<(Client, bool), UpdateClientError> {
    let known = clients::find_client(tx, Reach::clinic(clinic_id), command.id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    if known.row_version != command.row_version {
        return Err(UpdateClientError::Stale);
    }
    let (former_barriers, former_zone) = (known.barriers.clone(), known.zone.clone());
    let client =
        command.edit.clone().apply(known, now).map_err(|_| UpdateClientError::ConsentWithoutAddress)?;
    let was_newest = clients::update_client(tx, clinic_id, &client).await.map_err(|error| match error {
        StorageError::Constraint(Constraint::ClientExternalIdOnce) => UpdateClientError::ExternalIdTaken,
        other => Failure::from(other).into(),
    })?;
    if !was_newest {
        return Err(UpdateClientError::Stale);
    }
    if client.zone != former_zone {
        reminders::apply_zone(tx, clinic_id, client.id, now).await.map_err(Failure::from)?;
    }
    let has_other_barriers = client.barriers != former_barriers;
    Ok((client, has_other_barriers))
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
