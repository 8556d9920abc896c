//! A score in order, prepared so that many samples of the same clients are measured quickly.

use super::landmark::Landmark;
use super::score::Score;

/// The rows of a score: each with its client, the score's rank, and the outcome.
pub(super) struct Ranked {
    /// The different scores, lowest first.
    pub(super) values: Vec<f64>,
    rows: Vec<(usize, usize, bool)>,
}

/// How many rows of each rank came again, and how many did not.
pub(super) struct Counts {
    again: Vec<f64>,
    never: Vec<f64>,
}

impl Ranked {
    pub(super) fn new(rows: &[&Landmark], score: Score) -> Self {
        let value = |row: &Landmark| row.scores.get(score as usize).copied().unwrap_or_default();
        let mut values: Vec<f64> = rows.iter().map(|row| value(row)).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let rank = |row: &Landmark| values.partition_point(|known| *known < value(row));
        let rows = rows.iter().map(|row| (row.client, rank(row), row.never_again)).collect();
        Self { values, rows }
    }

    /// The counts of a sample in which each client is as often as `times` says.
    pub(super) fn counts(&self, times: impl Fn(usize) -> u32) -> Counts {
        let mut counts = Counts { again: vec![0.0; self.values.len()], never: vec![0.0; self.values.len()] };
        for (client, rank, never_again) in &self.rows {
            let outcome = if *never_again { &mut counts.never } else { &mut counts.again };
            outcome[*rank] += f64::from(times(*client));
        }
        counts
    }
}

impl Counts {
    /// How many rows came again, and how many did not.
    pub(super) fn outcomes(&self) -> (f64, f64) {
        (self.again.iter().sum(), self.never.iter().sum())
    }

    /// The chance that of one row of each outcome the one that never came again has the higher score; ties are half.
    /// Nothing if there is one outcome only.
    pub(super) fn auc(&self) -> Option<f64> {
        let (again, never) = self.outcomes();
        let mut below = 0.0;
        let mut won = 0.0;
        for (lower, higher) in self.again.iter().zip(&self.never) {
            won += higher * (below + lower / 2.0);
            below += lower;
        }
        (again > 0.0 && never > 0.0).then(|| won / (again * never))
    }

    /// The mean squared difference of score and outcome; nothing if there is no row.
    pub(super) fn brier(&self, values: &[f64]) -> Option<f64> {
        let (again, never) = self.outcomes();
        let rows = self.again.iter().zip(&self.never).zip(values);
        let squares: f64 =
            rows.map(|((again, never), value)| again * value.powi(2) + never * (1.0 - value).powi(2)).sum();
        (again + never > 0.0).then(|| squares / (again + never))
    }

    /// Each different score with how many rows came again and how many did not, lowest first.
    pub(super) fn by_value<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = (f64, f64, f64)> + 'a {
        values
            .iter()
            .zip(self.again.iter().zip(&self.never))
            .map(|(value, (again, never))| (*value, *again, *never))
    }
}
