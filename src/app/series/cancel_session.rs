//! Cancelling one session; the promised dose stays, unless told otherwise.

use jiff::Timestamp;
use serde_json::json;

use super::build::build_session;
use super::lock::lock_session;
use super::make::add_sessions;
use super::rewrite::{Rewritten, rewrite};
use crate::app::access::require_on;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::records::{self, Done};
use crate::app::risk::reassess;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::closures::ClosedTimes;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::SessionId;
use crate::domain::series::{CancelledBy, EditError, Session, SessionSeries, SessionStatus, append_sessions};
use crate::domain::time::local;
use crate::storage::{Constraint, StorageError, closures, enrollments, participations, sessions};

/// Which session is not to take place, and on whose side.
#[derive(Debug, Clone, Copy)]
pub struct CancelSession {
    /// The session.
    pub session_id: SessionId,
    /// The version its editor saw.
    pub row_version: i64,
    /// On whose side.
    pub cancelled_by: CancelledBy,
    /// Whether a session is added a week after the series' last, so that the promised dose is delivered.
    pub append: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct CancelledSession {
    /// The session, cancelled.
    pub session: Session,
    /// The session added at the end instead.
    pub appended: Option<Session>,
}

/// Why a session can't be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelSessionError {
    /// It was cancelled already.
    #[error("the session is cancelled already")]
    AlreadyCancelled,
    /// It has begun.
    #[error("the session has begun: it can no longer be cancelled")]
    Held,
    /// Somebody changed it meanwhile.
    #[error("the session was changed meanwhile: read it again (its version is {current})")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// The session to add would collide.
    #[error(
        "the session added at the end would collide with another one: cancel without appending, or free that time"
    )]
    AppendDoubleBooked,
    /// There is no time for the session to add.
    #[error("no session can be added at the end ({0}): cancel without appending")]
    CannotAppend(#[source] EditError),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Cancels a session that has not begun: everybody's time is free, ordinals re-rank, and clients are told unless it is undone
/// soon. A meeting that was entered after it was held can be cancelled while nobody is marked, and nobody is told: a slip.
///
/// # Errors
/// What `CancelSessionError` names.
pub async fn cancel_session(
    app: &App,
    caller: &Caller,
    command: CancelSession,
) -> Result<CancelledSession, CancelSessionError> {
    require_on(app, caller, Action::ManageSchedule, command.session_id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let CancelSession { session_id, row_version, cancelled_by, append } = command;
        closures::hold_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        let (series, session) = lock_session(&tx, clinic_id, session_id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        let has_begun = session.starts_at <= now;
        refuse(&session, row_version, has_begun && !series.is_record(&session))?;
        let rewritten = Rewritten::cancelled(session, cancelled_by);
        rewrite(&tx, app, clinic_id, now, std::slice::from_ref(&rewritten)).await.map_err(Failure::from)?;
        let mut changes = Vec::new();
        if !has_begun {
            changes.push(SessionChange::from(&rewritten));
        }
        let cancelled = rewritten.after;
        let places = participations::load_participations_of_sessions(&tx, clinic_id, &[session_id])
            .await
            .map_err(Failure::from)?;
        let enrollment_ids: Vec<_> = places.iter().map(|place| place.enrollment_id).collect();
        // What is made up for is made up anew, in whatever way: nothing is added after a meeting of its own.
        let appended = if append && series.meeting.is_none() {
            let siblings = sessions::list_sessions_of_series(&tx, clinic_id, cancelled.series_id)
                .await
                .map_err(Failure::from)?;
            let today = local(now, &series.rule.zone).date();
            let closed = closures::load_closed_times(&tx, clinic_id, today).await.map_err(Failure::from)?;
            let appended = after_the_last(app, now, &series, &siblings, &closed)?;
            let members: Vec<_> = places
                .iter()
                .filter(|place| place.makes_up_for.is_none())
                .map(|place| place.enrollment_id)
                .collect();
            let expected = enrollments::load_enrollments(&tx, Reach::clinic(clinic_id), &members)
                .await
                .map_err(Failure::from)?;
            // What a group holds beyond the brief form is not for who accepted that.
            let is_of_group = series.owner.group_id().is_some();
            let joins = |one: &Enrollment| one.ended_at.is_none() && !(is_of_group && one.is_brief());
            let expected: Vec<_> = expected.into_iter().filter(joins).collect();
            let added = std::slice::from_ref(&appended);
            add_sessions(&tx, app, clinic_id, now, added, &expected).await.map_err(|error| match error {
                StorageError::Constraint(Constraint::OccupancyOverlap) => {
                    CancelSessionError::AppendDoubleBooked
                }
                other => Failure::from(other).into(),
            })?;
            Some(appended)
        } else {
            None
        };
        changes.extend(appended.iter().map(|added| SessionChange { before: None, after: added.clone() }));
        let versions = tell_later(&tx, app, clinic_id, now, &changes).await.map_err(Failure::from)?;
        let cancelled = versions.settled(cancelled);
        // An absence announced for it is no opportunity any more.
        let flags = reassess(&tx, app, caller, now, &enrollment_ids).await.map_err(Failure::from)?;
        let details = json!({
            "cancelledBy": cancelled_by.word(),
            "appended": appended.as_ref().map(|session| session.id.to_string()),
        });
        let done = Done { operation: "cancelSession", subject: session_id.to_string(), details };
        let also = appended.as_ref().map(|session| ("appendSession", session.id.to_string()));
        records::done_with_more(&tx, app, caller, now, done, &flags, also).await.map_err(Failure::from)?;
        Ok(CancelledSession { session: cancelled, appended })
    })
    .await
}

fn refuse(session: &Session, seen_version: i64, has_begun: bool) -> Result<(), CancelSessionError> {
    match session.status {
        SessionStatus::Cancelled => Err(CancelSessionError::AlreadyCancelled),
        SessionStatus::Held => Err(CancelSessionError::Held),
        SessionStatus::Planned if has_begun => Err(CancelSessionError::Held),
        SessionStatus::Planned if session.row_version != seen_version => {
            Err(CancelSessionError::Stale { current: session.row_version })
        }
        SessionStatus::Planned => Ok(()),
    }
}

/// The session a week after the series' last, by the series' rule, or later if that is closed: the cancelled one may have
/// been moved elsewhere.
fn after_the_last(
    app: &App,
    now: Timestamp,
    series: &SessionSeries,
    siblings: &[Session],
    closed: &ClosedTimes,
) -> Result<Session, CancelSessionError> {
    let added = append_sessions(series, siblings, 1, closed, now);
    let added = added.map_err(CancelSessionError::CannotAppend)?;
    let planned = added.first().ok_or(CancelSessionError::CannotAppend(EditError::BeyondCalendar))?;
    Ok(build_session(app, now, series, planned))
}
