//! Changing the clinic as a house.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::clinics::{self, CreateRoomError, CreateSiteError};
use crate::domain::access::Caller;
use crate::domain::clinics::{LateCancelWindow, RoomCapacity};
use crate::domain::ids::SiteId;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, read, text, zone};
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
    }
}

impl CreateSiteInput {
    fn parse(self) -> Result<clinics::CreateSite, InvalidField> {
        let Self { name, zone: zone_name, late_cancel_minutes } = self;
        let minutes = late_cancel_minutes.unwrap_or(LateCancelWindow::DEFAULT.minutes());
        Ok(clinics::CreateSite {
            name: text("name", &name)?,
            zone: zone("zone", &zone_name)?,
            late_cancel: read("lateCancelMinutes", LateCancelWindow::parse(minutes))?,
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
    }
}

impl CreateRoomInput {
    fn parse(self, site_id: SiteId) -> Result<clinics::CreateRoom, InvalidField> {
        let Self { site_id: _, name, capacity } = self;
        let capacity = read("capacity", RoomCapacity::parse(capacity))?;
        Ok(clinics::CreateRoom { site_id, name: text("name", &name)?, capacity })
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
            Err(CreateRoomError::Failure(failure)) => Err(expose(failure)),
        }
    }
}
