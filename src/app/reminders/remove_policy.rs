//! Taking a program's or a client's policy away.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::ReminderPolicyId;
use crate::domain::reminders::{PolicyFor, ReminderPolicy};
use crate::storage::reminders::{apply_policies, find_policy, lock_policy_of, remove_policy};

/// Why a policy can't be taken away.
#[derive(Debug, thiserror::Error)]
pub enum RemoveReminderPolicyError {
    /// It is the clinic's.
    #[error(
        "the clinic's own policy can't be removed: to send no reminders, set isActive to false (setReminderPolicy)"
    )]
    OfTheClinic,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes a program's or a client's policy away, so that the next nearest is in force; answers it as it was. Setting one again
/// brings it back.
///
/// # Errors
/// `OfTheClinic`; `Failure` if the clinic has no such policy, denied, or the database fails.
pub async fn remove_reminder_policy(
    app: &App,
    caller: &Caller,
    id: ReminderPolicyId,
) -> Result<ReminderPolicy, RemoveReminderPolicyError> {
    require_on(app, caller, Action::ManageReminders, id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        let found = find_policy(&tx, clinic_id, id).await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
        if found.of == PolicyFor::Clinic {
            return Err(RemoveReminderPolicyError::OfTheClinic);
        }
        // Whoever sets it in the same moment waits, and brings it back.
        let policy = lock_policy_of(&tx, clinic_id, found.of).await.map_err(Failure::from)?;
        let policy = policy.ok_or(Failure::NotFound)?;
        remove_policy(&tx, clinic_id, id, now).await.map_err(Failure::from)?;
        apply_policies(&tx, clinic_id, now).await.map_err(Failure::from)?;
        let client = policy.of.client().map(|id| id.to_string());
        let details = json!({ "client": client });
        records::done(&tx, app, caller, now, "removeReminderPolicy", id, details)
            .await
            .map_err(Failure::from)?;
        Ok(policy)
    })
    .await
}
