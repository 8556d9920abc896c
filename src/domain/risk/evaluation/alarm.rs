//! When somebody would be alarmed: a score and how high it must be.

use super::landmark::Landmark;
use super::score::Score;
use crate::domain::words::words;

/// The model's probability from which it is amber.
const AMBER: f64 = 0.25;

/// The model's probability from which it is red.
const RED: f64 = 0.45;

words! {
    /// A rule that raises an alarm.
    pub enum AlarmRule {
        /// The last two sessions were missed.
        TwoMisses = "two_misses",
        /// The model, as often as two misses: whoever it finds most at risk.
        ModelAsOften = "model_as_often",
        /// The rate of misses, as often as two misses.
        MissRateAsOften = "miss_rate_as_often",
        /// The model's probability is 0.45 or more.
        ModelRed = "model_red",
        /// The model's probability is 0.25 or more.
        ModelAmber = "model_amber",
        /// The last session was missed.
        AnyMiss = "any_miss",
    }
}

/// A rule, and from which score on it raises an alarm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alarm {
    /// The rule.
    pub rule: AlarmRule,
    /// Its score.
    pub score: Score,
    /// The lowest score that raises it; nothing if none does.
    pub threshold: Option<f64>,
}

impl Alarm {
    /// Every rule, with the thresholds that make it as frequent among these rows as its name says.
    pub(super) fn all(rows: &[&Landmark]) -> Vec<Self> {
        let of = |rule: &AlarmRule| {
            let (score, threshold) = match rule {
                AlarmRule::TwoMisses => (Score::TwoMisses, Some(1.0)),
                AlarmRule::ModelAsOften => (Score::Model, as_often_as_two_misses(rows, Score::Model)),
                AlarmRule::MissRateAsOften => {
                    (Score::MissRate, as_often_as_two_misses(rows, Score::MissRate))
                }
                AlarmRule::ModelRed => (Score::Model, Some(RED)),
                AlarmRule::ModelAmber => (Score::Model, Some(AMBER)),
                AlarmRule::AnyMiss => (Score::AnyMiss, Some(1.0)),
            };
            Self { rule: *rule, score, threshold }
        };
        AlarmRule::ALL.iter().map(of).collect()
    }

    /// Whether it would be raised then.
    pub(super) fn is_raised(&self, row: &Landmark) -> bool {
        let score = row.scores.get(self.score as usize);
        self.threshold.zip(score).is_some_and(|(threshold, score)| *score >= threshold)
    }
}

/// The lowest threshold at which `score` raises no more alarms than two misses do.
fn as_often_as_two_misses(rows: &[&Landmark], score: Score) -> Option<f64> {
    let two_misses = Alarm { rule: AlarmRule::TwoMisses, score: Score::TwoMisses, threshold: Some(1.0) };
    let allowed = rows.iter().filter(|row| two_misses.is_raised(row)).count();
    let mut scores: Vec<f64> =
        rows.iter().filter_map(|row| row.scores.get(score as usize).copied()).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    // The first score that is too many, and all that are tied with it, stay below the threshold.
    let Some(excluded) = scores.get(allowed).copied() else { return scores.last().copied() };
    scores.into_iter().take_while(|score| *score > excluded).last()
}
