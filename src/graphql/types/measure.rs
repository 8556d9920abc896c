//! Readings of instruments, and what a course of them says.

use async_graphql::{ID, Object, SimpleObject};

use super::Instrument;
use super::attendance::{RecorderKind, recorder_id};
use crate::app::measures::{MeasureCourse as Course, ShownReading};
use crate::domain::attendance::Note;
use crate::domain::measures as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::{Instant, LocalDate};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// On what occasion a reading was taken.
    MeasureOccasion = domain::Occasion {
        /// The evaluation before treatment: the baseline, if there is one.
        Pre,
        /// A session of the course.
        Session,
        /// The review half-way.
        Mid,
        /// The evaluation after treatment.
        Post,
        /// Some time after the evaluation that concluded treatment.
        FollowUp,
    }

    /// Whether one reading differs from the baseline by more than measuring it may.
    ReliableChange = domain::ReliableChange {
        /// Better by at least the reliable change.
        Improvement,
        /// Neither.
        None,
        /// Worse by at least the reliable change.
        Deterioration,
    }

    /// What the last two readings of a course say against its baseline.
    MeasureVerdict = domain::Verdict {
        /// There are fewer than two after the baseline.
        NotEnoughReadings,
        /// Nobody said which change of this instrument can be relied upon.
        NotDefined,
        /// Both are reliably better.
        ReliableImprovement,
        /// They are not both reliably better, nor both reliably worse.
        NoReliableChange,
        /// Both are reliably worse.
        ReliableDeterioration,
    }
}

/// One reading of an instrument.
pub(crate) struct Measure(pub(crate) ShownReading);

/// One reading of an instrument, as it stands. It is never overwritten: a correction adds a version.
#[Object]
impl Measure {
    /// The reading's id (`msr_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.reading.id)
    }

    /// The enrollment's id (`enr_…`).
    async fn enrollment_id(&self) -> ID {
        id(self.0.reading.enrollment_id)
    }

    /// The instrument.
    async fn instrument(&self) -> Instrument {
        Instrument(self.0.instrument.clone())
    }

    /// The day it was taken, in the site's zone.
    async fn taken_on(&self) -> LocalDate {
        LocalDate(self.0.reading.taken.on)
    }

    /// On what occasion.
    async fn occasion(&self) -> MeasureOccasion {
        self.0.reading.taken.occasion.into()
    }

    /// The answers, item by item, in points; null if only the total is known.
    async fn items(&self) -> Option<Vec<u8>> {
        self.0.reading.taken.score.items.clone()
    }

    /// The total, in points.
    async fn total(&self) -> i32 {
        self.0.reading.taken.score.total
    }

    /// The name of the band that the total lies in; null if it lies in none.
    async fn band(&self) -> Option<String> {
        self.0.instrument.scale().band_of(self.0.reading.taken.score.total).map(|band| band.name.clone())
    }

    /// Whether it was withdrawn: it was recorded by mistake, and counts for nothing.
    async fn is_withdrawn(&self) -> bool {
        self.0.reading.is_withdrawn
    }

    /// How many versions there are; `correctMeasure` and `withdrawMeasure` need it.
    async fn version(&self) -> u32 {
        self.0.reading.version
    }

    /// Whose hand the version that stands came from.
    async fn recorded_by_kind(&self) -> RecorderKind {
        self.0.reading.recorded_by.into()
    }

    /// The id of the member of staff or the client; null for the service itself.
    async fn recorded_by_id(&self) -> Option<ID> {
        recorder_id(self.0.reading.recorded_by)
    }

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.reading.recorded_at)
    }
}

/// One version of a reading.
pub(crate) struct MeasureVersion {
    pub(crate) measure: Measure,
    pub(crate) note: Option<Note>,
}

/// One version of a reading, as it was recorded then.
#[Object]
impl MeasureVersion {
    /// The reading as this version left it.
    async fn measure(&self) -> &Measure {
        &self.measure
    }

    /// Why it was corrected or withdrawn; null for the first version, or if nobody wrote it.
    async fn note(&self) -> Option<&str> {
        self.note.as_ref().map(Note::as_str)
    }
}

/// How a reading differs from the baseline.
#[derive(SimpleObject)]
pub(crate) struct MeasureChange {
    /// The reading's total less the baseline's, in points.
    points: i32,
    /// Whether a client notices it, better or worse; null if that is not defined.
    is_important: Option<bool>,
    /// Whether it can be relied upon; null if that is not defined.
    reliable: Option<ReliableChange>,
    /// Whether it is half of the baseline or less; null if that is not defined, or the baseline leaves nothing to halve.
    is_response: Option<bool>,
}

impl From<domain::Change> for MeasureChange {
    fn from(change: domain::Change) -> Self {
        let domain::Change { points, is_important, reliable, is_response } = change;
        Self { points, is_important, reliable: reliable.map(Into::into), is_response }
    }
}

/// One reading of a course, judged.
#[derive(SimpleObject)]
pub(crate) struct JudgedMeasure {
    /// The reading.
    measure: Measure,
    /// Whether it is a remission; null if that is not defined.
    is_remission: Option<bool>,
    /// How it differs from the baseline; null for the baseline itself, for readings before it, and for another one before
    /// treatment.
    change: Option<MeasureChange>,
}

/// The readings of one instrument in one course, and what they say.
pub(crate) struct MeasureCourse(pub(crate) Course);

/// The readings of one instrument in one course, and what they say.
#[Object]
impl MeasureCourse {
    /// The instrument.
    async fn instrument(&self) -> Instrument {
        Instrument(self.0.instrument.clone())
    }

    /// The standing readings, by the day they were taken.
    async fn readings(&self) -> Vec<JudgedMeasure> {
        let judged = |one: &domain::Judged| {
            let domain::Judged { reading, band: _, is_remission, change } = one.clone();
            JudgedMeasure {
                measure: Measure(ShownReading { reading, instrument: self.0.instrument.clone() }),
                is_remission,
                change: change.map(Into::into),
            }
        };
        self.0.judgement.readings.iter().map(judged).collect()
    }

    /// The id of the reading that the others are compared with: the first of the evaluation before treatment, or else the
    /// first of all.
    async fn baseline_id(&self) -> Option<ID> {
        self.0.judgement.baseline.map(id)
    }

    /// What the last two readings say against the baseline.
    async fn verdict(&self) -> MeasureVerdict {
        self.0.judgement.verdict.into()
    }
}
