//! Reading policies and the outbox.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{ClientId, ReminderDeliveryId, ReminderPolicyId, SessionId};
use crate::domain::reminders::{DueKey, ReminderDelivery, ReminderPolicy, ReminderState};
use crate::domain::slice::Slice;
use crate::storage::{StorageError, clients, reminders};

/// The policies of the caller's clinic: its own, then its programs'; or a client's own, if they have one.
///
/// # Errors
/// `NotFound` if the caller sees no such client; otherwise `Failure` if denied or the database fails.
pub async fn list_policies(
    app: &App,
    caller: &Caller,
    client_id: Option<ClientId>,
) -> Result<Vec<ReminderPolicy>, Failure> {
    require(app, caller, Action::ReadReminders, Concern::Clinic).await?;
    if !is_seen(app, caller, client_id).await? {
        return Err(Failure::NotFound);
    }
    reminders::list_policies(app.db.reader(), caller.clinic_id, client_id).await.map_err(Failure::from)
}

/// Whether the caller sees the client of that id, if one is given.
pub(super) async fn is_seen(
    app: &App,
    caller: &Caller,
    client_id: Option<ClientId>,
) -> Result<bool, StorageError> {
    Ok(match client_id {
        Some(id) => clients::find_client(app.db.reader(), caller.reach(), id).await?.is_some(),
        None => true,
    })
}

/// One policy of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_policy(
    app: &App,
    caller: &Caller,
    id: ReminderPolicyId,
) -> Result<Option<ReminderPolicy>, Failure> {
    require_on(app, caller, Action::ReadReminders, id).await?;
    reminders::find_policy(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the clinic's outbox, latest due first; of one state and of one session, if given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_deliveries(
    app: &App,
    caller: &Caller,
    state: Option<ReminderState>,
    session_id: Option<SessionId>,
    slice: Slice<DueKey>,
) -> Result<Vec<ReminderDelivery>, Failure> {
    require(app, caller, Action::ReadReminders, Concern::Clinic).await?;
    reminders::list_deliveries(app.db.reader(), caller.reach(), state, session_id, slice)
        .await
        .map_err(Failure::from)
}

/// One mail of the clinic's outbox.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_delivery(
    app: &App,
    caller: &Caller,
    id: ReminderDeliveryId,
) -> Result<Option<ReminderDelivery>, Failure> {
    require_on(app, caller, Action::ReadReminders, id).await?;
    reminders::find_delivery(app.db.reader(), caller.reach(), id).await.map_err(Failure::from)
}
