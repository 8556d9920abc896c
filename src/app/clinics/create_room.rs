//! Adding a room to a site.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::clinics::{Room, RoomCapacity};
use crate::domain::ids::{RoomId, SiteId};
use crate::domain::name::Name;
use crate::storage::{Constraint, StorageError, clinics};

/// What a new room is to be.
#[derive(Debug, Clone)]
pub struct CreateRoom {
    /// The site it belongs to.
    pub site_id: SiteId,
    /// Its name, unique in the site.
    pub name: Name,
    /// How many people it holds.
    pub capacity: RoomCapacity,
}

/// Why a room can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CreateRoomError {
    /// The site has a room of that name.
    #[error("the site has a room of this name")]
    NameTaken,
    /// One of the common reasons; `NotFound` if the clinic has no such site.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds a room to a site of the caller's clinic.
///
/// # Errors
/// `NameTaken`; `Failure` if denied, the site is missing or the database fails.
pub async fn create_room(app: &App, caller: &Caller, command: CreateRoom) -> Result<Room, CreateRoomError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let now = app.now();
    let CreateRoom { site_id, name, capacity } = command;
    let room = &Room { id: RoomId::mint(now, app.entropy()), site_id, name, capacity };
    app.write(|tx| async move {
        clinics::insert_room(&tx, caller.clinic_id, room).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::RoomNameOnce) => CreateRoomError::NameTaken,
            // The key carries the clinic: a site of another clinic is missing as well.
            StorageError::Constraint(Constraint::Reference) => Failure::NotFound.into(),
            other => Failure::Internal(other).into(),
        })?;
        records::done(&tx, app, caller, now, "createRoom", room.id, json!({ "site": site_id.to_string() }))
            .await
            .map_err(Failure::Internal)?;
        Ok(room.clone())
    })
    .await
}
