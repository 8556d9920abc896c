//! What came of deriving sessions again.

use std::fmt;

use crate::domain::ids::SessionId;
use crate::domain::time::{BeyondCalendar, UnknownZone};

/// How many sessions a report names; the log has them all.
const MOST_NAMED: usize = 20;

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RederiveReport {
    /// How many sessions are what they were under the new rules too.
    pub confirmed: u64,
    /// How many have new times.
    pub moved: u64,
    /// Those that need somebody to look at them.
    pub left: Vec<LeftSession>,
}

/// A session that was left as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftSession {
    /// Which.
    pub session_id: SessionId,
    /// Why.
    pub why: WhyLeft,
}

/// Why a session was left as it was, under the release that derived it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyLeft {
    /// At its new time a therapist, a room or a client is in another session.
    #[error("at its new time somebody or something is in another session: move one of the two")]
    DoubleBooked,
    /// It would have moved, and attendance is recorded for it already.
    #[error(
        "it would move, and attendance is recorded for it: make that UNRECORDED by correctMark first, or cancel it"
    )]
    Marked,
    /// It would move, and nobody has tried yet or its last run left it.
    #[error("it would move: the job `rederive_sessions` has not run yet, or its last run says why not")]
    NotYet,
    /// The current data don't have its zone.
    #[error("{0}: move it into a zone that exists")]
    UnknownZone(UnknownZone),
    /// Its instants can't be told.
    #[error(transparent)]
    BeyondCalendar(#[from] BeyondCalendar),
}

impl RederiveReport {
    /// Takes in what another part of the run did.
    pub(super) fn add(&mut self, other: Self) {
        let Self { confirmed, moved, left } = other;
        self.confirmed += confirmed;
        self.moved += moved;
        self.left.extend(left);
    }

    pub(super) fn leave(&mut self, session_id: SessionId, why: WhyLeft) {
        self.left.push(LeftSession { session_id, why });
    }

    /// The sessions that were left and why, in one line; nothing if there are none.
    #[must_use]
    pub fn left_in_words(&self) -> Option<String> {
        let named: Vec<String> = self.left.iter().take(MOST_NAMED).map(ToString::to_string).collect();
        let more = self.left.len() - named.len();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let all = named.join("; ");
        (!named.is_empty()).then(|| format!("{} left as they were: {all}{more}", self.left.len()))
    }
}

impl fmt::Display for LeftSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.session_id, self.why)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn those_left_are_named_up_to_a_number() {
        let mut report = RederiveReport::default();
        assert_eq!(report.left_in_words(), None);
        for n in 1..=22 {
            report.leave(SessionId::from_uuid(Uuid::from_u128(n)), WhyLeft::Marked);
        }
        let words = report.left_in_words().unwrap();
        assert!(words.starts_with("22 left as they were: ses_0000"), "{words}");
        assert!(words.ends_with("or cancel it; and 2 more"), "{words}");
        assert_eq!(words.matches("ses_").count(), 20);
    }
}
