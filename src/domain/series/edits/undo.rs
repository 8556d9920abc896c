//! Taking a change of a series back, as long as nothing else happened to what it changed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::apply::{at_wall_time, minutes_of};
use super::error::EditError;
use super::plan::{EditableSession, EditedSeries, finish};
use crate::domain::closures::ClosedTimes;
use crate::domain::ids::SessionId;
use crate::domain::series::{CancelledBy, Session, SessionSeries, SessionStatus};
use crate::domain::time::{WallTime, tzdb_version};

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
    SessionChanged(WallTime),
    /// Something else happened to the series since.
    #[error("the series was changed since")]
    SeriesChanged,
    /// A session has begun, or would have.
    #[error("the session of {0} has begun, or would have: past sessions are never rewritten")]
    Begun(WallTime),
    /// Attendance is recorded for a session.
    #[error(
        "attendance is recorded for the session of {0}, such as an absence announced beforehand: take that back by \
         correctMark with the status UNRECORDED first"
    )]
    Marked(WallTime),
    /// A session that the change added would be cancelled, and one that was added after it stands.
    #[error(
        "{added} would be cancelled again, and the session of {later} was added after it: nothing would take place in between"
    )]
    LeavesGap {
        /// When the session is that the change added.
        added: Box<WallTime>,
        /// When that one is that was added later.
        later: Box<WallTime>,
    },
    /// A session would stand in a time that was closed since, or that its therapist has off.
    #[error("the site is closed, or the therapist away, at {0} by now")]
    Closed(WallTime),
    /// As with any edit.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// Plans the way back for one series with these sessions, all of it: sessions stand again as the change found them, those
/// it added are cancelled. All of it or nothing; `closed` is what is closed apart from the change's own closures.
///
/// # Errors
/// What `UndoError` names: the first thing in the way.
pub fn plan_undo(
    series: &SessionSeries,
    found: Option<&Found<SessionSeries>>,
    sessions: &[EditableSession],
    touched: &BTreeMap<SessionId, Found<Option<Session>>>,
    closed: &ClosedTimes,
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
            Some(found) => {
                let was = as_it_was(one, found, now)?;
                refuse_closed(series, &one.session, &was, closed)?;
                was
            }
        });
    }
    refuse_gap(&after, touched)?;
    Ok(finish(series, series_after, sessions, after, Vec::new(), Vec::new())?)
}

/// What the change added goes from the series' end only: whoever added more behind it counted on it.
fn refuse_gap(
    after: &[Session],
    touched: &BTreeMap<SessionId, Found<Option<Session>>>,
) -> Result<(), UndoError> {
    let is_added = |one: &&Session| touched.get(&one.id).is_some_and(|found| found.before.is_none());
    let Some(added) = after.iter().filter(is_added).min_by_key(|one| one.original_local_start) else {
        return Ok(());
    };
    let is_later = |one: &&Session| {
        !one.is_cancelled() && one.original_local_start > added.original_local_start && !is_added(one)
    };
    match after.iter().find(is_later) {
        None => Ok(()),
        Some(later) => Err(UndoError::LeavesGap {
            added: Box::new(added.wall_time()),
            later: Box::new(later.wall_time()),
        }),
    }
}

/// Nothing is put back into a time that was closed since.
fn refuse_closed(
    series: &SessionSeries,
    is: &Session,
    was: &Session,
    closed: &ClosedTimes,
) -> Result<(), UndoError> {
    let is_elsewhere = |one: &Session| (one.starts_at, one.ends_at, one.room_id, one.therapist_id);
    let is_put_back = is.is_cancelled() || is_elsewhere(is) != is_elsewhere(was);
    let place = was.whereabouts(series.site_id);
    if !was.is_cancelled() && is_put_back && closed.at(place, was.starts_at, was.ends_at).is_some() {
        return Err(UndoError::Closed(was.wall_time()));
    }
    Ok(())
}

fn as_it_was(
    one: &EditableSession,
    found: &Found<Option<Session>>,
    now: Timestamp,
) -> Result<Session, UndoError> {
    let EditableSession { session, is_marked } = one;
    if session.row_version != found.row_version {
        return Err(UndoError::SessionChanged(session.wall_time()));
    }
    if *is_marked {
        return Err(UndoError::Marked(session.wall_time()));
    }
    if session.starts_at <= now {
        return Err(UndoError::Begun(session.wall_time()));
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
        return Err(UndoError::Begun(before.wall_time()));
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
