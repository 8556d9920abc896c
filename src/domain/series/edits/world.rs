//! One series as storage keeps it, with the changes that were made of it: for properties of sequences of them.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::tests::{id, series, session, zone};
use super::*;
use crate::domain::closures::{ClosedTimes, Closure, ClosureOf, ClosureSpan};
use crate::domain::ids::{ClosureId, ScheduleChangeId, SessionId};
use crate::domain::series::{RankedSession, Session, SessionSeries, ordinals};

/// What is kept of a change, and what there was before it.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) found: Option<Found<SessionSeries>>,
    pub(super) touched: BTreeMap<SessionId, Found<Option<Session>>>,
    pub(super) closure: Option<Closure>,
    pub(super) expected: usize,
}

/// The series as storage keeps it.
#[derive(Clone)]
pub(super) struct World {
    pub(super) series: SessionSeries,
    pub(super) sessions: Vec<EditableSession>,
    pub(super) made: Vec<Made>,
    pub(super) born: u128,
    pub(super) expected: usize,
}

impl World {
    pub(super) fn new() -> Self {
        let (series, sessions) = series();
        Self { expected: sessions.len(), series, sessions, made: Vec::new(), born: 100 }
    }

    pub(super) fn closed(&self, more: Option<&Closure>) -> ClosedTimes {
        let all = self.made.iter().filter_map(|made| made.closure.as_ref()).chain(more);
        ClosedTimes::new(&all.cloned().collect::<Vec<_>>(), BTreeMap::new()).unwrap()
    }

    pub(super) fn closure(&self, now: Timestamp, in_days: i64, days: i64) -> Closure {
        let first = now.to_zoned(jiff::tz::TimeZone::UTC).date().checked_add(in_days.days()).unwrap();
        let key = ScheduleChangeId::from_uuid(Uuid::from_u128(self.made.len() as u128));
        Closure {
            id: ClosureId::from_uuid(Uuid::nil()),
            of: ClosureOf::Site(self.series.site_id),
            zone: zone("Europe/London"),
            span: ClosureSpan::parse(first, first.checked_add(days.days()).ok(), None, None).unwrap(),
            reason: None,
            change_id: key,
            withdrawn_at: None,
            row_version: 1,
        }
    }

    /// Writes the plan, and answers what is kept of it.
    pub(super) fn carry_out(&mut self, plan: &EditedSeries, closure: Option<Closure>) -> Made {
        let mut touched = BTreeMap::new();
        for one in &plan.changed {
            let row_version = one.after.row_version;
            touched.insert(one.after.id, Found { before: Some(one.before.clone()), row_version });
            let place = self.sessions.iter_mut().find(|session| session.session.id == one.after.id);
            place.unwrap().session = one.after.clone();
        }
        for planned in &plan.added {
            self.born += 1;
            let added = session(&plan.series, planned, id(self.born));
            touched.insert(added.session.id, Found { before: None, row_version: added.session.row_version });
            self.sessions.push(added);
        }
        let row_version = plan.series.row_version;
        let before = std::mem::replace(&mut self.series, plan.series.clone());
        let found = (self.series != before).then_some(Found { before, row_version });
        Made { found, touched, closure, expected: self.expected }
    }

    /// The way back of the newest change, as what is kept of it says.
    pub(super) fn way_back(&self, now: Timestamp) -> Option<Result<EditedSeries, UndoError>> {
        let Made { found, touched, closure: _, expected: _ } = self.made.last()?;
        let older = self.made.iter().rev().skip(1).filter_map(|made| made.closure.clone());
        let closed = ClosedTimes::new(&older.collect::<Vec<_>>(), BTreeMap::new()).unwrap();
        Some(plan_undo(&self.series, found.as_ref(), &self.sessions, touched, &closed, now))
    }

    /// Takes the newest change back; what is kept of older ones speaks of what stands again then.
    pub(super) fn take_back(&mut self, way_back: &EditedSeries) {
        let Some(undone) = self.made.pop() else { return };
        self.carry_out(way_back, None);
        self.expected = undone.expected;
        for older in &mut self.made {
            for (session, found) in &mut older.touched {
                let was = undone.touched.get(session).and_then(|found| found.before.as_ref());
                if was.is_some_and(|was| was.row_version == found.row_version) {
                    let present = self.sessions.iter().find(|one| one.session.id == *session);
                    found.row_version = present.unwrap().session.row_version;
                }
            }
            if let (Some(found), Some(undone)) = (&mut older.found, &undone.found)
                && found.row_version == undone.before.row_version
            {
                found.row_version = self.series.row_version;
            }
        }
    }

    pub(super) fn standing(&self) -> Vec<&Session> {
        let mut standing: Vec<&Session> =
            self.sessions.iter().map(|one| &one.session).filter(|session| !session.is_cancelled()).collect();
        standing.sort_by_key(|session| (session.starts_at, session.id));
        standing
    }

    /// The sessions that stand, apart from how often they were written.
    pub(super) fn unversioned(&self) -> Vec<Session> {
        self.standing().into_iter().map(|session| Session { row_version: 0, ..session.clone() }).collect()
    }

    /// What holds whatever happened.
    pub(super) fn check(&self) -> Result<(), TestCaseError> {
        // Their number is what was planned, or chosen.
        let standing = self.standing();
        prop_assert_eq!(standing.len(), self.expected);
        // They are disjoint, and their ordinals dense.
        for pair in standing.windows(2) {
            prop_assert!(pair[0].ends_at <= pair[1].starts_at, "{:?}", pair);
        }
        let rank = |one: &EditableSession| RankedSession {
            session_id: one.session.id,
            starts_at: one.session.starts_at,
            is_cancelled: one.session.is_cancelled(),
        };
        let ordinals = ordinals(&self.sessions.iter().map(rank).collect::<Vec<_>>());
        let in_order: Vec<_> = standing.iter().map(|session| ordinals.get(&session.id).copied()).collect();
        prop_assert_eq!(in_order, (1..=self.expected as u16).map(Some).collect::<Vec<_>>());
        // No wall time is planned twice, cancelled ones among them: the database keeps them apart by it.
        let mut firsts: Vec<_> = self.sessions.iter().map(|one| one.session.original_local_start).collect();
        firsts.sort_unstable();
        firsts.dedup();
        prop_assert_eq!(firsts.len(), self.sessions.len());
        Ok(())
    }

    /// Past and marked sessions are what they were, to the byte, and cancelled ones unless `restores`; ids and first wall
    /// times stay.
    pub(super) fn check_kept(
        &self,
        before: &[EditableSession],
        now: Timestamp,
        restores: bool,
    ) -> Result<(), TestCaseError> {
        for (was, is) in before.iter().zip(&self.sessions) {
            if was.is_marked || was.session.starts_at <= now || was.session.is_cancelled() && !restores {
                prop_assert_eq!(&was.session, &is.session);
            }
            prop_assert_eq!(was.session.id, is.session.id);
            prop_assert_eq!(was.session.original_local_start, is.session.original_local_start);
            let is_changed = was.session != is.session;
            prop_assert_eq!(is.session.row_version, was.session.row_version + i64::from(is_changed));
        }
        Ok(())
    }
}
