//! How many sessions will have been attended in the end: the exact distribution, by dynamic programming.

use super::coefficients::Coefficients;
use super::covariates::Covariates;
use super::next_session::{next_session, session};
use super::state::AttendanceState;

/// Runs of misses that are told apart: none, one, two, three, and four or more.
const RUNS: usize = 5;

/// The bounds of the 80 % interval: as much lies below as above.
const LOWER: f64 = 0.1;
const UPPER: f64 = 0.9;

/// What may come of a course.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    now: AttendanceState,
    next: Option<f64>,
    further: Vec<f64>,
}

/// What may come of a course that stands as it does `now`, of a client of whom that much is known.
#[must_use]
pub fn forecast(now: &AttendanceState, known: &Covariates, coefficients: &Coefficients) -> Forecast {
    let coming = now.coming() as usize;
    let mut chances = vec![[0.0; RUNS]; coming + 1];
    chances[0][capped(now.run)] = 1.0;
    for (held, done) in (now.held..now.planned).zip(1..) {
        let mut after = vec![[0.0; RUNS]; coming + 1];
        for (attended, runs) in (now.attended..).zip(0..done) {
            for (run, length) in (0..RUNS).zip(0..) {
                let chance = chances[runs][run];
                if chance > 0.0 {
                    let at = AttendanceState { held, attended, run: length, planned: now.planned };
                    let attends = session(now, &at, known, coefficients);
                    after[runs + 1][0] += attends * chance;
                    after[runs][capped(length + 1)] += (1.0 - attends) * chance;
                }
            }
        }
        chances = after;
    }
    let further = chances.iter().map(|runs| runs.iter().sum()).collect();
    Forecast { now: *now, next: next_session(now, known, coefficients), further }
}

fn capped(run: u32) -> usize {
    (RUNS - 1).min(run as usize)
}

impl Forecast {
    /// The probability that the next session is attended; nothing if none is to come.
    #[must_use]
    pub const fn next_session(&self) -> Option<f64> {
        self.next
    }

    /// The probability that so many of the coming sessions are attended, from none to all of them.
    #[must_use]
    pub fn further(&self) -> &[f64] {
        &self.further
    }

    /// The probability that no coming session is attended: 1 if none is to come.
    #[must_use]
    pub fn no_further_attendance(&self) -> f64 {
        self.further.first().copied().unwrap_or(1.0)
    }

    /// How many sessions will have been attended on average, those attended already among them.
    #[must_use]
    pub fn expected_total(&self) -> f64 {
        self.totals().map(|(total, chance)| f64::from(total) * chance).sum()
    }

    /// The probability that `sessions` or fewer will have been attended.
    #[must_use]
    pub fn at_most(&self, sessions: u32) -> f64 {
        let within = self.totals().take_while(|(total, _)| *total <= sessions);
        within.map(|(_, chance)| chance).sum::<f64>().min(1.0)
    }

    /// The fewest and the most sessions that will have been attended, with a tenth of the chances below and above.
    #[must_use]
    pub fn interval(&self) -> (u32, u32) {
        (self.quantile(LOWER), self.quantile(UPPER))
    }

    fn quantile(&self, share: f64) -> u32 {
        let last = self.now.attended + self.now.coming();
        (self.now.attended..last).find(|total| self.at_most(*total) >= share).unwrap_or(last)
    }

    fn totals(&self) -> impl Iterator<Item = (u32, f64)> {
        (self.now.attended..).zip(self.further.iter().copied())
    }
}
