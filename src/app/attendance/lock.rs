//! Locking a session and its roster to mark it.

use crate::app::Failure;
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::attendance::{RosterEntry, SessionForMarking};
use crate::domain::ids::SessionId;
use crate::domain::series::Session;
use crate::storage::{Transaction, rosters};

/// The session and its roster, locked until the transaction ends, if the caller may record attendance there.
///
/// # Errors
/// `NotFound`; `Denied`, not yet recorded; another `Failure` if the database fails.
pub(super) async fn lock_roster(
    tx: &Transaction,
    caller: &Caller,
    session_id: SessionId,
) -> Result<(Session, Vec<RosterEntry>), Failure> {
    let (session, roster) = rosters::lock_roster(tx, caller.clinic_id, session_id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    decide(caller, Action::RecordAttendance, Concern::LedBy(&[session.therapist_id]))?;
    Ok((session, roster))
}

/// What the rules of a mark need to know of its session.
pub(super) fn for_marking(session: &Session) -> SessionForMarking {
    SessionForMarking {
        is_cancelled: session.is_cancelled(),
        starts_at: session.starts_at,
        minutes: session.minutes().try_into().unwrap_or(0),
    }
}
