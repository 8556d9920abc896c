//! Adding rooms.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::clinics::{self, CreateRoomError};
use crate::domain::access::Caller;
use crate::domain::clinics::RoomCapacity;
use crate::domain::ids::SiteId;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, optional_text, read, text};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::Room;

/// A room to add to a site.
#[derive(InputObject)]
pub(crate) struct CreateRoomInput {
    /// The site it belongs to.
    site_id: ID,
    /// Its name, unique in the site, 1 to 120 characters.
    name: String,
    /// How many people it holds, 1 to 500.
    capacity: i64,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `createRoom`.
    "createRoom" => CreateRoomPayload {
        /// The new room.
        room: Room
    }
    CreateRoomUserError, CreateRoomErrorCode {
        /// The site has a room of that name.
        NameTaken,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

impl CreateRoomInput {
    fn parse(self, site_id: SiteId) -> Result<clinics::CreateRoom, InvalidField> {
        let Self { site_id: _, name, capacity, idempotency_key } = self;
        let capacity = read("capacity", RoomCapacity::parse(capacity))?;
        let idempotency_key = optional_text("idempotencyKey", idempotency_key.as_deref())?;
        Ok(clinics::CreateRoom { site_id, name: text("name", &name)?, capacity, idempotency_key })
    }
}

#[derive(Default)]
pub(crate) struct RoomMutations;

#[Object]
impl RoomMutations {
    /// Adds a room to a site of the clinic.
    async fn create_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room.")] input: CreateRoomInput,
    ) -> Result<CreateRoomPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let site_id = parse_id("siteId", &input.site_id)?;
        let command = parsed!(input.parse(site_id));
        match clinics::create_room(app, caller, command).await {
            Ok(room) => CreateRoomPayload::done(ctx, room),
            Err(error @ CreateRoomError::NameTaken) => {
                Ok(CreateRoomPayload::refused(CreateRoomErrorCode::NameTaken, Some("name"), error))
            }
            Err(error @ CreateRoomError::KeyReused(_)) => {
                let code = CreateRoomErrorCode::IdempotencyKeyReused;
                Ok(CreateRoomPayload::refused(code, Some("idempotencyKey"), error))
            }
            Err(CreateRoomError::Failure(failure)) => Err(expose_on("siteId", failure)),
        }
    }
}
