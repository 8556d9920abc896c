//! All that is measured of a set of rows.

use std::collections::BTreeSet;

use super::accuracy::{Accuracy, Measured};
use super::alarm::Alarm;
use super::alarm_figures::{AlarmFigures, alarm_figures};
use super::landmark::Landmark;
use super::not_enough::NotEnough;
use super::score::Score;

/// All that is measured of a set of rows, a row being a client after a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The rows.
    pub rows: usize,
    /// The clients they are of.
    pub clients: usize,
    /// The rows after which the client never came again.
    pub never_again: usize,
    /// How good each score is, in the order of [`Score::ALL`].
    pub accuracy: Vec<Accuracy>,
    /// What each rule's alarms come to.
    pub alarms: Vec<AlarmFigures>,
}

/// A set of rows under measurement.
pub(super) struct Measuring<'a> {
    rows: Vec<&'a Landmark>,
    scores: Vec<Measured>,
}

impl<'a> Measuring<'a> {
    pub(super) fn new(rows: Vec<&'a Landmark>) -> Self {
        let scores = Score::ALL.iter().map(|score| Measured::new(&rows, *score)).collect();
        Self { rows, scores }
    }

    /// Measures a sample in which each client is as often as `times` says.
    pub(super) fn resample(&mut self, times: &[u32]) {
        for score in &mut self.scores {
            score.resample(times);
        }
    }

    /// The figures, with these rules' alarms.
    pub(super) fn figures(self, alarms: &[Alarm]) -> Figures {
        let Self { rows, scores } = self;
        let clients = rows.iter().map(|row| row.client).collect::<BTreeSet<_>>().len();
        let enough = match clients {
            0 => Err(NotEnough::NoRows),
            1 => Err(NotEnough::OneClient),
            _ => Ok(()),
        };
        Figures {
            rows: rows.len(),
            clients,
            never_again: rows.iter().filter(|row| row.never_again).count(),
            accuracy: scores.into_iter().map(|score| score.accuracy(enough)).collect(),
            alarms: alarms.iter().map(|alarm| alarm_figures(*alarm, &rows)).collect(),
        }
    }
}
