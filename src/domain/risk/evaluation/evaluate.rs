//! The whole evaluation.

use std::collections::BTreeSet;

use super::alarm::Alarm;
use super::bootstrap::Resampling;
use super::figures::{Figures, Measuring};
use super::history::AttendanceHistory;
use super::landmark::{LONGEST_RUN_JUDGED, Landmark, landmarks};
use super::reliability::{RiskGroup, reliability};
use crate::domain::risk::forecast::{Coefficients, StateError};

/// How well the model and the plain rules tell who will not return.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Courses that were judged.
    pub judged: usize,
    /// Courses left out because they were cut short: nobody knows who would have come again.
    pub cut_short: usize,
    /// Courses left out because they go on.
    pub running: usize,
    /// Samples drawn for the intervals.
    pub samples: u32,
    /// Everything measured on all rows.
    pub overall: Figures,
    /// The same where the last session was attended, where one was missed since, and where two were.
    pub by_run: Vec<Figures>,
    /// The rows in groups of similar risk.
    pub reliability: Vec<RiskGroup>,
}

/// Judges the coefficients on courses that have had all their sessions. `watch` is told after each sample how many were drawn.
///
/// Nothing is fitted to these courses, so none is held back. What is known of clients besides attendance is left out.
///
/// # Errors
/// `StateError` if a course can't be one: longer than planned, or than any is.
pub fn evaluate(
    histories: &[AttendanceHistory],
    coefficients: &Coefficients,
    resampling: Resampling<'_>,
    watch: &dyn Fn(u32),
) -> Result<Evaluation, StateError> {
    let (whole, unfinished): (Vec<_>, Vec<_>) = histories.iter().partition(|history| history.is_whole());
    let running = unfinished.iter().filter(|history| history.goes_on).count();
    let rows = landmarks(&whole, coefficients)?;
    let all: Vec<&Landmark> = rows.iter().collect();
    let with_run = |run: u32| Measuring::new(rows.iter().filter(|row| row.run == run).collect());
    let mut overall = Measuring::new(all.clone());
    let mut by_run: Vec<_> = (0..=LONGEST_RUN_JUDGED).map(with_run).collect();
    let clients = whole.iter().map(|history| &history.client).collect::<BTreeSet<_>>().len();
    for drawn in 1..=resampling.times {
        let times = resampling.draw(clients);
        overall.resample(&times);
        by_run.iter_mut().for_each(|rows| rows.resample(&times));
        watch(drawn);
    }
    let alarms = Alarm::all(&all);
    Ok(Evaluation {
        judged: whole.len(),
        cut_short: unfinished.len() - running,
        running,
        samples: resampling.times,
        overall: overall.figures(&alarms),
        by_run: by_run.into_iter().map(|rows| rows.figures(&alarms)).collect(),
        reliability: reliability(&all),
    })
}
