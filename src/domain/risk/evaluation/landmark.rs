//! The moments that are judged: after a session, what was known then and what came of it.

use std::collections::HashMap;

use super::history::AttendanceHistory;
use super::score::Score;
use crate::domain::risk::forecast::{AttendanceState, Coefficients, StateError};

/// Judged from the second session on.
pub const FIRST_JUDGED: usize = 2;

/// Judged while at least three sessions remain.
pub const REMAINING_AT_LEAST: usize = 3;

/// Judged until the third miss in a row: who has missed that many is known without a model.
pub const LONGEST_RUN_JUDGED: u32 = 2;

/// A client after a session.
#[derive(Debug, Clone)]
pub(super) struct Landmark {
    /// The client's place among those judged.
    pub(super) client: usize,
    /// Sessions missed since the last one attended.
    pub(super) run: u32,
    /// Sessions still to come.
    pub(super) coming: u32,
    /// The outcome: none of the coming sessions was attended.
    pub(super) never_again: bool,
    /// Each score, in the order of [`Score::ALL`].
    pub(super) scores: Vec<f64>,
}

/// Every moment to judge of these courses, client by client.
pub(super) fn landmarks(
    histories: &[&AttendanceHistory],
    coefficients: &Coefficients,
) -> Result<Vec<Landmark>, StateError> {
    let mut known: HashMap<AttendanceState, Vec<f64>> = HashMap::new();
    let mut landmarks = Vec::new();
    let mut clients: HashMap<&str, usize> = HashMap::new();
    for AttendanceHistory { client, planned, marks, goes_on: _ } in histories {
        let next = clients.len();
        let client = *clients.entry(client).or_insert(next);
        let last_judged = marks.len().saturating_sub(REMAINING_AT_LEAST);
        for held in FIRST_JUDGED..=last_judged {
            let (past, future) = marks.split_at(held);
            let now = AttendanceState::of_marks(past, *planned)?;
            if now.run() > LONGEST_RUN_JUDGED {
                continue;
            }
            let scores = known
                .entry(now)
                .or_insert_with(|| Score::ALL.iter().map(|score| score.of(&now, coefficients)).collect());
            landmarks.push(Landmark {
                client,
                run: now.run(),
                coming: now.coming(),
                never_again: !future.contains(&true),
                scores: scores.clone(),
            });
        }
    }
    Ok(landmarks)
}
