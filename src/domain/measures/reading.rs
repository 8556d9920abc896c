//! One reading, and the versions it went through.

use jiff::Timestamp;
use jiff::civil::Date;

use super::occasion::Occasion;
use super::score::Score;
use crate::domain::attendance::{Note, Recorder};
use crate::domain::ids::{EnrollmentId, InstrumentId, MeasureId};

/// What was taken, when and on what occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The day, in the site's zone.
    pub on: Date,
    /// On what occasion.
    pub occasion: Occasion,
    /// What was answered.
    pub score: Score,
}

/// One reading of an instrument, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its id.
    pub id: MeasureId,
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// Of which instrument.
    pub instrument_id: InstrumentId,
    /// What was taken.
    pub taken: Taken,
    /// Whether it was withdrawn: it was recorded by mistake, and counts for nothing.
    pub is_withdrawn: bool,
    /// How many versions there are: 1, and one more for each correction and for the withdrawal.
    pub version: u32,
    /// Who recorded the version that stands.
    pub recorded_by: Recorder,
    /// When they did.
    pub recorded_at: Timestamp,
}

/// One version of a reading; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingVersion {
    /// The reading as that version left it.
    pub reading: Reading,
    /// Why it was corrected or withdrawn; a first version has none.
    pub note: Option<Note>,
}

impl Reading {
    /// The order of a course of readings: by day, and those of one day as they were recorded.
    #[must_use]
    pub const fn place(&self) -> (Date, MeasureId) {
        (self.taken.on, self.id)
    }
}
