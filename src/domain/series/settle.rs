//! Which sessions can move together, when many have to at once and nobody may be in two places.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use crate::domain::ids::SessionId;
use crate::domain::occupancy::{Holder, Occupancy};

/// A session that is to move, and whom and what it takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// Which session.
    pub session_id: SessionId,
    /// The time it has, from its start up to its end.
    pub from: (Timestamp, Timestamp),
    /// The time it is to have.
    pub to: (Timestamp, Timestamp),
    /// Therapist, room, clients.
    pub holders: Vec<Holder>,
}

/// The sessions that have to stay where they are, so that all the others can move at once without a double booking.
///
/// `taken` is what others take; what the moving sessions take themselves is passed over. Of two that would meet in their
/// new times, the one that starts later stays (or the later born), and so does whatever would run into one that stays.
#[must_use]
pub fn settle(relocations: &[Relocation], taken: &[Occupancy]) -> BTreeSet<SessionId> {
    let moving: BTreeSet<SessionId> = relocations.iter().map(|one| one.session_id).collect();
    let standing: Vec<(Holder, Stretch)> = taken
        .iter()
        .filter(|one| !moving.contains(&one.session_id))
        .map(|one| (one.holder, Stretch::standing(one)))
        .collect();
    let mut staying = BTreeSet::new();
    loop {
        let collisions = collisions(relocations, &standing, &staying);
        // What meets something that can't give way goes first: it may have been in another's way.
        let refused = if collisions.with_standing.is_empty() {
            collisions.with_each_other
        } else {
            collisions.with_standing
        };
        if refused.is_empty() {
            return staying;
        }
        staying.extend(refused);
    }
}

/// One stretch of a holder's time. Ordered by its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    starts_at: Timestamp,
    session_id: SessionId,
    ends_at: Timestamp,
    moves: bool,
}

impl Stretch {
    const fn standing(taken: &Occupancy) -> Self {
        let Occupancy { id: _, session_id, holder: _, starts_at, ends_at } = taken;
        Self { starts_at: *starts_at, session_id: *session_id, ends_at: *ends_at, moves: false }
    }
}

/// The moving sessions that meet something.
#[derive(Default)]
struct Collisions {
    with_standing: Vec<SessionId>,
    with_each_other: Vec<SessionId>,
}

fn collisions(
    relocations: &[Relocation],
    standing: &[(Holder, Stretch)],
    staying: &BTreeSet<SessionId>,
) -> Collisions {
    let mut by_holder: HashMap<Holder, Vec<Stretch>> = HashMap::new();
    for (holder, stretch) in standing {
        by_holder.entry(*holder).or_default().push(*stretch);
    }
    for Relocation { session_id, from, to, holders } in relocations {
        let moves = !staying.contains(session_id);
        let (starts_at, ends_at) = if moves { *to } else { *from };
        for holder in holders {
            let stretch = Stretch { starts_at, session_id: *session_id, ends_at, moves };
            by_holder.entry(*holder).or_default().push(stretch);
        }
    }
    let mut found = Collisions::default();
    for mut stretches in by_holder.into_values() {
        stretches.sort_unstable();
        find_collisions(&stretches, &mut found);
    }
    found
}

/// Goes through one holder's time in order, with those stretches at hand that are not over yet.
fn find_collisions(stretches: &[Stretch], found: &mut Collisions) {
    let mut under_way: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        under_way.retain(|one| one.ends_at > stretch.starts_at);
        for other in &under_way {
            match (other.moves, stretch.moves) {
                (true, true) => found.with_each_other.push(stretch.session_id),
                (true, false) => found.with_standing.push(other.session_id),
                (false, true) => found.with_standing.push(stretch.session_id),
                // Stored like that: no double booking of ours.
                (false, false) => {}
            }
        }
        under_way.push(*stretch);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{RowId, StaffMemberId};

    fn id(n: u128) -> SessionId {
        SessionId::from_uuid(Uuid::from_u128(n))
    }

    fn therapist(n: u128) -> Holder {
        Holder::Therapist(StaffMemberId::from_uuid(Uuid::from_u128(n)))
    }

    /// Fifty minutes from that hour on.
    fn at(hour: i64) -> (Timestamp, Timestamp) {
        let start = Timestamp::from_second(hour * 3600).unwrap();
        (start, start + jiff::SignedDuration::from_mins(50))
    }

    fn moves(n: u128, from: i64, to: i64) -> Relocation {
        Relocation { session_id: id(n), from: at(from), to: at(to), holders: vec![therapist(1)] }
    }

    fn stands(n: u128, hour: i64) -> Occupancy {
        let (starts_at, ends_at) = at(hour);
        let row = RowId::from_uuid(Uuid::from_u128(n));
        Occupancy { id: row, session_id: id(n), holder: therapist(1), starts_at, ends_at }
    }

    fn staying(relocations: &[Relocation], taken: &[Occupancy]) -> Vec<SessionId> {
        settle(relocations, taken).into_iter().collect()
    }

    #[test]
    fn a_whole_evening_moves_by_an_hour_into_its_own_old_times() {
        let evening = [moves(1, 17, 18), moves(2, 18, 19), moves(3, 19, 20)];
        let taken = [stands(1, 17), stands(2, 18), stands(3, 19)];
        assert_eq!(staying(&evening, &taken), []);
    }

    #[test]
    fn who_would_meet_another_stays_and_so_does_whoever_would_meet_them() {
        // The fourth has a zone that did not change: the third stays, and so the second, and the first.
        let evening = [moves(1, 17, 18), moves(2, 18, 19), moves(3, 19, 20)];
        assert_eq!(staying(&evening, &[stands(4, 20)]), [id(1), id(2), id(3)]);
        assert_eq!(staying(&evening, &[stands(4, 21)]), []);
    }

    #[test]
    fn of_two_that_would_meet_in_their_new_times_one_moves() {
        assert_eq!(staying(&[moves(1, 17, 20), moves(2, 21, 20)], &[]), [id(2)]);
    }

    #[test]
    fn one_in_the_way_of_two_keeps_both() {
        let long = Relocation { to: (at(18).0, at(20).1), ..moves(1, 10, 18) };
        assert_eq!(staying(&[long.clone(), moves(2, 17, 19)], &[stands(3, 20)]), [id(1)]);
        assert_eq!(staying(&[long, moves(2, 17, 19)], &[]), [id(2)]);
    }

    #[test]
    fn another_holder_is_in_nobodys_way() {
        let elsewhere = Occupancy { holder: therapist(2), ..stands(4, 18) };
        assert_eq!(staying(&[moves(1, 17, 18)], &[elsewhere]), []);
    }
}
