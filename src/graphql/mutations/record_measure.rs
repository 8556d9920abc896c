//! The input and the answer of `recordMeasure`.

use async_graphql::{Context, Enum, ID, InputObject, Result, SimpleObject};

use crate::app::measures::{
    InvalidReading, InvalidTaken, RecordMeasure, RecordMeasureError, Recorded, TakenInput,
};
use crate::domain::measures::ScoreError;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::reads::{note, note_in_payload};
use crate::graphql::scalars::LocalDate;
use crate::graphql::types::{Measure, MeasureOccasion, SafetyNotice};

/// A reading to record.
#[derive(InputObject)]
pub(crate) struct RecordMeasureInput {
    /// The enrollment (`enr_…`).
    enrollment_id: ID,
    /// The instrument (`ins_…`), as `instruments` lists it.
    instrument_id: ID,
    /// What was taken.
    #[graphql(flatten)]
    taken: TakenFields,
}

/// What was taken.
#[derive(InputObject)]
pub(crate) struct TakenFields {
    /// The day, in the site's zone: not in the future, and at most a year before the enrollment or after its end.
    taken_on: LocalDate,
    /// On what occasion.
    occasion: MeasureOccasion,
    /// The answers, item by item, in points: the total follows. Left out where only the total is known.
    items: Option<Vec<i32>>,
    /// The total, in points: needed without the items, and not to contradict them.
    total: Option<i32>,
}

impl From<TakenFields> for TakenInput {
    fn from(fields: TakenFields) -> Self {
        let TakenFields { taken_on, occasion, items, total } = fields;
        Self { on: taken_on.0, occasion: occasion.into(), items, total }
    }
}

/// The input field that a rule of readings speaks of.
pub(super) const fn field_of(error: &InvalidReading) -> &'static str {
    match error.why {
        InvalidTaken::Score(
            ScoreError::Nothing
            | ScoreError::NoItems
            | ScoreError::ItemCount { .. }
            | ScoreError::ItemOutOfRange { .. },
        ) => "items",
        InvalidTaken::Score(ScoreError::TotalOutOfRange { .. } | ScoreError::TotalContradicts { .. }) => {
            "total"
        }
        InvalidTaken::Date(_) => "takenOn",
    }
}

/// Why `recordMeasure` was refused.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordMeasureErrorCode {
    /// A field of the input can't be read; `field` names it.
    InvalidInput,
    /// It is no reading of that instrument, or of that day; `field` says where. Show the message: it says so if item 9 of the
    /// refused PHQ-9 was answered above 0.
    InvalidReading,
    /// The clinic has no such instrument.
    NoSuchInstrument,
    /// That instrument was recorded for that day already, with another result; `standing` shows it. Show the message: it says
    /// so if item 9 of the refused PHQ-9 was answered above 0.
    AlreadyRecorded,
    /// Somebody else recorded a reading in the same moment; read the readings again. Show the message: it says so if item 9 of
    /// the refused PHQ-9 was answered above 0.
    Overtaken,
}

/// One reason why `recordMeasure` was refused.
#[derive(SimpleObject)]
pub(crate) struct RecordMeasureUserError {
    /// What kind of reason, for programs.
    code: RecordMeasureErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words, with the value and the way out.
    pub(crate) message: String,
    /// The reading that stands.
    standing: Option<Measure>,
}

/// The answer to `recordMeasure`.
#[derive(SimpleObject)]
pub(crate) struct RecordMeasurePayload {
    /// The reading as it stands now; null if refused.
    measure: Option<Measure>,
    /// What of it somebody has to look at now; null if nothing. Show it at once.
    safety_notice: Option<SafetyNotice>,
    /// Why nothing was done; empty if it was.
    user_errors: Vec<RecordMeasureUserError>,
}

impl RecordMeasureInput {
    /// Reads the input.
    pub(super) fn parse(self) -> Result<RecordMeasure> {
        let Self { enrollment_id, instrument_id, taken } = self;
        Ok(RecordMeasure {
            enrollment_id: parse_id("enrollmentId", &enrollment_id)?,
            instrument_id: parse_id("instrumentId", &instrument_id)?,
            taken: taken.into(),
        })
    }
}

impl RecordMeasurePayload {
    /// What came of the command.
    pub(super) fn of(ctx: &Context<'_>, outcome: Result<Recorded, RecordMeasureError>) -> Result<Self> {
        use RecordMeasureErrorCode as Code;
        let error = match outcome {
            Ok(Recorded { reading, notice }) => {
                let measure = Measure(reading);
                note_in_payload(ctx, &measure)?;
                let safety_notice = notice.map(Into::into);
                return Ok(Self { measure: Some(measure), safety_notice, user_errors: Vec::new() });
            }
            Err(error) => error,
        };
        let message = error.to_string();
        let (code, field, standing) = match error {
            RecordMeasureError::NoSuchInstrument => (Code::NoSuchInstrument, Some("instrumentId"), None),
            RecordMeasureError::Invalid(invalid) => (Code::InvalidReading, Some(field_of(&invalid)), None),
            RecordMeasureError::AlreadyRecorded { standing, unheard: _ } => {
                let standing = Measure(*standing);
                note(ctx, &standing)?;
                (Code::AlreadyRecorded, Some("takenOn"), Some(standing))
            }
            RecordMeasureError::Overtaken { unheard: _ } => (Code::Overtaken, None, None),
            RecordMeasureError::Failure(failure) => return Err(expose_on("enrollmentId", failure)),
        };
        let error = RecordMeasureUserError { code, field: field.map(str::to_owned), message, standing };
        Ok(Self { measure: None, safety_notice: None, user_errors: vec![error] })
    }
}
