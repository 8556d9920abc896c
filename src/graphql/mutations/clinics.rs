//! Changing the clinic as a house.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::clinics::{self, CreateRoomError, CreateSiteError};
use crate::domain::access::Caller;
use crate::domain::clinics::{LateCancelWindow, RoomCapacity};
use crate::domain::ids::SiteId;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, optional_text, read, text, zone};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{Room, Site};

/// A site to add.
#[derive(InputObject)]
pub(crate) struct CreateSiteInput {
    /// Its name, unique in the clinic, 1 to 120 characters.
    name: String,
    /// The tz database zone of its wall clocks, such as `Europe/Madrid`.
    zone: String,
    /// A client's cancellation with less notice than this, in minutes, is late; 1440 (a day) if left out.
    late_cancel_minutes: Option<i64>,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `createSite`.
    "createSite" => CreateSitePayload {
        /// The new site.
        site: Site
    }
    CreateSiteUserError, CreateSiteErrorCode {
        /// The clinic has a site of that name.
        NameTaken,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

impl CreateSiteInput {
    fn parse(self) -> Result<clinics::CreateSite, InvalidField> {
        let Self { name, zone: zone_name, late_cancel_minutes, idempotency_key } = self;
        let minutes = late_cancel_minutes.unwrap_or(LateCancelWindow::DEFAULT.minutes());
        Ok(clinics::CreateSite {
            name: text("name", &name)?,
            zone: zone("zone", &zone_name)?,
            late_cancel: read("lateCancelMinutes", LateCancelWindow::parse(minutes))?,
            idempotency_key: optional_text("idempotencyKey", idempotency_key.as_deref())?,
        })
    }
}

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
pub(crate) struct ClinicMutations;

#[Object]
impl ClinicMutations {
    /// Adds a site to the clinic.
    async fn create_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The site.")] input: CreateSiteInput,
    ) -> Result<CreateSitePayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match clinics::create_site(app, caller, command).await {
            Ok(site) => Ok(CreateSitePayload::done(site)),
            Err(error @ CreateSiteError::NameTaken) => {
                Ok(CreateSitePayload::refused(CreateSiteErrorCode::NameTaken, Some("name"), error))
            }
            Err(error @ CreateSiteError::KeyReused(_)) => {
                let code = CreateSiteErrorCode::IdempotencyKeyReused;
                Ok(CreateSitePayload::refused(code, Some("idempotencyKey"), error))
            }
            Err(CreateSiteError::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Adds a room to a site of the clinic.
    async fn create_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room.")] input: CreateRoomInput,
    ) -> Result<CreateRoomPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let site_id = parse_id(&input.site_id)?;
        let command = parsed!(input.parse(site_id));
        match clinics::create_room(app, caller, command).await {
            Ok(room) => Ok(CreateRoomPayload::done(room)),
            Err(error @ CreateRoomError::NameTaken) => {
                Ok(CreateRoomPayload::refused(CreateRoomErrorCode::NameTaken, Some("name"), error))
            }
            Err(error @ CreateRoomError::KeyReused(_)) => {
                let code = CreateRoomErrorCode::IdempotencyKeyReused;
                Ok(CreateRoomPayload::refused(code, Some("idempotencyKey"), error))
            }
            Err(CreateRoomError::Failure(failure)) => Err(expose(failure)),
        }
    }
}
