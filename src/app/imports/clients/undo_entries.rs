//! Taking back what an import did on the waiting list.

use jiff::Timestamp;
use serde_json::json;

use super::undo_import::UndoImportError;
use crate::app::records::{Done, done_many};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::WaitlistEntryId;
use crate::domain::imports::ClientImport;
use crate::storage::imports::{self, EntryOfImport};
use crate::storage::{Constraint, StorageError, Transaction};

/// How many entries are taken back at a time.
const BATCH: u64 = 1000;

/// Makes the entries that the import changed what they were, and removes those it made. They are locked, and nobody has
/// gone on with them.
pub(super) async fn take_back_entries(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    import: &ClientImport,
    now: Timestamp,
) -> Result<(), UndoImportError> {
    let clinic_id = caller.clinic_id;
    imports::restore_import_entries(tx, clinic_id, import.id).await.map_err(Failure::from)?;
    loop {
        let batch =
            imports::list_import_entries(tx, clinic_id, import.id, BATCH).await.map_err(Failure::from)?;
        if batch.is_empty() {
            return Ok(());
        }
        let ids: Vec<WaitlistEntryId> = batch.iter().map(|entry| entry.id).collect();
        imports::delete_import_entries(tx, clinic_id, import.id, &ids).await.map_err(Failure::from)?;
        let made: Vec<WaitlistEntryId> =
            batch.iter().filter(|entry| entry.made).map(|entry| entry.id).collect();
        imports::delete_entries(tx, clinic_id, &made).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::Reference) => UndoImportError::Referred,
            other => Failure::from(other).into(),
        })?;
        let changes = batch.iter().map(|entry| left_behind(entry, import)).collect();
        done_many(tx, app, caller, now, changes).await.map_err(Failure::from)?;
    }
}

fn left_behind(entry: &EntryOfImport, import: &ClientImport) -> Done {
    let operation = if entry.made { "removeWaitlistEntry" } else { "updateWaitlistEntry" };
    let details = json!({ "client": entry.client_id.to_string(), "undoneImport": import.id.to_string() });
    Done { operation, subject: entry.id.to_string(), details }
}
