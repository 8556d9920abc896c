//! Courses for tests: a ledger written in letters, and a background in which nothing is known.

use super::background::Background;
use super::course::Course;
use super::model::RiskModel;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::domain::attendance::samples::ledger;
use crate::domain::attendance::{Ledger, Recorder};
use crate::domain::ids::{EnrollmentId, MeasureId};
use crate::domain::measures::{Instrument, Occasion, Published, Reading, Score, Taken};

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

/// PHQ-9s by their totals, on the days of the first sessions, one a week.
pub(super) fn weekly_phq9(totals: &[i32]) -> Vec<Reading> {
    let score = |total: &i32| {
        Score::parse(&Instrument::Published(Published::Phq9).scale(), None, Some(*total)).unwrap()
    };
    (0..).zip(totals).map(|(week, total)| phq9(week, score(total))).collect()
}

/// A PHQ-9 on the day of a week's session, all of whose items are 0 but for the last.
pub(super) fn phq9_with_item9(week: i64, answer: i32) -> Reading {
    let items = [0, 0, 0, 0, 0, 0, 0, 0, answer];
    phq9(week, Score::parse(&Instrument::Published(Published::Phq9).scale(), Some(&items), None).unwrap())
}

fn phq9(week: i64, score: Score) -> Reading {
    Reading {
        id: MeasureId::from_uuid(Uuid::from_u128(u128::try_from(week).unwrap())),
        enrollment_id: EnrollmentId::from_uuid(Uuid::nil()),
        instrument_id: Published::Phq9.id(),
        taken: Taken { on: Date::constant(1970, 1, 1) + week.weeks(), occasion: Occasion::Session, score },
        is_withdrawn: false,
        version: 1,
        recorded_by: Recorder::System,
        recorded_at: Timestamp::UNIX_EPOCH,
    }
}
