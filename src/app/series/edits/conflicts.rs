//! Who and what is taken at the times that an edit gives to sessions.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::people::People;
use crate::app::series::taken::{Claim, in_the_way, leader_and_room};
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::EditedSeries;
use crate::storage::{Connection, StorageError};

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

/// Which session a claim is of: none if it is added, and its wall time after the edit.
type Of = (Option<SessionId>, DateTime);

pub(super) async fn conflicts(
    on: &Connection,
    clinic_id: ClinicId,
    edited: &EditedSeries,
    people: &People,
) -> Result<Vec<EditConflict>, StorageError> {
    let found = in_the_way(on, clinic_id, &claims(edited, people)).await?;
    // What changed sessions take now is free then.
    let changed: BTreeSet<SessionId> = edited.changed.iter().map(|one| one.before.id).collect();
    let others = found.into_iter().filter(|(_, one)| !changed.contains(&one.session_id));
    let conflict = |((session_id, local_start), one): (Of, Occupancy)| EditConflict {
        session_id,
        local_start,
        holder: one.holder,
        taken_by: one.session_id,
        taken_from: one.starts_at,
    };
    Ok(others.map(conflict).collect())
}

fn claims(edited: &EditedSeries, people: &People) -> Vec<Claim<Of>> {
    let EditedSeries { series, changed, added, kept: _ } = edited;
    let standing = changed.iter().map(|one| &one.after).filter(|session| !session.is_cancelled());
    let changed = standing.map(|session| Claim {
        of: (Some(session.id), session.local_start),
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        holders: leader_and_room(session.therapist_id, session.room_id)
            .chain(people.expected_at(session.id).into_iter().map(Holder::Client))
            .collect(),
    });
    let added = added.iter().map(|planned| Claim {
        of: (None, planned.local_start),
        starts_at: planned.starts_at,
        ends_at: planned.ends_at,
        holders: leader_and_room(series.therapist_id, series.room_id)
            .chain(people.enrollments.iter().map(|one| Holder::Client(one.client_id)))
            .collect(),
    });
    changed.chain(added).collect()
}
