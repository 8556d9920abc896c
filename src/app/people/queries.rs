//! Reading clients, and what belongs to a page of them.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{ClientId, ClientMergeId};
use crate::domain::people::{AvailabilityWindow, Client, ClientMerge, Guardian};
use crate::domain::slice::Slice;
use crate::storage::{availability, client_merges, clients, guardians};

/// One client of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_client(app: &App, caller: &Caller, id: ClientId) -> Result<Option<Client>, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    clients::find_client(app.db.reader(), caller.reach(), id).await.map_err(Failure::from)
}

/// A slice of the caller's clients, oldest first; with `name_contains`, those whose preferred name holds that text,
/// in any case.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_clients(
    app: &App,
    caller: &Caller,
    name_contains: Option<&str>,
    slice: Slice<ClientId>,
) -> Result<Vec<Client>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    clients::list_clients(app.db.reader(), caller.reach(), name_contains, slice).await.map_err(Failure::from)
}

/// The guardians of those clients who have one: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_guardians(
    app: &App,
    caller: &Caller,
    of: &[ClientId],
) -> Result<HashMap<ClientId, Guardian>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    guardians::load_guardians(app.db.reader(), caller.clinic_id, of).await.map_err(Failure::from)
}

/// When those clients can come, of those who stated it: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_client_availability(
    app: &App,
    caller: &Caller,
    of: &[ClientId],
) -> Result<HashMap<ClientId, Vec<AvailabilityWindow>>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    availability::load_of_clients(app.db.reader(), caller.clinic_id, of).await.map_err(Failure::from)
}

/// The clients of those ids: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_clients(app: &App, caller: &Caller, ids: &[ClientId]) -> Result<Vec<Client>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    clients::load_clients(app.db.reader(), caller.reach(), ids).await.map_err(Failure::from)
}

/// A slice of the merges of the clinic's clients, newest first, those undone too: of one client's records, kept or merged, if given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_merges(
    app: &App,
    caller: &Caller,
    client_id: Option<ClientId>,
    slice: Slice<ClientMergeId>,
) -> Result<Vec<ClientMerge>, Failure> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    client_merges::list_merges(app.db.reader(), caller.clinic_id, client_id, slice)
        .await
        .map_err(Failure::from)
}
