//! Adding a site.

use serde_json::json;

use crate::app::access::require;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::clinics::{LateCancelWindow, Site};
use crate::domain::command_text::CommandText;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::SiteId;
use crate::domain::name::Name;
use crate::domain::time::Zone;
use crate::storage::{Constraint, StorageError, clinics};

/// What a new site is to be.
#[derive(Debug, Clone)]
pub struct CreateSite {
    /// Its name, unique in the clinic.
    pub name: Name,
    /// The zone that its wall clocks show.
    pub zone: Zone,
    /// How short a notice makes a cancellation late here.
    pub late_cancel: LateCancelWindow,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The telephone number in its mails; the clinic's if none.
    pub phone: Option<Name>,
    /// Crisis lines of its country for its mails; the clinic's if none.
    pub crisis_lines: Option<Name>,
}

/// Why a site can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CreateSiteError {
    /// The clinic has a site of that name.
    #[error("a site of this name exists")]
    NameTaken,
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds a site to the caller's clinic; the same request again answers the same site.
///
/// # Errors
/// `NameTaken`, `KeyReused`; `Failure` if denied or the database fails.
pub async fn create_site(app: &App, caller: &Caller, command: CreateSite) -> Result<Site, CreateSiteError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let now = app.now();
    let keyed = &command.keyed();
    let CreateSite { name, zone, late_cancel, phone, crisis_lines, idempotency_key: _ } = command;
    let id = SiteId::mint(now, app.entropy());
    let site = &Site { id, name, zone, late_cancel, marking_lock: None, phone, crisis_lines, row_version: 1 };
    app.write(|tx| async move {
        if let Some(made) =
            made_before::<_, CreateSiteError>(&tx, caller, now, keyed.as_ref(), site.id).await?
        {
            let found = clinics::find_site(&tx, caller.clinic_id, made).await.map_err(Failure::from)?;
            return Ok(found.ok_or(Failure::NotFound)?);
        }
        clinics::insert_site(&tx, caller.clinic_id, site).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::SiteNameOnce) => CreateSiteError::NameTaken,
            other => Failure::from(other).into(),
        })?;
        records::done(&tx, app, caller, now, "createSite", site.id, json!({}))
            .await
            .map_err(Failure::from)?;
        Ok(site.clone())
    })
    .await
}

impl CreateSite {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "createSite";
        let Self { name, zone, late_cancel, phone, crisis_lines, idempotency_key } = self;
        let text = CommandText::new(OPERATION)
            .field("name", name)
            .field("zone", zone.name())
            .field("late_cancel_minutes", late_cancel.minutes())
            .list("phone", phone)
            .list("crisis_lines", crisis_lines);
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}
