//! What the sessions judged are put in order by: the model, and the rules it is compared with.

use crate::domain::risk::CONSECUTIVE_MISSES;
use crate::domain::risk::forecast::{AttendanceState, Coefficients, Covariates, no_further_attendance};
use crate::domain::words::words;

words! {
    /// A score of who may not return: the higher, the more likely.
    pub enum Score {
        /// The model's probability that the client attends no more.
        Model = "model",
        /// Whether the last two sessions were missed.
        TwoMisses = "two_misses",
        /// Whether the last session was missed.
        AnyMiss = "any_miss",
        /// The share of sessions missed so far.
        MissRate = "miss_rate",
    }
}

impl Score {
    /// The score of a course that stands as it does `now`, of a client of whom nothing is known but attendance.
    #[must_use]
    pub(super) fn of(self, now: &AttendanceState, coefficients: &Coefficients) -> f64 {
        match self {
            Self::Model => no_further_attendance(now, &Covariates::default(), coefficients),
            Self::TwoMisses => f64::from(u8::from(now.run() >= CONSECUTIVE_MISSES)),
            Self::AnyMiss => f64::from(u8::from(now.run() >= 1)),
            Self::MissRate if now.held() == 0 => 0.0,
            Self::MissRate => f64::from(now.held() - now.attended()) / f64::from(now.held()),
        }
    }
}
