//! Whose time sessions take, and who has none left.

use jiff::Timestamp;

use super::plan::Conflict;
use crate::app::App;
use crate::domain::ids::{ClinicId, RowId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::{PlannedSession, Session};
use crate::storage::{Connection, StorageError, occupancy};

/// Which of `holders` are taken at the time of which planned session.
pub(super) async fn conflicts_of(
    on: &Connection,
    clinic_id: ClinicId,
    sessions: &[PlannedSession],
    holders: &[Holder],
) -> Result<Vec<Conflict>, StorageError> {
    let (Some(from), Some(until)) = (
        sessions.iter().map(|session| session.starts_at).min(),
        sessions.iter().map(|session| session.ends_at).max(),
    ) else {
        return Ok(Vec::new());
    };
    let taken = occupancy::load_occupancy(on, clinic_id, holders, from, until).await?;
    let mut conflicts: Vec<Conflict> = sessions
        .iter()
        .flat_map(|session| {
            let overlapping = taken.iter().filter(|one| one.overlaps(session.starts_at, session.ends_at));
            overlapping.map(|one| Conflict {
                ordinal: session.ordinal,
                holder: one.holder,
                taken_from: one.starts_at,
            })
        })
        .collect();
    conflicts.sort_unstable_by_key(|conflict| (conflict.ordinal, conflict.holder.uuid()));
    Ok(conflicts)
}

/// The time of therapist and room that a session takes.
pub(in crate::app) fn therapist_and_room(app: &App, now: Timestamp, session: &Session) -> Vec<Occupancy> {
    let holders = [Some(Holder::Therapist(session.therapist_id)), session.room_id.map(Holder::Room)];
    holders.into_iter().flatten().map(|holder| take(app, now, session, holder)).collect()
}

/// One holder's time that a session takes.
pub(in crate::app) fn take(app: &App, now: Timestamp, session: &Session, holder: Holder) -> Occupancy {
    Occupancy {
        id: RowId::mint(now, app.entropy()),
        session_id: session.id,
        holder,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
    }
}
