//! Courses and chance for the tests.

use std::sync::atomic::{AtomicU32, Ordering};

use super::{AttendanceHistory, Evaluation, Resampling, evaluate};
use crate::domain::randomness::Entropy;
use crate::domain::risk::forecast::PRIOR;

/// A course of which all was held, from its marks.
pub(super) fn course(client: usize, marks: &str) -> AttendanceHistory {
    let marks: Vec<_> = marks.chars().map(|mark| mark == '1').collect();
    let planned = u32::try_from(marks.len()).unwrap();
    AttendanceHistory { client: client.to_string(), planned, marks, goes_on: false }
}

/// Courses of which all was held.
pub(super) fn courses(marks: &[&str]) -> Vec<AttendanceHistory> {
    marks.iter().enumerate().map(|(client, marks)| course(client, marks)).collect()
}

/// A linear congruential generator.
pub(super) struct Chance(AtomicU32);

impl Chance {
    pub(super) fn new(seed: u32) -> Self {
        Self(AtomicU32::new(seed))
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self.0.load(Ordering::Relaxed).wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            self.0.store(next, Ordering::Relaxed);
            *byte = next.to_be_bytes()[0];
        }
    }
}

/// The prior's evaluation with fifty samples.
pub(super) fn judged(histories: &[AttendanceHistory]) -> Evaluation {
    evaluate(histories, &PRIOR.means, Resampling { times: 50, entropy: &Chance::new(1) }, &|_| ()).unwrap()
}
