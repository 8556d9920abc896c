//! Reading the waiting list.

use super::today::Calendars;
use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::WaitlistEntryId;
use crate::domain::slice::Slice;
use crate::domain::waitlist::{ByUrgency, WaitlistEntry, WaitlistFilter};
use crate::storage::waitlist;

/// An entry, and how long its client has waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The entry.
    pub entry: WaitlistEntry,
    /// Whole days from the referral to the end of the wait, or to today.
    pub wait_days: i64,
}

impl Waiting {
    pub(super) fn of(entry: WaitlistEntry, calendars: &Calendars) -> Self {
        let wait_days = entry.wait_days(calendars.today(entry.site_id));
        Self { entry, wait_days }
    }
}

/// One entry of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_waitlist_entry(
    app: &App,
    caller: &Caller,
    id: WaitlistEntryId,
) -> Result<Option<Waiting>, Failure> {
    require_on(app, caller, Action::ReadWaitlist, id).await?;
    let on = app.db.reader();
    let Some(entry) = waitlist::find_entry(on, caller.clinic_id, id).await? else { return Ok(None) };
    let calendars = Calendars::load(on, caller.clinic_id, app.now()).await?;
    Ok(Some(Waiting::of(entry, &calendars)))
}

/// A slice of the waiting list, the most urgent first and among them whoever has waited longest: two statements,
/// however many entries. Open entries, if no statuses are given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_waitlist(
    app: &App,
    caller: &Caller,
    filter: &WaitlistFilter,
    slice: Slice<ByUrgency>,
) -> Result<Vec<Waiting>, Failure> {
    require(app, caller, Action::ReadWaitlist, Concern::Clinic).await?;
    let on = app.db.reader();
    let entries = waitlist::list_entries(on, caller.clinic_id, filter, slice).await?;
    let calendars = Calendars::load(on, caller.clinic_id, app.now()).await?;
    Ok(entries.into_iter().map(|entry| Waiting::of(entry, &calendars)).collect())
}
