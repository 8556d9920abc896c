//! Moving one session.

use jiff::civil::DateTime;
use serde_json::json;

use super::lock::lock_session;
use super::rewrite::{Rewritten, rewrite};
use crate::app::access::require_on;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::attendance::Participation;
use crate::domain::ids::SessionId;
use crate::domain::series::{
    Exceptions, MoveSessionError, MovedSession, Session, SessionMinutes, SessionTime, move_session,
};
use crate::domain::time::{Zone, tzdb_version};
use crate::storage::{Constraint, StorageError, participations};

/// Which session goes where.
#[derive(Debug, Clone)]
pub struct RescheduleSession {
    /// The session.
    pub session_id: SessionId,
    /// The version its editor saw.
    pub row_version: i64,
    /// The new wall time.
    pub local_start: DateTime,
    /// The zone of that wall time; the session's own if none.
    pub zone: Option<Zone>,
    /// The new length in minutes; the session's own if none.
    pub minutes: Option<SessionMinutes>,
}

/// Why a session can't be moved.
#[derive(Debug, thiserror::Error)]
pub enum RescheduleSessionError {
    /// The session, or its new time, does not allow it.
    #[error(transparent)]
    Move(MoveSessionError),
    /// Somebody changed it meanwhile.
    #[error("the session was changed meanwhile: read it again (its version is {current})")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// A therapist, a room or a client is in another session then.
    #[error("a therapist, a room or a client is in another session at that time")]
    DoubleBooked,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Moves one session: its id and original start stay, everybody's time moves along, and clients are told
/// unless it is undone soon.
///
/// # Errors
/// What `RescheduleSessionError` names.
pub async fn reschedule_session(
    app: &App,
    caller: &Caller,
    command: RescheduleSession,
) -> Result<Session, RescheduleSessionError> {
    require_on(app, caller, Action::ManageSchedule, command.session_id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let command = &command;
    app.write(|tx| async move {
        let RescheduleSession { session_id, row_version, local_start, zone, minutes } = command;
        let (series, before) = lock_session(&tx, clinic_id, *session_id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        if before.row_version != *row_version {
            return Err(RescheduleSessionError::Stale { current: before.row_version });
        }
        let places = participations::load_participations_of_sessions(&tx, clinic_id, &[*session_id])
            .await
            .map_err(Failure::from)?;
        let zone = zone.as_ref().unwrap_or(&before.zone);
        let minutes = minutes.map_or_else(|| own_minutes(&before), Ok)?;
        let moved = move_session(&time_of(&before, &places), *local_start, zone, minutes, now)
            .map_err(RescheduleSessionError::Move)?;
        let MovedSession { local_start, starts_at, ends_at, clock_change, resolved_local: _ } = moved;
        let session = Session {
            local_start,
            zone: zone.clone(),
            starts_at,
            ends_at,
            clock_change,
            exceptions: Exceptions {
                time: !series.rule.is_time(local_start, zone, minutes),
                ..before.exceptions
            },
            tzdb_version: tzdb_version().to_owned(),
            row_version: before.row_version + 1,
            ..before.clone()
        };
        let expected = places.iter().filter(|place| place.is_expected());
        let clients = expected.map(|place| place.client_id).collect();
        let rewritten = Rewritten { before, after: session, clients };
        rewrite(&tx, app, clinic_id, now, std::slice::from_ref(&rewritten)).await.map_err(
            |error| match error {
                StorageError::Constraint(Constraint::OccupancyOverlap) => {
                    RescheduleSessionError::DoubleBooked
                }
                other => Failure::from(other).into(),
            },
        )?;
        let changes = [SessionChange::from(&rewritten)];
        let versions = tell_later(&tx, app, clinic_id, now, &changes).await.map_err(Failure::from)?;
        let session = versions.settled(rewritten.after);
        let details = json!({ "startsAt": session.starts_at.to_string() });
        records::done(&tx, app, caller, now, "rescheduleSession", session_id, details)
            .await
            .map_err(Failure::from)?;
        Ok(session)
    })
    .await
}

fn own_minutes(session: &Session) -> Result<SessionMinutes, RescheduleSessionError> {
    SessionMinutes::parse(session.minutes())
        .map_err(|_| Failure::Internal(StorageError::Corrupt("session")).into())
}

fn time_of(session: &Session, places: &[Participation]) -> SessionTime {
    SessionTime {
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        is_marked: places.iter().any(|place| place.has_mark_of_presence_or_absence()),
        is_cancelled: session.is_cancelled(),
    }
}
