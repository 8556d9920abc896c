//! Who and what is taken at the times that an edit gives to sessions.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::people::People;
use crate::domain::ids::{ClinicId, RoomId, SessionId, StaffMemberId};
use crate::domain::occupancy::Holder;
use crate::domain::series::EditedSeries;
use crate::storage::{Connection, StorageError, occupancy};

/// Somebody or something taken at the time of a session after the edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditConflict {
    /// The session; none if it is added.
    pub session_id: Option<SessionId>,
    /// Its wall time after the edit.
    pub local_start: DateTime,
    /// Who or what is taken.
    pub holder: Holder,
    /// By which other session.
    pub taken_by: SessionId,
    /// From when.
    pub taken_from: Timestamp,
}

/// A session after the edit, and whom it takes.
struct Claim {
    session_id: Option<SessionId>,
    local_start: DateTime,
    starts_at: Timestamp,
    ends_at: Timestamp,
    holders: Vec<Holder>,
}

pub(super) async fn conflicts(
    on: &Connection,
    clinic_id: ClinicId,
    edited: &EditedSeries,
    people: &People,
) -> Result<Vec<EditConflict>, StorageError> {
    let claims = claims(edited, people);
    let (Some(from), Some(until)) =
        (claims.iter().map(|claim| claim.starts_at).min(), claims.iter().map(|claim| claim.ends_at).max())
    else {
        return Ok(Vec::new());
    };
    let mut holders: Vec<Holder> = claims.iter().flat_map(|claim| claim.holders.clone()).collect();
    holders.sort_unstable_by_key(|holder| holder.uuid());
    holders.dedup();
    // What changed sessions take now is free then.
    let changed: BTreeSet<SessionId> = edited.changed.iter().map(|one| one.before.id).collect();
    let mut taken = occupancy::load_occupancy(on, clinic_id, &holders, from, until).await?;
    taken.retain(|one| !changed.contains(&one.session_id));
    let mut conflicts = Vec::new();
    for Claim { session_id, local_start, starts_at, ends_at, holders } in claims {
        let in_the_way =
            taken.iter().filter(|one| holders.contains(&one.holder) && one.overlaps(starts_at, ends_at));
        conflicts.extend(in_the_way.map(|one| EditConflict {
            session_id,
            local_start,
            holder: one.holder,
            taken_by: one.session_id,
            taken_from: one.starts_at,
        }));
    }
    Ok(conflicts)
}

fn claims(edited: &EditedSeries, people: &People) -> Vec<Claim> {
    let changed = edited.changed.iter().map(|one| &one.after).filter(|session| !session.is_cancelled());
    let changed = changed.map(|session| Claim {
        session_id: Some(session.id),
        local_start: session.local_start,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        holders: leader_and_room(session.therapist_id, session.room_id)
            .chain(people.expected_at(session.id).map(|place| Holder::Client(place.client_id)))
            .collect(),
    });
    let series = &edited.series;
    let added = edited.added.iter().map(|planned| Claim {
        session_id: None,
        local_start: planned.local_start,
        starts_at: planned.starts_at,
        ends_at: planned.ends_at,
        holders: leader_and_room(series.therapist_id, series.room_id)
            .chain(people.enrollments.iter().map(|one| Holder::Client(one.client_id)))
            .collect(),
    });
    changed.chain(added).collect()
}

fn leader_and_room(therapist: StaffMemberId, room: Option<RoomId>) -> impl Iterator<Item = Holder> {
    [Some(Holder::Therapist(therapist)), room.map(Holder::Room)].into_iter().flatten()
}
