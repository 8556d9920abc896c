//! Whether of those with a risk of one in four one in four stops: the rows in groups of similar risk.

use super::landmark::Landmark;
use super::ranked::Ranked;
use super::score::Score;

/// How many groups are made where risks differ enough.
pub const GROUPS: usize = 10;

/// Rows of similar risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskGroup {
    /// How many.
    pub rows: usize,
    /// The mean of the model's probabilities.
    pub expected: f64,
    /// The share that never came again.
    pub observed: f64,
}

/// The rows by the model's probability, lowest first, in groups of about the same size; equal probabilities stay
/// together.
pub(super) fn reliability(rows: &[&Landmark]) -> Vec<RiskGroup> {
    let ranked = Ranked::new(rows, Score::Model);
    let counts = ranked.counts(|_| 1);
    let mut groups = Vec::new();
    let mut before = 0;
    let (mut again, mut never, mut sum) = (0.0, 0.0, 0.0);
    for (probability, more_again, more_never) in counts.by_value(&ranked.values) {
        again += more_again;
        never += more_never;
        sum += probability * (more_again + more_never);
        let size = again + never;
        let until = before + size as usize;
        // The next bound between groups above the rows that are in one.
        if until * GROUPS >= (before * GROUPS / rows.len() + 1) * rows.len() {
            groups.push(RiskGroup { rows: size as usize, expected: sum / size, observed: never / size });
            before = until;
            (again, never, sum) = (0.0, 0.0, 0.0);
        }
    }
    groups
}
