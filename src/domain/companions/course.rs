//! The weekly sessions of one client, which the windows of companion meetings are counted from.

use jiff::Timestamp;
use jiff::civil::Date;

use super::companion::Anchor;

/// A weekly session at which the client is, or was, expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeeklySession {
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Its date, in the series' zone.
    pub on: Date,
}

/// One client's weekly sessions that take place, in order: those of their group since they joined, or of their treatment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course(Vec<WeeklySession>);

impl Course {
    /// Puts sessions, given in any order, into theirs.
    #[must_use]
    pub fn of(mut sessions: Vec<WeeklySession>) -> Self {
        sessions.sort_unstable();
        Self(sessions)
    }

    /// The sessions that a window lies between: after the one, before the other, if either bounds it; none if the course has
    /// no session. The middle is where half of the sessions, rounded down, are over.
    pub(super) fn around(&self, anchor: Anchor) -> Option<(WeeklySession, WeeklySession)> {
        let at = |index: usize| self.0.get(index).copied();
        let first = at(0)?;
        let last = at(self.0.len() - 1)?;
        Some(match anchor {
            Anchor::BeforeFirst => (first, first),
            Anchor::AfterLast => (last, last),
            Anchor::Middle => {
                let half = self.0.len() / 2;
                (at(half.saturating_sub(1)).unwrap_or(first), at(half).unwrap_or(last))
            }
        })
    }
}
