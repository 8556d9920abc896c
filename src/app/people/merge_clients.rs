//! Making two records of one client one.

use serde_json::json;

use super::plan_merge::{MergeDraft, MergePlan, PlanMergeError, plan_merge};
use super::write_client::{WriteClient, write_client};
use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::ClientMergeId;
use crate::domain::people::{ClientMerge, MergeBlocker};
use crate::domain::series::PlanHash;
use crate::storage::client_merges::{self, StoredMerge};
use crate::storage::{Constraint, StorageError, imports, ledgers, reminders, tasks};

/// The two, as previewed.
#[derive(Debug, Clone, Copy)]
pub struct MergeClients {
    /// Which.
    pub draft: MergeDraft,
    /// The preview's hash.
    pub plan_hash: PlanHash,
}

/// Why two records can't be made one.
#[derive(Debug, thiserror::Error)]
pub enum MergeClientsError {
    /// It can't be planned.
    #[error(transparent)]
    Plan(#[from] PlanMergeError),
    /// Something changed since the preview.
    #[error(
        "a record or a course of theirs has changed since the preview, or it was of others: preview again"
    )]
    Stale,
    /// Both are in the same group.
    #[error(
        "both records have an open enrollment in the same group: end one of the two (`endEnrollment`) first"
    )]
    BothEnrolled,
    /// Both are expected at the same time.
    #[error("both records are expected in sessions at the same time: end one of the two enrollments first")]
    DoubleBooked,
    /// Both wait for the same program.
    #[error(
        "both records wait for the same program: withdraw one of the two entries (`setWaitlistStatus`) first"
    )]
    BothWaiting,
}

impl From<Failure> for MergeClientsError {
    fn from(failure: Failure) -> Self {
        Self::Plan(failure.into())
    }
}

impl From<StorageError> for MergeClientsError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Constraint(Constraint::EnrollmentOpenOnce) => Self::BothEnrolled,
            StorageError::Constraint(Constraint::OccupancyOverlap) => Self::DoubleBooked,
            StorageError::Constraint(Constraint::WaitlistEntryOpenOnce) => Self::BothWaiting,
            // Somebody enrolled the record that goes in the same moment.
            StorageError::Constraint(Constraint::Reference) => Self::Stale,
            other => Failure::from(other).into(),
        }
    }
}

/// Moves everything of one record to the other, and keeps what both were, so that it can be undone. The same plan again
/// answers the merge it made.
///
/// # Errors
/// What `MergeClientsError` names.
pub async fn merge_clients(
    app: &App,
    caller: &Caller,
    command: MergeClients,
) -> Result<ClientMerge, MergeClientsError> {
    let MergeClients { draft, plan_hash } = command;
    let MergeDraft { kept_id, merged_id } = draft;
    require_on(app, caller, Action::ManageClients, kept_id).await?;
    require_on(app, caller, Action::ReadClients, kept_id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        imports::lock_client_versions(&tx, clinic_id, &[kept_id, merged_id]).await?;
        if let Some(made) = client_merges::find_merge_of_plan(&tx, clinic_id, plan_hash).await? {
            return Ok(made);
        }
        let courses = client_merges::list_enrollment_ids(&tx, clinic_id, merged_id).await?;
        ledgers::lock_enrollments(&tx, clinic_id, &courses).await?;
        let MergePlan { kept_before, merged_before, merged, moved, moved_entries, blockers, hash } =
            plan_merge(&tx, clinic_id, draft, now).await?;
        if hash != plan_hash {
            return Err(MergeClientsError::Stale);
        }
        match blockers.first() {
            Some(MergeBlocker::BothEnrolled) => return Err(MergeClientsError::BothEnrolled),
            Some(MergeBlocker::DoubleBooked) => return Err(MergeClientsError::DoubleBooked),
            Some(MergeBlocker::BothWaiting) => return Err(MergeClientsError::BothWaiting),
            None => {}
        }
        // The other record first: the kept one may take over its external id.
        client_merges::move_courses(&tx, clinic_id, merged_id, kept_id, &moved, now).await?;
        client_merges::move_entries(&tx, clinic_id, merged_id, kept_id, &moved_entries).await?;
        tasks::move_tasks(&tx, clinic_id, merged_id, kept_id).await?;
        reminders::move_policy(&tx, clinic_id, merged_id, kept_id, now).await?;
        imports::forget_imports_of_entries(&tx, clinic_id, &moved_entries).await?;
        client_merges::forget_imports_of(&tx, clinic_id, merged_id).await?;
        imports::delete_clients(&tx, clinic_id, &[merged_id]).await?;
        let record = &merged.record;
        let (guardian, availability) = (Some(&record.details.guardian), Some(&record.details.availability));
        let former_zone = Some(&kept_before.client.zone);
        let write = WriteClient { client: &record.client, former_zone, guardian, availability };
        write_client(&tx, app, caller, now, write).await?;
        // The courses that came along are by the kept record's policy and zone now.
        reminders::apply_policies_to_clients(&tx, clinic_id, &[kept_id], now).await?;
        let merge = ClientMerge {
            id: ClientMergeId::mint(now, app.entropy()),
            kept_id,
            merged_id,
            merged_at: now,
            kept_version: record.client.row_version,
            undone_at: None,
        };
        let stored = StoredMerge { merge, kept_before, merged_before };
        client_merges::insert_merge(&tx, clinic_id, plan_hash, &stored).await?;
        client_merges::insert_moved_enrollments(&tx, clinic_id, merge.id, &moved).await?;
        client_merges::insert_moved_entries(&tx, clinic_id, merge.id, &moved_entries).await?;
        let moved: Vec<String> = moved.iter().map(ToString::to_string).collect();
        let details =
            json!({ "merged": merged_id.to_string(), "merge": merge.id.to_string(), "enrollments": moved });
        records::done(&tx, app, caller, now, "mergeClients", kept_id, details).await?;
        Ok(merge)
    })
    .await
}
