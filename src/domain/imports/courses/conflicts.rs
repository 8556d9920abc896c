//! Courses whose sessions to come find somebody or something taken.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::course::NewCourse;
use super::plan::{CourseOutcome, CoursePlan, PlannedCourse, finish};
use crate::domain::imports::file::RefusedCell;
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::PlannedSession;

/// When whose time would be taken.
#[derive(Debug, Clone, Copy)]
struct Claim {
    holder: Holder,
    starts_at: Timestamp,
    ends_at: Timestamp,
    /// What its clocks show at the start.
    local: DateTime,
}

impl CoursePlan {
    /// Whose time the sessions to come would take, and within what span; nothing if there are none.
    #[must_use]
    pub fn claims(&self, now: Timestamp) -> Option<(Vec<Holder>, Timestamp, Timestamp)> {
        let claims: Vec<Claim> = self.courses.iter().flat_map(|course| claims_of(course, now)).collect();
        let from = claims.iter().map(|claim| claim.starts_at).min()?;
        let until = claims.iter().map(|claim| claim.ends_at).max()?;
        let mut holders: Vec<Holder> = claims.iter().map(|claim| claim.holder).collect();
        holders.sort_unstable_by_key(|holder| holder.uuid());
        holders.dedup();
        Some((holders, from, until))
    }

    /// The plan without the courses that would double-book somebody or something, be it with a session that the clinic
    /// has or with one of an earlier course of the file. What is past can't be booked any more.
    #[must_use]
    pub fn without_conflicts(self, taken: &[Occupancy], now: Timestamp) -> Self {
        // By start: what is booked of one holder doesn't overlap.
        let mut booked: HashMap<Holder, BTreeMap<Timestamp, Timestamp>> = HashMap::new();
        for Occupancy { id: _, session_id: _, holder, starts_at, ends_at } in taken {
            booked.entry(*holder).or_default().insert(*starts_at, *ends_at);
        }
        let bad = self.refused.into_iter().filter(|row| row.because_of.is_none());
        let mut refused: HashMap<u64, Vec<RefusedCell>> = bad.map(|row| (row.line, row.cells)).collect();
        let mut courses = Vec::new();
        for mut course in self.courses {
            let claims = claims_of(&course, now);
            let is_taken = |claim: &&Claim| {
                booked.get(&claim.holder).is_some_and(|spans| {
                    let before = spans.range(..claim.ends_at).next_back();
                    before.is_some_and(|(_, until)| claim.starts_at < *until)
                })
            };
            if let Some(claim) = claims.iter().find(is_taken) {
                refused.entry(course.line).or_default().push(refusal(&course, claim));
                course.outcome = CourseOutcome::Refused;
            } else {
                for claim in claims {
                    booked.entry(claim.holder).or_default().insert(claim.starts_at, claim.ends_at);
                }
            }
            courses.push(course);
        }
        Self { is_whole: self.is_whole, ..finish(courses, refused) }
    }
}

fn refusal(course: &PlannedCourse, claim: &Claim) -> RefusedCell {
    let what = match claim.holder {
        Holder::Therapist(_) => "the therapist",
        Holder::Room(_) => "the room",
        Holder::Client(_) => "a client",
    };
    let reason = format!("{what} has another session at the time of the one to come on {}", claim.local);
    RefusedCell::of_row(&course.name, reason)
}

fn claims_of(course: &PlannedCourse, now: Timestamp) -> Vec<Claim> {
    let CourseOutcome::Create(new) = &course.outcome else { return Vec::new() };
    let NewCourse { sessions, members, .. } = new.as_ref();
    let mut claims = Vec::new();
    for (index, session) in sessions.iter().enumerate() {
        if session.planned.starts_at <= now || session.cancelled_by.is_some() {
            continue;
        }
        let expected = members.iter().filter(|member| member.is_expected_at(index));
        let holders = [Some(Holder::Therapist(session.therapist_id)), session.room_id.map(Holder::Room)];
        let holders =
            holders.into_iter().flatten().chain(expected.map(|member| Holder::Client(member.client_id)));
        let PlannedSession { starts_at, ends_at, resolved_local: local, .. } = session.planned;
        claims.extend(holders.map(|holder| Claim { holder, starts_at, ends_at, local }));
    }
    claims
}
