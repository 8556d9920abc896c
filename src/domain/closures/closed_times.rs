//! Whether a session falls into a closure.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::closure::{Closure, ClosureOf};
use crate::domain::ids::{RoomId, SiteId, StaffMemberId};
use crate::domain::time::BeyondCalendar;

/// Where a session takes place and who leads it: what can be closed or away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts {
    /// The site of its series, if that is known: where a remote session belongs.
    pub site_id: Option<SiteId>,
    /// Its room, which may be another site's; none is remote.
    pub room_id: Option<RoomId>,
    /// Who leads it.
    pub therapist_id: Option<StaffMemberId>,
}

/// Closures that stand, and the instants they take up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClosedTimes {
    closures: Vec<Closure>,
    stretches: Vec<Stretch>,
    rooms: BTreeMap<RoomId, SiteId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    /// Of which closure, by its index.
    closure: usize,
    of: ClosureOf,
    from: Timestamp,
    until: Timestamp,
}

impl ClosedTimes {
    /// Nothing is closed.
    pub const NONE: Self = Self { closures: Vec::new(), stretches: Vec::new(), rooms: BTreeMap::new() };

    /// The times of these closures; `rooms` says which site a room is of.
    ///
    /// # Errors
    /// `BeyondCalendar` if one lies past the calendar's end.
    pub fn new(closures: &[Closure], rooms: BTreeMap<RoomId, SiteId>) -> Result<Self, BeyondCalendar> {
        let mut closed = Self { rooms, ..Self::default() };
        for closure in closures {
            closed.add(closure)?;
        }
        Ok(closed)
    }

    /// Adds a closure.
    ///
    /// # Errors
    /// `BeyondCalendar` if it lies past the calendar's end.
    pub fn add(&mut self, closure: &Closure) -> Result<(), BeyondCalendar> {
        let index = self.closures.len();
        let stretch = |(from, until)| Stretch { closure: index, of: closure.of, from, until };
        self.stretches.extend(closure.span.stretches(&closure.zone)?.into_iter().map(stretch));
        self.closures.push(closure.clone());
        Ok(())
    }

    /// The closure that a session there falls into, from its start up to its end; the first of several.
    #[must_use]
    pub fn at(&self, place: Whereabouts, starts_at: Timestamp, ends_at: Timestamp) -> Option<&Closure> {
        self.all_at(place, starts_at, ends_at).next()
    }

    /// All closures that a session there falls into.
    pub fn all_at(
        &self,
        place: Whereabouts,
        starts_at: Timestamp,
        ends_at: Timestamp,
    ) -> impl Iterator<Item = &Closure> {
        let meets = move |stretch: &&Stretch| stretch.from < ends_at && starts_at < stretch.until;
        let met = self.stretches.iter().filter(meets);
        let concerned = met.filter(move |stretch| self.concerns(stretch.of, place));
        concerned.filter_map(|stretch| self.closures.get(stretch.closure))
    }

    /// Whether that therapist has time off then.
    #[must_use]
    pub fn is_away(&self, therapist: StaffMemberId, starts_at: Timestamp, ends_at: Timestamp) -> bool {
        let of = ClosureOf::Therapist(therapist);
        self.stretches.iter().any(|one| one.of == of && one.from < ends_at && starts_at < one.until)
    }

    /// The instants at which that is closed, or away, in order of their starts.
    #[must_use]
    pub fn of(&self, of: ClosureOf) -> Vec<(Timestamp, Timestamp)> {
        let own = self.stretches.iter().filter(|stretch| stretch.of == of);
        let mut all: Vec<_> = own.map(|stretch| (stretch.from, stretch.until)).collect();
        all.sort_unstable();
        all
    }

    /// The site of a room, if that is known.
    #[must_use]
    pub fn site_of(&self, room: RoomId) -> Option<SiteId> {
        self.rooms.get(&room).copied()
    }

    fn concerns(&self, of: ClosureOf, place: Whereabouts) -> bool {
        let Whereabouts { site_id, room_id, therapist_id } = place;
        let site = room_id.and_then(|room| self.site_of(room)).or(site_id);
        match of {
            ClosureOf::Site(closed) => Some(closed) == site,
            ClosureOf::Therapist(away) => Some(away) == therapist_id,
        }
    }

    /// From the first closed instant to the last; none if nothing is closed.
    #[must_use]
    pub fn bounds(&self) -> Option<(Timestamp, Timestamp)> {
        let from = self.stretches.iter().map(|stretch| stretch.from).min()?;
        let until = self.stretches.iter().map(|stretch| stretch.until).max()?;
        Some((from, until))
    }

    /// The closures.
    #[must_use]
    pub fn closures(&self) -> &[Closure] {
        &self.closures
    }

    /// What a plan made with them depends on.
    #[must_use]
    pub fn versions(&self) -> Vec<(String, i64)> {
        self.closures.iter().map(|closure| (closure.id.to_string(), closure.row_version)).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::super::span::ClosureSpan;
    use super::*;
    use crate::domain::ids::{ClosureId, ScheduleChangeId};
    use crate::domain::time::Zone;

    const fn n(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    const HERE: SiteId = SiteId::from_uuid(n(1));
    const THERE: SiteId = SiteId::from_uuid(n(2));
    const ROOM_THERE: RoomId = RoomId::from_uuid(n(3));
    const THERAPIST: StaffMemberId = StaffMemberId::from_uuid(n(4));

    fn closure(of: ClosureOf) -> Closure {
        Closure {
            id: ClosureId::from_uuid(n(9)),
            of,
            zone: Zone::parse("UTC").unwrap(),
            span: ClosureSpan::parse(date(2026, 5, 1), None, None, None).unwrap(),
            reason: None,
            change_id: ScheduleChangeId::from_uuid(n(8)),
            withdrawn_at: None,
            row_version: 1,
        }
    }

    fn is_closed(of: ClosureOf, place: Whereabouts, starts_at: &str) -> bool {
        let closed = ClosedTimes::new(&[closure(of)], BTreeMap::from([(ROOM_THERE, THERE)])).unwrap();
        let starts_at: Timestamp = starts_at.parse().unwrap();
        closed.at(place, starts_at, starts_at + jiff::SignedDuration::from_mins(50)).is_some()
    }

    #[test]
    fn a_session_is_closed_out_where_it_takes_place_and_without_its_therapist() {
        let noon = "2026-05-01T12:00:00Z";
        let remote = Whereabouts { site_id: Some(HERE), room_id: None, therapist_id: Some(THERAPIST) };
        let in_room = Whereabouts { room_id: Some(ROOM_THERE), ..remote };
        assert!(is_closed(ClosureOf::Site(HERE), remote, noon));
        assert!(!is_closed(ClosureOf::Site(THERE), remote, noon));
        assert!(is_closed(ClosureOf::Site(THERE), in_room, noon), "a room of another site");
        assert!(!is_closed(ClosureOf::Site(HERE), in_room, noon));
        assert!(is_closed(ClosureOf::Therapist(THERAPIST), in_room, noon));
        let other = Whereabouts { therapist_id: Some(StaffMemberId::from_uuid(n(7))), ..in_room };
        assert!(!is_closed(ClosureOf::Therapist(THERAPIST), other, noon));
        assert!(!is_closed(
            ClosureOf::Therapist(THERAPIST),
            Whereabouts { therapist_id: None, ..in_room },
            noon
        ));
    }

    #[test]
    fn what_ends_as_it_begins_is_outside_and_what_reaches_into_it_is_not() {
        let place = Whereabouts { site_id: Some(HERE), room_id: None, therapist_id: None };
        for (starts_at, wanted) in [
            ("2026-04-30T23:10:00Z", false),
            ("2026-04-30T23:11:00Z", true),
            ("2026-05-01T23:59:00Z", true),
            ("2026-05-02T00:00:00Z", false),
        ] {
            assert_eq!(is_closed(ClosureOf::Site(HERE), place, starts_at), wanted, "{starts_at}");
        }
    }
}
