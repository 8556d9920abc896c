//! The inputs and the answers of `correctMeasure` and `withdrawMeasure`.

use async_graphql::{Context, Enum, Error, ID, InputObject, Result, SimpleObject};

use super::record_measure::{TakenFields, field_of};
use crate::app::measures::{ChangeMeasureError, CorrectMeasure, Recorded, ShownReading, WithdrawMeasure};
use crate::domain::measures::{CorrectReadingError, WithdrawReadingError};
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, optional_text, text};
use crate::graphql::reads::{note, note_in_payload};
use crate::graphql::types::{Measure, SafetyNotice};

/// What a reading should have been.
#[derive(InputObject)]
pub(crate) struct CorrectMeasureInput {
    /// The reading (`msr_…`).
    measure_id: ID,
    /// The `version` of the reading that is to be corrected, as last read.
    expected_version: i32,
    /// What was taken.
    #[graphql(flatten)]
    taken: TakenFields,
    /// Why, for whoever reads the history: 1 to 500 characters. Needed where it takes item 9 of a PHQ-9 back to 0 while nobody
    /// has looked at its safety notice.
    note: Option<String>,
}

/// A reading that was recorded by mistake.
#[derive(InputObject)]
pub(crate) struct WithdrawMeasureInput {
    /// The reading (`msr_…`).
    measure_id: ID,
    /// The `version` of the reading that is to be withdrawn, as last read.
    expected_version: i32,
    /// Why, for whoever reads the history: 1 to 500 characters.
    reason: String,
}

/// Why `correctMeasure` or `withdrawMeasure` was refused. Show the message: it says so if item 9 of the refused PHQ-9 was
/// answered above 0 and no open notice tells of that.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeMeasureErrorCode {
    /// A field of the input can't be read; `field` names it.
    InvalidInput,
    /// It would be no reading of that instrument, or of that day; `field` says where.
    InvalidReading,
    /// The reading was changed meanwhile; `standing` shows it. Read it again, and repeat with its version.
    Stale,
    /// The reading was withdrawn: record another instead.
    Withdrawn,
    /// Item 9 of the PHQ-9 was answered above 0, and a total alone would drop that answer: give the items.
    #[graphql(name = "ITEM9_DROPPED")]
    Item9Dropped,
    /// It would take back a safety notice that nobody has looked at yet: say why in `note`.
    NoteNeeded,
    /// There is another reading of this instrument on that day; `standing` shows that one.
    AnotherOnThatDay,
}

/// One reason why `correctMeasure` or `withdrawMeasure` was refused.
#[derive(SimpleObject)]
pub(crate) struct ChangeMeasureUserError {
    /// What kind of reason, for programs.
    code: ChangeMeasureErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words, with the value and the way out.
    pub(crate) message: String,
    /// The reading that stands; for `ANOTHER_ON_THAT_DAY` that other one.
    standing: Option<Measure>,
}

/// The answer to `correctMeasure` and `withdrawMeasure`.
#[derive(SimpleObject)]
pub(crate) struct ChangeMeasurePayload {
    /// The reading as it stands now; null if refused.
    measure: Option<Measure>,
    /// What of it somebody has to look at now; null if nothing. Show it at once.
    safety_notice: Option<SafetyNotice>,
    /// Why nothing was done; empty if it was.
    user_errors: Vec<ChangeMeasureUserError>,
}

fn version(expected: i32) -> Result<u32, InvalidField> {
    expected.try_into().map_err(|_| invalid("expectedVersion")(&"a version is 1 or more"))
}

impl CorrectMeasureInput {
    /// Reads the input: the command, or the refusal.
    pub(super) fn parse(self) -> Result<Result<CorrectMeasure, ChangeMeasurePayload>, Error> {
        let Self { measure_id, expected_version, taken, note } = self;
        let measure_id = parse_id("measureId", &measure_id)?;
        let read = || {
            Ok(CorrectMeasure {
                measure_id,
                expected_version: version(expected_version)?,
                taken: taken.into(),
                note: optional_text("note", note.as_deref())?,
            })
        };
        Ok(read().map_err(ChangeMeasurePayload::unreadable))
    }
}

impl WithdrawMeasureInput {
    /// Reads the input: the command, or the refusal.
    pub(super) fn parse(self) -> Result<Result<WithdrawMeasure, ChangeMeasurePayload>, Error> {
        let Self { measure_id, expected_version, reason } = self;
        let measure_id = parse_id("measureId", &measure_id)?;
        let read = || {
            Ok(WithdrawMeasure {
                measure_id,
                expected_version: version(expected_version)?,
                reason: text("reason", &reason)?,
            })
        };
        Ok(read().map_err(ChangeMeasurePayload::unreadable))
    }
}

impl ChangeMeasurePayload {
    /// What came of the command.
    pub(super) fn of(ctx: &Context<'_>, outcome: Result<Recorded, ChangeMeasureError>) -> Result<Self> {
        use ChangeMeasureErrorCode as Code;
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
        match error {
            ChangeMeasureError::Correct { why, standing, unheard: _ } => {
                let (code, field) = match why {
                    CorrectReadingError::Stale { .. } => (Code::Stale, "expectedVersion"),
                    CorrectReadingError::Withdrawn => (Code::Withdrawn, "measureId"),
                    CorrectReadingError::Item9Dropped { .. } => (Code::Item9Dropped, "items"),
                    CorrectReadingError::NoteNeeded { .. } => (Code::NoteNeeded, "note"),
                };
                Self::standing(ctx, code, field, message, *standing)
            }
            ChangeMeasureError::Withdraw { why: WithdrawReadingError::Stale { .. }, standing } => {
                Self::standing(ctx, Code::Stale, "expectedVersion", message, *standing)
            }
            ChangeMeasureError::Invalid(invalid) => {
                Ok(Self::refusal(Code::InvalidReading, field_of(&invalid), message, None))
            }
            ChangeMeasureError::AnotherOnThatDay { standing, unheard: _ } => {
                Self::standing(ctx, Code::AnotherOnThatDay, "takenOn", message, *standing)
            }
            ChangeMeasureError::Failure(failure) => Err(expose_on("measureId", failure)),
        }
    }

    fn standing(
        ctx: &Context<'_>,
        code: ChangeMeasureErrorCode,
        field: &str,
        message: String,
        standing: ShownReading,
    ) -> Result<Self> {
        let standing = Measure(standing);
        note(ctx, &standing)?;
        Ok(Self::refusal(code, field, message, Some(standing)))
    }

    fn unreadable(invalid: InvalidField) -> Self {
        Self::refusal(ChangeMeasureErrorCode::InvalidInput, &invalid.field, invalid.message, None)
    }

    fn refusal(
        code: ChangeMeasureErrorCode,
        field: &str,
        message: String,
        standing: Option<Measure>,
    ) -> Self {
        let error = ChangeMeasureUserError { code, field: Some(field.to_owned()), message, standing };
        Self { measure: None, safety_notice: None, user_errors: vec![error] }
    }
}
