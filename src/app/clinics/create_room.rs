//! Adding a room to a site.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller};
use crate::domain::clinics::{Room, RoomCapacity};
use crate::domain::command_text::CommandText;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
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
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Why a room can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CreateRoomError {
    /// The site has a room of that name.
    #[error("the site has a room of this name")]
    NameTaken,
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons; `NotFound` if the clinic has no such site.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds a room to a site of the caller's clinic; the same request again answers the same room.
///
/// # Errors
/// `NameTaken`, `KeyReused`; `Failure` if denied, the site is missing or the database fails.
pub async fn create_room(app: &App, caller: &Caller, command: CreateRoom) -> Result<Room, CreateRoomError> {
    require_on(app, caller, Action::ManageClinic, command.site_id).await?;
    let now = app.now();
    let keyed = &command.keyed();
    let CreateRoom { site_id, name, capacity, idempotency_key: _ } = command;
    let room = &Room { id: RoomId::mint(now, app.entropy()), site_id, name, capacity };
    app.write(|tx| async move {
        if let Some(made) =
            made_before::<_, CreateRoomError>(&tx, caller, now, keyed.as_ref(), room.id).await?
        {
            let found = clinics::find_room(&tx, caller.clinic_id, made).await.map_err(Failure::from)?;
            return Ok(found.ok_or(Failure::NotFound)?);
        }
        clinics::insert_room(&tx, caller.clinic_id, room).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::RoomNameOnce) => CreateRoomError::NameTaken,
            // The key carries the clinic: a site of another clinic is missing as well.
            StorageError::Constraint(Constraint::Reference) => Failure::NotFound.into(),
            other => Failure::from(other).into(),
        })?;
        records::done(&tx, app, caller, now, "createRoom", room.id, json!({ "site": site_id.to_string() }))
            .await
            .map_err(Failure::from)?;
        Ok(room.clone())
    })
    .await
}

impl CreateRoom {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "createRoom";
        let Self { site_id, name, capacity, idempotency_key } = self;
        let text = CommandText::new(OPERATION)
            .field("site", site_id)
            .field("name", name)
            .field("capacity", capacity.people());
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}
