//! Reading series and sessions.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Participation;
use crate::domain::ids::{ScheduleChangeId, SeriesId, SessionId};
use crate::domain::people::Client;
use crate::domain::series::{ByStart, ScheduleChange, ScheduleFilter, ScheduledSession, SessionSeries};
use crate::domain::slice::Slice;
use crate::storage::{participants, schedule, schedule_changes, series};

/// One series of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_series(app: &App, caller: &Caller, id: SeriesId) -> Result<Option<SessionSeries>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    series::find_series(app.db.reader(), caller.reach(), id).await.map_err(Failure::from)
}

/// A slice of the clinic's changes of the schedule, newest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_schedule_changes(
    app: &App,
    caller: &Caller,
    slice: Slice<ScheduleChangeId>,
) -> Result<Vec<ScheduleChange>, Failure> {
    require(app, caller, Action::ManageSchedule, Concern::Clinic).await?;
    schedule_changes::list_changes(app.db.reader(), caller.clinic_id, slice).await.map_err(Failure::from)
}

/// One session of the caller's clinic, in its place.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_session(
    app: &App,
    caller: &Caller,
    id: SessionId,
) -> Result<Option<ScheduledSession>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    let filter = ScheduleFilter { ids: Some(vec![id]), ..ScheduleFilter::default() };
    let found = list_sessions(app, caller, &filter, Slice { after: None, limit: 1 }).await?;
    Ok(found.into_iter().next())
}

/// The caller's sessions that the filter lets through, in the order of their starts.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_sessions(
    app: &App,
    caller: &Caller,
    filter: &ScheduleFilter,
    slice: Slice<ByStart>,
) -> Result<Vec<ScheduledSession>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    schedule::list_scheduled(app.db.reader(), caller.reach(), filter, slice).await.map_err(Failure::from)
}

/// Everybody's place in those sessions, with the clients: one statement, however many sessions.
///
/// # Errors
/// `Failure` if denied (it needs the right to read clients and attendance) or the database fails.
pub async fn load_participants(
    app: &App,
    caller: &Caller,
    sessions: &[SessionId],
) -> Result<Vec<(Participation, Client)>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    participants::load_participants(app.db.reader(), caller.reach(), sessions).await.map_err(Failure::from)
}
