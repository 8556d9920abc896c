//! Moving an entry on, off the list, and back.

use serde_json::json;

use super::queries::Waiting;
use super::today::Calendars;
use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::WaitlistEntryId;
use crate::domain::waitlist::{WaitlistStatus, WaitlistStatusError, WithdrawalReason};
use crate::storage::{Constraint, StorageError, waitlist};

/// Which entry becomes what.
#[derive(Debug, Clone, Copy)]
pub struct SetWaitlistStatus {
    /// Which.
    pub id: WaitlistEntryId,
    /// The version its editor saw.
    pub row_version: i64,
    /// What it becomes.
    pub status: WaitlistStatus,
    /// Why it is withdrawn.
    pub withdrawal_reason: Option<WithdrawalReason>,
}

/// Why an entry does not become that.
#[derive(Debug, thiserror::Error)]
pub enum SetWaitlistStatusError {
    /// Somebody changed it meanwhile.
    #[error("the entry was changed meanwhile: read it again (its version is {current})")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// No way leads there, or the reason is missing.
    #[error(transparent)]
    Status(#[from] WaitlistStatusError),
    /// The client has another open entry for the program by now.
    #[error("the client is on the waiting list for this program by another entry: change that one")]
    AlreadyWaiting,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Moves an entry one step on or back, withdraws it, or takes a withdrawal back. The status it has already changes
/// nothing.
///
/// # Errors
/// What `SetWaitlistStatusError` names.
pub async fn set_waitlist_status(
    app: &App,
    caller: &Caller,
    command: SetWaitlistStatus,
) -> Result<Waiting, SetWaitlistStatusError> {
    require_on(app, caller, Action::ManageWaitlist, command.id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let SetWaitlistStatus { id, row_version, status, withdrawal_reason } = command;
        let entry = waitlist::lock_entry(&tx, clinic_id, id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        if entry.row_version != row_version {
            return Err(SetWaitlistStatusError::Stale { current: entry.row_version });
        }
        let calendars = Calendars::load(&tx, clinic_id, now).await.map_err(Failure::from)?;
        let today = calendars.today(entry.site_id);
        let Some(changed) = entry.with_status(status, withdrawal_reason, today)? else {
            return Ok(Waiting::of(entry, &calendars));
        };
        waitlist::update_entry(&tx, clinic_id, &changed).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::WaitlistEntryOpenOnce) => {
                SetWaitlistStatusError::AlreadyWaiting
            }
            other => Failure::from(other).into(),
        })?;
        let details = json!({ "client": changed.client_id.to_string(), "from": entry.status.word(),
            "to": status.word(), "reason": withdrawal_reason.map(WithdrawalReason::word) });
        records::done(&tx, app, caller, now, "setWaitlistStatus", id, details)
            .await
            .map_err(Failure::from)?;
        Ok(Waiting::of(changed, &calendars))
    })
    .await
}
