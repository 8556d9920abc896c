//! The input and the answer of `changeGoal`.

use async_graphql::{Context, Enum, Error, ID, InputObject, Result, SimpleObject};

use crate::app::goals::{ChangeGoal, ChangeGoalRefusal, ShownGoal};
use crate::domain::goals::{ChangeGoalError, GoalTerms, InvalidTerms};
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, optional_text, text};
use crate::graphql::reads::{note, note_in_payload};
use crate::graphql::scalars::LocalDate;
use crate::graphql::types::{GoalKind, GoalState, TreatmentGoal};

/// What a goal is to say from now on.
#[derive(InputObject)]
pub(crate) struct ChangeGoalInput {
    /// The goal (`goa_…`).
    goal_id: ID,
    /// The `version` of the goal that is to be changed, as last read.
    expected_version: i32,
    /// What it is about.
    kind: GoalKind,
    /// The goal, in the client's words: 1 to 500 characters.
    words: String,
    /// Where it stands.
    state: GoalState,
    /// Since when it is REACHED or DROPPED, in the site's zone: needed for these, and for OPEN left out.
    closed_on: Option<LocalDate>,
    /// Why, for whoever reads the history: 1 to 500 characters.
    note: Option<String>,
}

/// Why `changeGoal` was refused.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeGoalErrorCode {
    /// A field of the input can't be read; `field` names it.
    InvalidInput,
    /// The goal was changed meanwhile; `standing` shows it.
    Stale,
    /// State and date contradict each other, or the day can't be.
    InvalidDate,
}

/// One reason why `changeGoal` was refused.
#[derive(SimpleObject)]
pub(crate) struct ChangeGoalUserError {
    /// What kind of reason, for programs.
    code: ChangeGoalErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words, with the value and the way out.
    pub(crate) message: String,
    /// The goal that stands.
    standing: Option<TreatmentGoal>,
}

/// The answer to `changeGoal`.
#[derive(SimpleObject)]
pub(crate) struct ChangeGoalPayload {
    /// The goal as it stands now; null if refused.
    goal: Option<TreatmentGoal>,
    /// Why nothing was done; empty if it was.
    user_errors: Vec<ChangeGoalUserError>,
}

impl ChangeGoalInput {
    /// Reads the input: the command, or the refusal.
    pub(super) fn parse(self) -> Result<Result<ChangeGoal, ChangeGoalPayload>, Error> {
        let Self { goal_id, expected_version, kind, words, state, closed_on, note } = self;
        let goal_id = parse_id("goalId", &goal_id)?;
        let read = || {
            let terms = GoalTerms {
                kind: kind.into(),
                words: text("words", &words)?,
                state: state.into(),
                closed_on: closed_on.map(|on| on.0),
            };
            Ok(ChangeGoal {
                goal_id,
                expected_version: expected_version
                    .try_into()
                    .map_err(|_| invalid("expectedVersion")(&"a version is 1 or more"))?,
                terms,
                note: optional_text("note", note.as_deref())?,
            })
        };
        let unreadable = |invalid: InvalidField| {
            let InvalidField { field, message } = invalid;
            ChangeGoalPayload::refusal(ChangeGoalErrorCode::InvalidInput, &field, message, None)
        };
        Ok(read().map_err(unreadable))
    }
}

impl ChangeGoalPayload {
    /// What came of the command.
    pub(super) fn of(ctx: &Context<'_>, outcome: Result<ShownGoal, ChangeGoalRefusal>) -> Result<Self> {
        use ChangeGoalErrorCode as Code;
        let error = match outcome {
            Ok(goal) => {
                let goal = TreatmentGoal(goal);
                note_in_payload(ctx, &goal)?;
                return Ok(Self { goal: Some(goal), user_errors: Vec::new() });
            }
            Err(error) => error,
        };
        let message = error.to_string();
        match error {
            ChangeGoalRefusal::Refused { why, standing } => {
                let standing = TreatmentGoal(*standing);
                note(ctx, &standing)?;
                let (code, field) = match why {
                    ChangeGoalError::Stale { .. } => (Code::Stale, "expectedVersion"),
                    ChangeGoalError::Invalid(
                        InvalidTerms::DateMissing(_)
                        | InvalidTerms::DateOfAnOpenGoal
                        | InvalidTerms::BeforeAgreed { .. },
                    ) => (Code::InvalidDate, "closedOn"),
                };
                Ok(Self::refusal(code, field, message, Some(standing)))
            }
            ChangeGoalRefusal::Date(_) => Ok(Self::refusal(Code::InvalidDate, "closedOn", message, None)),
            ChangeGoalRefusal::Failure(failure) => Err(expose_on("goalId", failure)),
        }
    }

    fn refusal(
        code: ChangeGoalErrorCode,
        field: &str,
        message: String,
        standing: Option<TreatmentGoal>,
    ) -> Self {
        let error = ChangeGoalUserError { code, field: Some(field.to_owned()), message, standing };
        Self { goal: None, user_errors: vec![error] }
    }
}
