//! Adding and changing sites.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::app::App;
use crate::app::clinics::{self, CreateSiteError, UpdateSiteError};
use crate::domain::access::Caller;
use crate::domain::attendance::MarkingLock;
use crate::domain::clinics::LateCancelWindow;
use crate::domain::ids::SiteId;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, optional_text, read, text, zone};
use crate::graphql::patch::{change, patch};
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
    /// The telephone number in its mails, 1 to 120 characters; the clinic's if left out.
    phone: Option<String>,
    /// Crisis lines of its country for the foot of its mails, on one line, 1 to 120 characters; the clinic's if left out.
    crisis_lines: Option<String>,
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
        let Self { name, zone: zone_name, late_cancel_minutes, phone, crisis_lines, idempotency_key } = self;
        let minutes = late_cancel_minutes.unwrap_or(LateCancelWindow::DEFAULT.minutes());
        Ok(clinics::CreateSite {
            name: text("name", &name)?,
            zone: zone("zone", &zone_name)?,
            late_cancel: read("lateCancelMinutes", LateCancelWindow::parse(minutes))?,
            phone: optional_text("phone", phone.as_deref())?,
            crisis_lines: optional_text("crisisLines", crisis_lines.as_deref())?,
            idempotency_key: optional_text("idempotencyKey", idempotency_key.as_deref())?,
        })
    }
}

/// An edit of a site; what is left out stays. Its zone and its rule for late cancellations can't be changed: series and
/// marks were made under them.
#[derive(InputObject)]
pub(crate) struct UpdateSiteInput {
    /// Which.
    id: ID,
    /// The version that was read: if the site has been changed since, the edit is refused.
    row_version: i64,
    /// Its name, unique in the clinic, 1 to 120 characters.
    name: MaybeUndefined<String>,
    /// Marks of a session that ended more than so many days ago, 1 to 3650, are recorded and corrected by coordinators and
    /// administrators alone; null for never. It holds at once.
    marking_lock_days: MaybeUndefined<i64>,
    /// The telephone number in its mails, 1 to 120 characters; null for the clinic's.
    phone: MaybeUndefined<String>,
    /// Crisis lines of its country for the foot of its mails, on one line, 1 to 120 characters; null for the clinic's.
    crisis_lines: MaybeUndefined<String>,
}

payload! {
    /// The answer to `updateSite`.
    "updateSite" => UpdateSitePayload {
        /// The site as it is now.
        site: Site
    }
    UpdateSiteUserError, UpdateSiteErrorCode {
        /// Another site of the clinic has that name.
        NameTaken,
        /// Somebody else has changed the site since it was read.
        Stale,
    }
}

impl UpdateSiteInput {
    fn parse(self, id: SiteId) -> Result<clinics::UpdateSite, InvalidField> {
        let Self { id: _, row_version, name, marking_lock_days, phone, crisis_lines } = self;
        Ok(clinics::UpdateSite {
            id,
            row_version,
            name: change("name", name, |given| text("name", &given))?,
            marking_lock: patch(marking_lock_days, |days| read("markingLockDays", MarkingLock::parse(days)))?,
            phone: patch(phone, |given| text("phone", &given))?,
            crisis_lines: patch(crisis_lines, |given| text("crisisLines", &given))?,
        })
    }
}

#[derive(Default)]
pub(crate) struct SiteMutations;

#[Object]
impl SiteMutations {
    /// Adds a site to the clinic.
    async fn create_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The site.")] input: CreateSiteInput,
    ) -> Result<CreateSitePayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match clinics::create_site(app, caller, command).await {
            Ok(site) => CreateSitePayload::done(ctx, site),
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

    /// Changes a site's name, what its mails tell, and when it locks marks. Reminders that are not sent yet tell the new numbers.
    async fn update_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edit.")] input: UpdateSiteInput,
    ) -> Result<UpdateSitePayload> {
        use UpdateSiteErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("id", &input.id)?;
        let command = parsed!(input.parse(id));
        match clinics::update_site(app, caller, command).await {
            Ok(site) => UpdateSitePayload::done(ctx, site),
            Err(error @ UpdateSiteError::NameTaken) => {
                Ok(UpdateSitePayload::refused(Code::NameTaken, Some("name"), error))
            }
            Err(error @ UpdateSiteError::Stale) => {
                Ok(UpdateSitePayload::refused(Code::Stale, Some("rowVersion"), error))
            }
            Err(UpdateSiteError::Failure(failure)) => Err(expose_on("id", failure)),
        }
    }
}
