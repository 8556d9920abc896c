//! Taking back a whole import.

use jiff::Timestamp;
use serde_json::json;

use super::undo_entries::take_back_entries;
use super::write_plan::Watch;
use crate::app::access::require_on;
use crate::app::people::{WriteClient, write_client};
use crate::app::records::{Done, done_many};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::{ClientId, ImportId};
use crate::domain::imports::{ClientImport, ImportedClient};
use crate::domain::slice::Slice;
use crate::storage::imports::{self, Dependants};
use crate::storage::{Constraint, StorageError, Transaction};

/// How many clients are taken back at a time.
const BATCH: u64 = 1000;

/// Why an import can't be undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoImportError {
    /// Somebody has gone on with its clients. Nothing was changed.
    #[error("{}", told([*enrolled, *edited, *waiting, *reminded]))]
    InUse {
        /// Clients it recorded who were enrolled since.
        enrolled: u64,
        /// Clients it recorded or changed whom somebody edited since.
        edited: u64,
        /// Clients who were put on the waiting list since, or moved on it.
        waiting: u64,
        /// Clients it recorded who have reminders of their own.
        reminded: u64,
    },
    /// Other records refer to clients it recorded. Nothing was changed.
    #[error("other records refer to clients of this import by now; nothing was changed")]
    Referred,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fn told([enrolled, edited, waiting, reminded]: [u64; 4]) -> String {
    let clients = |count: u64, what: &str| match count {
        0 => None,
        1 => Some(format!("1 client was {what} since")),
        many => Some(format!("{many} clients were {what} since")),
    };
    let reasons = [
        clients(enrolled, "enrolled"),
        clients(edited, "edited"),
        clients(waiting, "put on or moved on the waiting list"),
        clients(reminded, "given reminders of their own (`removeReminderPolicy` takes them away)"),
    ];
    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
    format!("{}; nothing was changed", reasons.join(" and "))
}

/// Removes the clients that an import of the caller's clinic recorded, and makes those it changed what they were before;
/// and so with entries of the waiting list.
/// Undoing it again changes nothing.
///
/// # Errors
/// `InUse`, `Referred`; `Failure` if denied, missing or the database fails.
pub async fn undo_import(
    app: &App,
    caller: &Caller,
    id: ImportId,
    watch: &Watch,
) -> Result<ClientImport, UndoImportError> {
    require_on(app, caller, Action::ManageClients, id).await?;
    let now = app.now();
    app.write(|tx| async move {
        let import = imports::lock_import(&tx, caller.clinic_id, id).await.map_err(Failure::from)?;
        let import = import.ok_or(Failure::NotFound)?;
        if import.undone_at.is_some() {
            return Ok(import);
        }
        imports::lock_import_entries(&tx, caller.clinic_id, id).await.map_err(Failure::from)?;
        let dependants = imports::read_dependants(&tx, caller.clinic_id, id).await.map_err(Failure::from)?;
        if dependants != Dependants::default() {
            let Dependants { enrolled, edited, waiting, reminded } = dependants;
            return Err(UndoImportError::InUse { enrolled, edited, waiting, reminded });
        }
        take_back_entries(&tx, app, caller, &import, now).await?;
        take_back(&tx, app, caller, &import, now, watch).await?;
        imports::mark_undone(&tx, caller.clinic_id, id, now).await.map_err(Failure::from)?;
        let counts = import.counts;
        let details = json!({ "removed": counts.created, "restored": counts.updated });
        let whole = Done { operation: "undoImport", subject: id.to_string(), details };
        done_many(&tx, app, caller, now, vec![whole]).await.map_err(Failure::from)?;
        Ok(ClientImport { undone_at: Some(now), ..import })
    })
    .await
}

async fn take_back(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    import: &ClientImport,
    now: Timestamp,
    watch: &Watch,
) -> Result<(), UndoImportError> {
    let whole = usize::try_from(import.counts.created + import.counts.updated).unwrap_or(usize::MAX);
    let (mut after, mut done) = (None, 0);
    loop {
        let slice = Slice { after, limit: BATCH };
        let batch =
            imports::list_import_rows(tx, caller.clinic_id, import.id, slice).await.map_err(Failure::from)?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = Some(last.client_id);
        let ids: Vec<ClientId> = batch.iter().map(|imported| imported.client_id).collect();
        let versions =
            imports::lock_client_versions(tx, caller.clinic_id, &ids).await.map_err(Failure::from)?;
        if batch.iter().any(|imported| versions.get(&imported.client_id) != Some(&imported.row_version)) {
            // Somebody edited one in this moment.
            return Err(Failure::Busy.into());
        }
        imports::delete_import_rows(tx, caller.clinic_id, import.id, &ids).await.map_err(Failure::from)?;
        let mut changes = remove_created(tx, caller, import, &batch).await?;
        for imported in &batch {
            if let Some(before) = &imported.before {
                let client = &before.restored(imported.row_version);
                let (guardian, availability) = (before.guardian.as_ref(), before.availability.as_ref());
                let write = WriteClient { client, former_zone: None, guardian, availability };
                write_client(tx, app, caller, now, write).await?;
                let (from, to) = (before.client.row_version, client.row_version);
                imports::carry_version(tx, caller.clinic_id, client.id, from, to)
                    .await
                    .map_err(Failure::from)?;
                changes.push(left_behind("updateClient", imported, import));
            }
        }
        done_many(tx, app, caller, now, changes).await.map_err(Failure::from)?;
        done += batch.len();
        watch(done, whole);
    }
}

async fn remove_created(
    tx: &Transaction,
    caller: &Caller,
    import: &ClientImport,
    batch: &[ImportedClient],
) -> Result<Vec<Done>, UndoImportError> {
    let created: Vec<_> = batch.iter().filter(|imported| imported.before.is_none()).collect();
    let ids: Vec<ClientId> = created.iter().map(|imported| imported.client_id).collect();
    imports::delete_clients(tx, caller.clinic_id, &ids).await.map_err(|error| match error {
        StorageError::Constraint(Constraint::Reference) => UndoImportError::Referred,
        other => Failure::from(other).into(),
    })?;
    Ok(created.into_iter().map(|imported| left_behind("removeClient", imported, import)).collect())
}

fn left_behind(operation: &'static str, imported: &ImportedClient, import: &ClientImport) -> Done {
    let details = json!({ "undoneImport": import.id.to_string() });
    Done { operation, subject: imported.client_id.to_string(), details }
}
