//! Whose time sessions take, and who has none left.

use std::collections::HashMap;

use jiff::Timestamp;

use super::plan::Conflict;
use crate::app::App;
use crate::domain::ids::{ClientId, ClinicId, RoomId, RowId, StaffMemberId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::{PlannedSession, Session};
use crate::storage::{Connection, StorageError, occupancy};

/// The time that one session is to take, and of whom.
pub(in crate::app) struct Claim<Of> {
    /// Which session.
    pub(in crate::app) of: Of,
    pub(in crate::app) starts_at: Timestamp,
    pub(in crate::app) ends_at: Timestamp,
    pub(in crate::app) holders: Vec<Holder>,
}

/// What is in the way of each claim: one statement, however many.
pub(in crate::app) async fn in_the_way<Of: Copy>(
    on: &Connection,
    clinic_id: ClinicId,
    claims: &[Claim<Of>],
) -> Result<Vec<(Of, Occupancy)>, StorageError> {
    let (Some(from), Some(until)) =
        (claims.iter().map(|claim| claim.starts_at).min(), claims.iter().map(|claim| claim.ends_at).max())
    else {
        return Ok(Vec::new());
    };
    let mut holders: Vec<Holder> = claims.iter().flat_map(|claim| claim.holders.iter().copied()).collect();
    holders.sort_unstable_by_key(|holder| holder.uuid());
    holders.dedup();
    let taken = occupancy::load_occupancy(on, clinic_id, &holders, from, until).await?;
    let mut by_holder: HashMap<Holder, Vec<Occupancy>> = HashMap::new();
    for one in taken {
        by_holder.entry(one.holder).or_default().push(one);
    }
    let mut found = Vec::new();
    for Claim { of, starts_at, ends_at, holders } in claims {
        let taken = holders.iter().filter_map(|holder| by_holder.get(holder)).flatten();
        found.extend(taken.filter(|one| one.overlaps(*starts_at, *ends_at)).map(|one| (*of, *one)));
    }
    Ok(found)
}

/// Which of `holders` are taken at the time of which planned session.
pub(super) async fn conflicts_of(
    on: &Connection,
    clinic_id: ClinicId,
    sessions: &[PlannedSession],
    holders: &[Holder],
) -> Result<Vec<Conflict>, StorageError> {
    let claim = |session: &PlannedSession| Claim {
        of: session.ordinal,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        holders: holders.to_vec(),
    };
    let found = in_the_way(on, clinic_id, &sessions.iter().map(claim).collect::<Vec<_>>()).await?;
    let mut conflicts: Vec<Conflict> = found
        .into_iter()
        .map(|(ordinal, one)| Conflict { ordinal, holder: one.holder, taken_from: one.starts_at })
        .collect();
    conflicts.sort_unstable_by_key(|conflict| (conflict.ordinal, conflict.holder.uuid()));
    Ok(conflicts)
}

/// Who leads, and where, if not remote.
pub(super) fn leader_and_room(
    therapist_id: StaffMemberId,
    room_id: Option<RoomId>,
) -> impl Iterator<Item = Holder> {
    [Some(Holder::Therapist(therapist_id)), room_id.map(Holder::Room)].into_iter().flatten()
}

/// The time of therapist and room that a session takes.
pub(in crate::app) fn therapist_and_room(app: &App, now: Timestamp, session: &Session) -> Vec<Occupancy> {
    let holders = leader_and_room(session.therapist_id, session.room_id);
    holders.map(|holder| take(app, now, session, holder)).collect()
}

/// All the time that a session takes at which these clients are expected.
pub(super) fn time_of_all(
    app: &App,
    now: Timestamp,
    session: &Session,
    clients: &[ClientId],
) -> Vec<Occupancy> {
    let mut taken = therapist_and_room(app, now, session);
    taken.extend(clients.iter().map(|client| take(app, now, session, Holder::Client(*client))));
    taken
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
