//! When somebody or something can't take part, and why.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::own_hours::{Weeks, weeks_of};
use crate::domain::series::PlannedSession;
use crate::domain::words::words;

words! {
    /// Why somebody or something can't take part in a session.
    pub enum ObstacleKind {
        /// They are in another session.
        InSession = "IN_SESSION",
        /// The site is closed.
        SiteClosed = "SITE_CLOSED",
        /// They have time off.
        Away = "AWAY",
        /// It is outside the times when they can come or lead.
        OutsideAvailability = "OUTSIDE_AVAILABILITY",
    }
}

/// A stretch of time that is taken; half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusySpan {
    /// From when.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// By what.
    pub kind: ObstacleKind,
}

/// All the time that is taken of one holder.
#[derive(Debug, Clone, Default)]
pub struct BusyTimes(BTreeMap<ObstacleKind, Vec<(Timestamp, Timestamp)>>);

impl BusyTimes {
    /// The spans put together, in any order; they may touch and overlap.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = BusySpan>) -> Self {
        let mut by_kind: BTreeMap<ObstacleKind, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
        for BusySpan { starts_at, ends_at, kind } in spans {
            by_kind.entry(kind).or_default().push((starts_at, ends_at));
        }
        by_kind.values_mut().for_each(|spans| *spans = disjoint(std::mem::take(spans)));
        Self(by_kind)
    }

    /// The sessions that overlap what is taken, by what takes it.
    pub(super) fn weeks(&self, sessions: &[PlannedSession]) -> impl Iterator<Item = (ObstacleKind, Weeks)> {
        self.0.iter().map(|(kind, spans)| (*kind, weeks_of(sessions, |session| meets(spans, session))))
    }
}

/// The same time in spans that follow each other.
fn disjoint(mut spans: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    spans.sort_unstable();
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(spans.len());
    for (starts_at, ends_at) in spans {
        match joined.last_mut() {
            Some((_, until)) if starts_at <= *until => *until = ends_at.max(*until),
            _ => joined.push((starts_at, ends_at)),
        }
    }
    joined
}

/// Whether a session overlaps one of the disjoint spans: the first that is not over when it starts, if any does.
fn meets(spans: &[(Timestamp, Timestamp)], session: &PlannedSession) -> bool {
    let first = spans.partition_point(|(_, ends_at)| *ends_at <= session.starts_at);
    spans.get(first).is_some_and(|(starts_at, _)| *starts_at < session.ends_at)
}
