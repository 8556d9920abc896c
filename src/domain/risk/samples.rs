//! Courses for tests: a ledger written in letters, and a background in which nothing is known.

use super::background::Background;
use super::course::Course;
use super::model::RiskModel;
use crate::domain::attendance::Ledger;
use crate::domain::attendance::samples::ledger;

/// A course that owns what it is made of.
pub(super) struct Sample {
    pub(super) ledger: Ledger,
    pub(super) known: Background,
}

impl Sample {
    /// Of sixteen sessions promised, eight asked for.
    pub(super) fn of(ledger: Ledger) -> Self {
        let anchor = ledger.entries().iter().map(|entry| entry.participation_id).min();
        Self { ledger, known: Background { promised: 16, minimum: 8, anchor, ..Background::default() } }
    }

    /// With these marks.
    pub(super) fn marked(marks: &str) -> Self {
        Self::of(ledger(marks))
    }

    pub(super) fn promised(mut self, sessions: u32) -> Self {
        self.known.promised = sessions;
        self
    }

    pub(super) fn course(&self) -> Course<'_> {
        Course::new(&self.ledger, &self.known, &RiskModel::PRIOR)
    }
}
