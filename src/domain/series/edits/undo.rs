//! Taking a change of a series back, as long as nothing else happened to what it changed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::apply::{at_wall_time, minutes_of};
use super::error::EditError;
use super::plan::{EditableSession, EditedSeries, finish};
use crate::domain::ids::SessionId;
use crate::domain::series::{CancelledBy, Session, SessionSeries, SessionStatus};
use crate::domain::time::tzdb_version;

/// What the change found, and left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// As the change found it.
    pub before: T,
    /// The `row_version` that the change gave it.
    pub row_version: i64,
}

/// Why a change of a series can't be taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// Something else happened to a session since.
    #[error("the session of {0} was changed since")]
    SessionChanged(DateTime),
    /// Something else happened to the series since.
    #[error("the series was changed since")]
    SeriesChanged,
    /// A session has begun, or would have.
    #[error("the session of {0} has begun, or would have: past sessions are never rewritten")]
    Begun(DateTime),
    /// Attendance is recorded for a session.
    #[error("attendance is recorded for the session of {0}")]
    Marked(DateTime),
    /// As with any edit.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// Plans the way back for one series with these sessions, all of it: sessions stand again as the change found them, those
/// it added are cancelled. All of it or nothing.
///
/// # Errors
/// What `UndoError` names: the first thing in the way.
pub fn plan_undo(
    series: &SessionSeries,
    found: Option<&Found<SessionSeries>>,
    sessions: &[EditableSession],
    touched: &BTreeMap<SessionId, Found<Option<Session>>>,
    now: Timestamp,
) -> Result<EditedSeries, UndoError> {
    let series_after = match found {
        None => series.clone(),
        Some(Found { row_version, .. }) if *row_version != series.row_version => {
            return Err(UndoError::SeriesChanged);
        }
        Some(Found { before, .. }) => SessionSeries { row_version: series.row_version, ..before.clone() },
    };
    let mut sessions = sessions.to_vec();
    sessions.sort_unstable_by_key(|one| (one.session.starts_at, one.session.id));
    let mut after = Vec::with_capacity(sessions.len());
    for one in &sessions {
        after.push(match touched.get(&one.session.id) {
            None => one.session.clone(),
            Some(found) => as_it_was(one, found, now)?,
        });
    }
    Ok(finish(series, series_after, sessions, after, Vec::new(), Vec::new())?)
}

fn as_it_was(
    one: &EditableSession,
    found: &Found<Option<Session>>,
    now: Timestamp,
) -> Result<Session, UndoError> {
    let EditableSession { session, is_marked } = one;
    if session.row_version != found.row_version {
        return Err(UndoError::SessionChanged(session.local_start));
    }
    if *is_marked {
        return Err(UndoError::Marked(session.local_start));
    }
    if session.starts_at <= now {
        return Err(UndoError::Begun(session.local_start));
    }
    let Some(before) = &found.before else {
        return Ok(Session {
            status: SessionStatus::Cancelled,
            cancelled_by: Some(CancelledBy::Clinic),
            ..session.clone()
        });
    };
    let before = derived_again(before)?;
    if before.starts_at <= now && !before.is_cancelled() {
        return Err(UndoError::Begun(before.local_start));
    }
    Ok(Session { row_version: session.row_version, notice_version: session.notice_version, ..before })
}

/// The instants by today's rules of the zone: the wall time is what was promised.
fn derived_again(session: &Session) -> Result<Session, EditError> {
    if session.tzdb_version == tzdb_version() {
        return Ok(session.clone());
    }
    at_wall_time(session.clone(), session.local_start, session.zone.clone(), minutes_of(session)?)
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod tests;
