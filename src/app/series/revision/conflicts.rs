//! Who and what is taken at the times that a revision gives to sessions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::revised::Revision;
use crate::app::series::taken::{Claim, in_the_way, leader_and_room};
use crate::domain::ids::{ClinicId, SeriesId, SessionId};
use crate::domain::occupancy::Holder;
use crate::domain::time::WallTime;
use crate::storage::{Connection, StorageError};

/// Somebody or something taken at the time of a session afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditConflict {
    /// Whose session it is.
    pub series_id: SeriesId,
    /// The session; none if it is added.
    pub session_id: Option<SessionId>,
    /// Its wall time afterwards.
    pub wall_time: WallTime,
    /// Who or what is taken.
    pub holder: Holder,
    /// By which other session; none if that one is added in the same go.
    pub taken_by: Option<SessionId>,
    /// From when.
    pub taken_from: Timestamp,
}

/// Which session a claim is of: none if it is added, and its wall time afterwards.
type Of = (SeriesId, Option<SessionId>, DateTime);

/// Conflicts with what stays as it is (one statement), and of revised sessions with each other.
pub(in crate::app) async fn conflicts(
    on: &Connection,
    clinic_id: ClinicId,
    revision: &Revision,
) -> Result<Vec<EditConflict>, StorageError> {
    let claims = claims(revision);
    let found = in_the_way(on, clinic_id, &claims).await?;
    // What changed sessions take now is free then.
    let changed = revision.edited.iter().flat_map(|edited| &edited.changed);
    let changed: BTreeSet<SessionId> = changed.map(|one| one.before.id).collect();
    let others = found.into_iter().filter(|(_, one)| !changed.contains(&one.session_id));
    let with_others = others.map(|(of, one)| (of, one.holder, Some(one.session_id), one.starts_at));
    let all = with_others.chain(with_each_other(&claims)).filter_map(|met| conflict(revision, met));
    let mut all: Vec<EditConflict> = all.collect();
    all.sort_by_key(|one| (one.series_id, one.wall_time.local, one.holder.uuid(), one.taken_from));
    Ok(all)
}

/// Which session meets whom or what, in which other session, from when.
type Met = (Of, Holder, Option<SessionId>, Timestamp);

fn conflict(
    revision: &Revision,
    ((series_id, session_id, local), holder, taken_by, taken_from): Met,
) -> Option<EditConflict> {
    let wall_time = WallTime { local, zone: revision.zone_at(series_id, session_id)?.clone() };
    Some(EditConflict { series_id, session_id, wall_time, holder, taken_by, taken_from })
}

/// Claims on the same holder that overlap: the later one of each pair is in conflict.
fn with_each_other(claims: &[Claim<Of>]) -> Vec<Met> {
    let mut by_holder: BTreeMap<_, Vec<(Holder, &Claim<Of>)>> = BTreeMap::new();
    for claim in claims {
        for holder in &claim.holders {
            by_holder.entry(holder.uuid()).or_default().push((*holder, claim));
        }
    }
    let mut found = Vec::new();
    for mut of_one in by_holder.into_values() {
        of_one.sort_unstable_by_key(|(_, claim)| (claim.starts_at, claim.of));
        let mut latest: Option<&Claim<Of>> = None;
        for (holder, claim) in of_one {
            if let Some(earlier) = latest.filter(|earlier| earlier.ends_at > claim.starts_at) {
                found.push((claim.of, holder, earlier.of.1, earlier.starts_at));
            }
            if latest.is_none_or(|earlier| earlier.ends_at < claim.ends_at) {
                latest = Some(claim);
            }
        }
    }
    found
}

fn claims(revision: &Revision) -> Vec<Claim<Of>> {
    let Revision { found: _, edited, people } = revision;
    let mut claims = Vec::new();
    for edited in edited {
        let series = &edited.series;
        let standing = edited.changed.iter().map(|one| &one.after).filter(|session| !session.is_cancelled());
        claims.extend(standing.map(|session| {
            Claim {
                of: (series.id, Some(session.id), session.local_start),
                starts_at: session.starts_at,
                ends_at: session.ends_at,
                holders: leader_and_room(session.therapist_id, session.room_id)
                    .chain(people.expected_at(session.id).into_iter().map(Holder::Client))
                    .collect(),
            }
        }));
        claims.extend(edited.added.iter().map(|planned| {
            Claim {
                of: (series.id, None, planned.local_start),
                starts_at: planned.starts_at,
                ends_at: planned.ends_at,
                holders: leader_and_room(series.therapist_id, series.room_id)
                    .chain(people.joining(series.id).iter().map(|one| Holder::Client(one.client_id)))
                    .collect(),
            }
        }));
    }
    claims
}
