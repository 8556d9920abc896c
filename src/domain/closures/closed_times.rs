//! Whether a session falls into a closure.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::closure::{Closure, ClosureOf};
use crate::domain::ids::{RoomId, ScheduleChangeId, SiteId, StaffMemberId};
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
    /// By what is closed, in order of their starts.
    stretches: BTreeMap<ClosureOf, Vec<Stretch>>,
    rooms: BTreeMap<RoomId, SiteId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    from: Timestamp,
    until: Timestamp,
    /// Of which closure, by its index.
    closure: usize,
    /// When the last of this one and all before it is over: nothing earlier need be looked at.
    all_until: Timestamp,
}

impl ClosedTimes {
    /// Nothing is closed.
    pub const NONE: Self = Self { closures: Vec::new(), stretches: BTreeMap::new(), rooms: BTreeMap::new() };

    /// The times of these closures; `rooms` says which site a room is of.
    ///
    /// # Errors
    /// `BeyondCalendar` if one lies past the calendar's end.
    pub fn new(closures: &[Closure], rooms: BTreeMap<RoomId, SiteId>) -> Result<Self, BeyondCalendar> {
        let mut stretches: BTreeMap<ClosureOf, Vec<Stretch>> = BTreeMap::new();
        for (index, closure) in closures.iter().enumerate() {
            let own = closure.span.stretches(&closure.zone)?.into_iter();
            let own = own.map(|(from, until)| Stretch { from, until, closure: index, all_until: until });
            stretches.entry(closure.of).or_default().extend(own);
        }
        for own in stretches.values_mut() {
            own.sort_unstable();
            let mut latest = Timestamp::MIN;
            for stretch in own {
                latest = latest.max(stretch.until);
                stretch.all_until = latest;
            }
        }
        Ok(Self { closures: closures.to_vec(), stretches, rooms })
    }

    /// The same without the closures that were entered with that change.
    ///
    /// # Errors
    /// `BeyondCalendar`: never, since they were within the calendar before.
    pub fn without(&self, change: ScheduleChangeId) -> Result<Self, BeyondCalendar> {
        let others: Vec<Closure> =
            self.closures.iter().filter(|closure| closure.change_id != change).cloned().collect();
        Self::new(&others, self.rooms.clone())
    }

    /// The closure that a session there falls into, from its start up to its end; the first of several.
    #[must_use]
    pub fn at(&self, place: Whereabouts, starts_at: Timestamp, ends_at: Timestamp) -> Option<&Closure> {
        self.all_at(place, starts_at, ends_at).next()
    }

    /// All closures that a session there falls into: of the site first, then of the therapist.
    pub fn all_at(
        &self,
        place: Whereabouts,
        starts_at: Timestamp,
        ends_at: Timestamp,
    ) -> impl Iterator<Item = &Closure> {
        let Whereabouts { site_id, room_id, therapist_id } = place;
        let site = room_id.and_then(|room| self.site_of(room)).or(site_id).map(ClosureOf::Site);
        let both = [site, therapist_id.map(ClosureOf::Therapist)].into_iter().flatten();
        both.flat_map(move |of| self.met(of, starts_at, ends_at))
    }

    /// Whether that therapist has time off then.
    #[must_use]
    pub fn is_away(&self, therapist: StaffMemberId, starts_at: Timestamp, ends_at: Timestamp) -> bool {
        self.met(ClosureOf::Therapist(therapist), starts_at, ends_at).next().is_some()
    }

    fn met(&self, of: ClosureOf, starts_at: Timestamp, ends_at: Timestamp) -> impl Iterator<Item = &Closure> {
        let own = self.stretches.get(&of).map_or(&[][..], Vec::as_slice);
        let begun = own.get(..own.partition_point(|one| one.from < ends_at)).unwrap_or_default();
        let late = begun.iter().rev().take_while(move |one| one.all_until > starts_at);
        let met = late.filter(move |one| one.until > starts_at);
        met.filter_map(|one| self.closures.get(one.closure))
    }

    /// The instants at which that is closed, or away, in order of their starts.
    #[must_use]
    pub fn of(&self, of: ClosureOf) -> Vec<(Timestamp, Timestamp)> {
        let own = self.stretches.get(&of).into_iter().flatten();
        own.map(|stretch| (stretch.from, stretch.until)).collect()
    }

    /// The site of a room, if that is known.
    #[must_use]
    pub fn site_of(&self, room: RoomId) -> Option<SiteId> {
        self.rooms.get(&room).copied()
    }

    /// From the first closed instant to the last; none if nothing is closed.
    #[must_use]
    pub fn bounds(&self) -> Option<(Timestamp, Timestamp)> {
        let all = || self.stretches.values().flatten();
        Some((all().map(|stretch| stretch.from).min()?, all().map(|stretch| stretch.until).max()?))
    }

    /// How many stretches of time they are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stretches.values().map(Vec::len).sum()
    }

    /// Whether nothing is closed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.closures.is_empty()
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
    use crate::domain::ids::ClosureId;
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

    #[test]
    fn a_long_closure_hides_none_that_begins_after_it_and_the_other_way_round() {
        let day = |n, first: i8, last: i8| Closure {
            id: ClosureId::from_uuid(super::tests::n(n)),
            span: ClosureSpan::parse(date(2026, 5, first), Some(date(2026, 5, last)), None, None).unwrap(),
            ..closure(ClosureOf::Site(HERE))
        };
        let closed =
            ClosedTimes::new(&[day(1, 10, 10), day(2, 1, 20), day(3, 5, 5)], BTreeMap::new()).unwrap();
        let place = Whereabouts { site_id: Some(HERE), room_id: None, therapist_id: None };
        let at = |date: &str| -> Vec<ClosureId> {
            let start: Timestamp = format!("{date}T12:00:00Z").parse().unwrap();
            closed
                .all_at(place, start, start + jiff::SignedDuration::from_mins(50))
                .map(|one| one.id)
                .collect()
        };
        let id = |number| ClosureId::from_uuid(n(number));
        assert_eq!(at("2026-05-10"), [id(1), id(2)]);
        assert_eq!(at("2026-05-05"), [id(3), id(2)]);
        assert_eq!((at("2026-05-15"), at("2026-05-21")), (vec![id(2)], vec![]));
        assert_eq!((closed.len(), closed.is_empty()), (3, false));
    }
}
