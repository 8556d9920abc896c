//! How well one score tells the outcomes apart, and how right it is.

use super::bootstrap::interval;
use super::calibration::calibration;
use super::landmark::Landmark;
use super::not_enough::NotEnough;
use super::ranked::Ranked;
use super::score::Score;

/// How good a score is.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// Which.
    pub score: Score,
    /// The chance that of a client who stopped and one who did not the first has the higher score; ties are half.
    pub auc: Result<Estimate, NotEnough>,
    /// The mean squared difference of score and outcome: 0 is perfect.
    pub brier: Result<Estimate, NotEnough>,
    /// 1 if the probabilities are as extreme as they should be, less if they are too extreme.
    pub slope: Result<f64, NotEnough>,
    /// 0 if the probabilities are right on average, more if they are too low (in log odds, at slope 1).
    pub intercept: Result<f64, NotEnough>,
}

/// A figure with how much it would differ had other clients come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The bounds of its 95 % interval.
    pub interval: Result<(f64, f64), NotEnough>,
}

/// A score under measurement: the figure on all clients, and on every sample of them so far.
pub(super) struct Measured {
    score: Score,
    ranked: Ranked,
    aucs: Vec<Option<f64>>,
    briers: Vec<Option<f64>>,
}

impl Measured {
    pub(super) fn new(rows: &[&Landmark], score: Score) -> Self {
        Self { score, ranked: Ranked::new(rows, score), aucs: Vec::new(), briers: Vec::new() }
    }

    /// Measures a sample in which each client is as often as `times` says.
    pub(super) fn resample(&mut self, times: &[u32]) {
        let counts = self.ranked.counts(|client| times.get(client).copied().unwrap_or_default());
        self.aucs.push(counts.auc());
        self.briers.push(counts.brier(&self.ranked.values));
    }

    /// The figures, if the rows are enough (`enough`).
    pub(super) fn accuracy(self, enough: Result<(), NotEnough>) -> Accuracy {
        let Self { score, ranked, aucs, briers } = self;
        let counts = ranked.counts(|_| 1);
        let auc = counts.auc().ok_or(NotEnough::OneOutcome);
        let by_value: Vec<_> = counts.by_value(&ranked.values).collect();
        let fitted = enough.and(auc).and_then(|_| calibration(&by_value));
        let brier = counts.brier(&ranked.values).ok_or(NotEnough::NoRows);
        Accuracy {
            score,
            auc: enough.and(auc).map(|value| Estimate { value, interval: interval(aucs) }),
            brier: enough.and(brier).map(|value| Estimate { value, interval: interval(briers) }),
            slope: fitted.map(|fitted| fitted.slope),
            intercept: fitted.map(|fitted| fitted.intercept),
        }
    }
}
