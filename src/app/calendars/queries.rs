//! Reading which feeds there are, and a session as a file.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern, Extent};
use crate::domain::calendars::{CalendarFeed, file};
use crate::domain::ids::{CalendarFeedId, SessionId, StaffMemberId};
use crate::domain::slice::Slice;
use crate::storage::{calendar_entries, calendar_feeds, sessions};

/// A slice of the clinic's feeds, oldest first, revoked ones too; a therapist sees their own. Of their secrets nothing is
/// known. It tells which clients have one, so it takes the right to read clients.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_feeds(
    app: &App,
    caller: &Caller,
    slice: Slice<CalendarFeedId>,
) -> Result<Vec<CalendarFeed>, Failure> {
    let own: Option<StaffMemberId> = match caller.reach().extent {
        Extent::Clinic => None,
        Extent::LedBy(own) => Some(own.ok_or(Failure::NotFound)?),
    };
    require(app, caller, Action::ManageCalendarFeeds, Concern::LedBy(own.as_slice())).await?;
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    calendar_feeds::list_feeds(app.db.reader(), caller.clinic_id, own, slice).await.map_err(Failure::from)
}

/// One session as a calendar file, as staff have it in their calendars.
///
/// # Errors
/// `NotFound` if the caller sees no such session; otherwise `Failure` if denied or the database fails.
pub async fn read_session_file(app: &App, caller: &Caller, id: SessionId) -> Result<String, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    let on = app.db.reader();
    sessions::find_session(on, caller.reach(), id).await?.ok_or(Failure::NotFound)?;
    let facts = calendar_entries::find_entry_of_session(on, caller.clinic_id, id).await?;
    let entry = facts.ok_or(Failure::NotFound)?.entry();
    Ok(file(&entry, app.calendars().organizer.as_ref()))
}
