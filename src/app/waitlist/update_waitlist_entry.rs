//! Changing how an entry reads: since when, how soon, where.

use jiff::civil::Date;
use serde_json::json;

use super::queries::Waiting;
use super::today::Calendars;
use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::{SiteId, WaitlistEntryId};
use crate::domain::patch::Patch;
use crate::domain::waitlist::{InvalidReferral, WaitlistEntry, WaitlistPriority, WaitlistStatus};
use crate::storage::waitlist;

/// An edit of an entry; what is left out stays.
#[derive(Debug, Clone)]
pub struct UpdateWaitlistEntry {
    /// Which.
    pub id: WaitlistEntryId,
    /// The version its editor saw.
    pub row_version: i64,
    /// Where the client waits; cleared for any site.
    pub site_id: Patch<SiteId>,
    /// Since when.
    pub referred_on: Option<Date>,
    /// How soon they should begin.
    pub priority: Option<WaitlistPriority>,
}

/// Why an entry can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateWaitlistEntryError {
    /// Somebody changed it meanwhile.
    #[error("the entry was changed meanwhile: read it again (its version is {current})")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// The wait is over.
    #[error("the entry is {0}: it is no longer changed")]
    Closed(WaitlistStatus),
    /// The clinic has no such site.
    #[error("no such site")]
    SiteNotFound,
    /// The referral would lie ahead.
    #[error(transparent)]
    ReferredOn(#[from] InvalidReferral),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes an open entry.
///
/// # Errors
/// What `UpdateWaitlistEntryError` names.
pub async fn update_waitlist_entry(
    app: &App,
    caller: &Caller,
    command: UpdateWaitlistEntry,
) -> Result<Waiting, UpdateWaitlistEntryError> {
    require_on(app, caller, Action::ManageWaitlist, command.id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let command = &command;
    app.write(|tx| async move {
        let UpdateWaitlistEntry { id, row_version, site_id, referred_on, priority } = command.clone();
        let entry = waitlist::lock_entry(&tx, clinic_id, id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        if entry.row_version != row_version {
            return Err(UpdateWaitlistEntryError::Stale { current: entry.row_version });
        }
        if !entry.status.is_open() {
            return Err(UpdateWaitlistEntryError::Closed(entry.status));
        }
        let calendars = Calendars::load(&tx, clinic_id, now).await.map_err(Failure::from)?;
        let site_id = site_id.apply(entry.site_id);
        if site_id.is_some_and(|site_id| !calendars.has(site_id)) {
            return Err(UpdateWaitlistEntryError::SiteNotFound);
        }
        let referred_on = match referred_on {
            // A site that is a day behind makes no referral wrong.
            None => entry.referred_on,
            Some(date) => InvalidReferral::check(date, calendars.today(site_id))?,
        };
        let changed = WaitlistEntry {
            site_id,
            referred_on,
            priority: priority.unwrap_or(entry.priority),
            ..entry.clone()
        };
        if changed == entry {
            return Ok(Waiting::of(entry, &calendars));
        }
        let changed = WaitlistEntry { row_version: entry.row_version + 1, ..changed };
        waitlist::update_entry(&tx, clinic_id, &changed).await.map_err(Failure::from)?;
        let details = json!({ "client": changed.client_id.to_string(), "priority": changed.priority.word(),
            "referredOn": changed.referred_on.to_string() });
        records::done(&tx, app, caller, now, "updateWaitlistEntry", id, details)
            .await
            .map_err(Failure::from)?;
        Ok(Waiting::of(changed, &calendars))
    })
    .await
}
