//! Changing the clinic as a house.

use async_graphql::{Context, InputObject, Object, Result};

use crate::app::App;
use crate::app::clinics::{self, CreateSiteError};
use crate::domain::access::Caller;
use crate::domain::clinics::LateCancelWindow;
use crate::graphql::expose::expose;
use crate::graphql::input::{InvalidField, invalid, text, zone};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::Site;

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
            late_cancel: LateCancelWindow::parse(minutes)
                .map_err(|error| invalid("lateCancelMinutes")(&error))?,
        })
    }
}

#[derive(Default)]
pub(crate) struct ClinicMutations;

#[Object]
impl ClinicMutations {
    /// Adds a site to the clinic.
    async fn create_site(&self, ctx: &Context<'_>, input: CreateSiteInput) -> Result<CreateSitePayload> {
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
}
