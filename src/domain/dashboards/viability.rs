//! Whether enough people will come to each coming session of a group.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::cell::Cell;
use super::period::Period;
use super::poisson_binomial::chance_of_at_least;
use super::table::{Table, Value};
use crate::domain::ids::{GroupId, SessionId};

/// Coming sessions of groups, in the order of their starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Viability {
    /// The dates.
    pub period: Period,
    /// The sessions.
    pub sessions: Vec<ViableSession>,
}

/// A coming session, and the chance that it works as intended.
#[derive(Debug, Clone, PartialEq)]
pub struct ViableSession {
    /// The session.
    pub session_id: SessionId,
    /// Its group.
    pub group_id: GroupId,
    /// The group's name.
    pub group_name: String,
    /// When it starts.
    pub starts_at: Timestamp,
    /// The same on its own wall clock.
    pub local_start: DateTime,
    /// Below this many the group does not run.
    pub min_size: u32,
    /// From this many on it works as intended.
    pub viable_size: u32,
    /// The chances.
    pub chances: Cell<Chances>,
}

/// How many are expected, and how many of them may come. Each comes or stays away for themselves, with the chance that the
/// forecast of attendance gives them for their next session, as things stand now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chances {
    /// Members and guests who have not said that they stay away.
    pub expected: u32,
    /// How many of them come on average.
    pub mean: f64,
    /// The probability that at least the least size comes.
    pub of_min_size: f64,
    /// The probability that at least the viable size comes.
    pub of_viable_size: f64,
}

impl Chances {
    /// Those of people with these chances to come.
    #[must_use]
    pub fn of(chances: &[f64], min_size: u32, viable_size: u32) -> Self {
        let at_least = |size: u32| chance_of_at_least(chances, usize::try_from(size).unwrap_or(usize::MAX));
        Self {
            expected: u32::try_from(chances.len()).unwrap_or(u32::MAX),
            mean: chances.iter().sum(),
            of_min_size: at_least(min_size),
            of_viable_size: at_least(viable_size),
        }
    }
}

impl Viability {
    /// Withholds the chances of sessions to which too few people are expected. No total is shown.
    pub fn suppress(&mut self) {
        for session in &mut self.sessions {
            session.chances.suppress_if_small();
        }
    }

    /// A row for each session.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 12] = [
            "session_id",
            "group_id",
            "group",
            "starts_at",
            "local_start",
            "min_size",
            "viable_size",
            "expected",
            "mean",
            "chance_of_min_size",
            "chance_of_viable_size",
            "suppressed",
        ];
        let row = |session: &ViableSession| {
            let chances = session.chances.figures();
            vec![
                session.session_id.to_string().into(),
                session.group_id.to_string().into(),
                session.group_name.clone().into(),
                session.starts_at.to_string().into(),
                session.local_start.to_string().into(),
                Value::Whole(session.min_size),
                Value::Whole(session.viable_size),
                chances.map(|chances| chances.expected).into(),
                chances.map(|chances| chances.mean).into(),
                chances.map(|chances| chances.of_min_size).into(),
                chances.map(|chances| chances.of_viable_size).into(),
                session.chances.is_suppressed().into(),
            ]
        };
        Table { header: &HEADER, rows: self.sessions.iter().map(row).collect() }
    }
}
