//! Taking two records of what were two people apart again.

use serde_json::json;

use super::write_client::{WriteClient, write_client};
use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::{ClientMergeId, RowId};
use crate::domain::people::{Client, ClientDetails, ClientMerge};
use crate::storage::client_merges::{self, StoredMerge};
use crate::storage::imports::{self, NewClientRows};
use crate::storage::{Constraint, StorageError, reminders, tasks};

/// Why a merge can't be undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoMergeError {
    /// The record that was kept was edited, or merged again, since.
    #[error(
        "the record that was kept has been edited or merged since: undo the later merge, or enter the other client anew"
    )]
    ChangedSince,
    /// Another client has the external id by now.
    #[error(
        "another client has got the external id of the record that would come back: take it from them first"
    )]
    ExternalIdTaken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<StorageError> for UndoMergeError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Constraint(Constraint::ClientExternalIdOnce) => Self::ExternalIdTaken,
            other => Self::Failure(other.into()),
        }
    }
}

/// Makes both records what they were, with the courses each had; marks recorded meanwhile stay with their course. What
/// imports had done to the record that comes back is not known any more. Undoing it again changes nothing.
///
/// # Errors
/// What `UndoMergeError` names.
pub async fn undo_merge(
    app: &App,
    caller: &Caller,
    id: ClientMergeId,
) -> Result<ClientMerge, UndoMergeError> {
    require_on(app, caller, Action::ManageClients, id).await?;
    require_on(app, caller, Action::ReadClients, id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        let stored = client_merges::lock_merge(&tx, clinic_id, id).await?.ok_or(Failure::NotFound)?;
        let StoredMerge { merge, kept_before, merged_before } = stored;
        if merge.undone_at.is_some() {
            return Ok(merge);
        }
        let ClientMerge { kept_id, merged_id, kept_version, .. } = merge;
        let versions = imports::lock_client_versions(&tx, clinic_id, &[kept_id]).await?;
        if versions.get(&kept_id) != Some(&kept_version) {
            return Err(UndoMergeError::ChangedSince);
        }
        let versions = [
            (kept_id, kept_before.client.row_version, kept_version + 1),
            (merged_id, merged_before.client.row_version, merged_before.client.row_version + 1),
        ];
        for (client, before, now) in versions {
            client_merges::carry_kept_version(&tx, clinic_id, client, before, now).await?;
            imports::carry_version(&tx, clinic_id, client, before, now).await?;
        }
        // The kept record first: it gives back an external id it may have taken over.
        let kept = Client { row_version: kept_version + 1, ..kept_before.client };
        let ClientDetails { guardian, availability } = &kept_before.details;
        let (guardian, availability) = (Some(guardian), Some(availability));
        let write = WriteClient { client: &kept, former_zone: None, guardian, availability };
        write_client(&tx, app, caller, now, write).await?;
        let is_suspended = merged_before.client.address.suspended_at.is_some();
        let row = || RowId::mint(now, app.entropy());
        let other = NewClientRows {
            client: Client { row_version: merged_before.client.row_version + 1, ..merged_before.client },
            guardian: merged_before.details.guardian.map(|guardian| (row(), guardian)),
            windows: merged_before.details.availability.into_iter().map(|window| (row(), window)).collect(),
        };
        imports::insert_clients(&tx, clinic_id, &[other]).await?;
        let moved = client_merges::list_moved_enrollments(&tx, clinic_id, id).await?;
        client_merges::move_courses(&tx, clinic_id, kept_id, merged_id, &moved, now).await?;
        let moved = client_merges::list_moved_entries(&tx, clinic_id, id).await?;
        client_merges::move_entries(&tx, clinic_id, kept_id, merged_id, &moved).await?;
        tasks::move_tasks_back(&tx, clinic_id, kept_id, merged_id).await?;
        reminders::move_policy_back(&tx, clinic_id, kept_id, merged_id, merge.merged_at).await?;
        reminders::apply_policies_to_clients(&tx, clinic_id, &[kept_id, merged_id], now).await?;
        tasks::settle_address_tasks(&tx, clinic_id, merged_id, is_suspended, now).await?;
        client_merges::mark_merge_undone(&tx, clinic_id, id, now).await?;
        let details = json!({ "restored": merged_id.to_string(), "merge": id.to_string() });
        records::done(&tx, app, caller, now, "undoClientMerge", kept_id, details).await?;
        Ok(ClientMerge { undone_at: Some(now), ..merge })
    })
    .await
}
