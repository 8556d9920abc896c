//! Agreeing, changing and rating treatment goals.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::change_goal::{ChangeGoalInput, ChangeGoalPayload};
use crate::app::App;
use crate::app::goals::{self, AddGoal, AddGoalError, RateGoal, RateGoalRefusal};
use crate::domain::access::Caller;
use crate::domain::goals::Attainment;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::{optional_text, read, text};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::scalars::LocalDate;
use crate::graphql::types::{GoalKind, TreatmentGoal};

/// A goal that client and clinician agreed on.
#[derive(InputObject)]
pub(crate) struct AddGoalInput {
    /// The enrollment (`enr_…`).
    enrollment_id: ID,
    /// What it is about.
    kind: GoalKind,
    /// The goal, in the client's words: 1 to 500 characters.
    words: String,
    /// When it was agreed, in the site's zone: not in the future, and at most a year before the enrollment or after its end;
    /// today, if left out.
    agreed_on: Option<LocalDate>,
}

payload! {
    /// The answer to `addGoal`.
    "addGoal" => AddGoalPayload {
        /// The goal.
        goal: TreatmentGoal
    }
    AddGoalUserError, AddGoalErrorCode {
        /// It can't have been agreed on that day.
        InvalidDate,
        /// The course has as many goals as it may.
        TooMany,
    }
}

/// How far a goal was attained at a review.
#[derive(InputObject)]
pub(crate) struct RateGoalInput {
    /// The goal (`goa_…`).
    goal_id: ID,
    /// The level, from -2 (much less than expected) over 0 (as expected) to 2 (much more than expected).
    attainment: i32,
    /// The day of the review, in the site's zone; today, if left out.
    rated_on: Option<LocalDate>,
    /// A few words beside it: 1 to 500 characters.
    note: Option<String>,
}

payload! {
    /// The answer to `rateGoal`.
    "rateGoal" => RateGoalPayload {
        /// The goal, with its ratings.
        goal: TreatmentGoal
    }
    RateGoalUserError, RateGoalErrorCode {
        /// It can't have been rated on that day.
        InvalidDate,
        /// The goal was not agreed yet, or was reached or dropped before.
        NotWorkedOn,
    }
}

#[derive(Default)]
pub(crate) struct GoalMutations;

#[Object]
impl GoalMutations {
    /// Adds a goal of a course, in the client's words. The same goal of the same day again changes nothing.
    async fn add_goal(&self, ctx: &Context<'_>, input: AddGoalInput) -> Result<AddGoalPayload> {
        use AddGoalErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let AddGoalInput { enrollment_id, kind, words, agreed_on } = input;
        let command = AddGoal {
            enrollment_id: parse_id("enrollmentId", &enrollment_id)?,
            kind: kind.into(),
            words: parsed!(text("words", &words)),
            agreed_on: agreed_on.map(|on| on.0),
        };
        match goals::add_goal(app, caller, command).await {
            Ok(goal) => AddGoalPayload::done(ctx, TreatmentGoal(goal)),
            Err(AddGoalError::Date(error)) => {
                Ok(AddGoalPayload::refused(Code::InvalidDate, Some("agreedOn"), error))
            }
            Err(error @ AddGoalError::TooMany) => Ok(AddGoalPayload::refused(Code::TooMany, None, error)),
            Err(AddGoalError::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
        }
    }

    /// Changes what a goal says, or says that it was reached, dropped or taken up again; the history keeps both. Sending the
    /// same again changes nothing.
    async fn change_goal(&self, ctx: &Context<'_>, input: ChangeGoalInput) -> Result<ChangeGoalPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse()?);
        ChangeGoalPayload::of(ctx, goals::change_goal(app, caller, command).await)
    }

    /// Rates a goal at a review. Of two ratings of a day the later stands: rating the same day again corrects it. A rating is
    /// not taken off; of a wrong day, rate that day again with a note that says so. Sending the same again changes nothing.
    async fn rate_goal(&self, ctx: &Context<'_>, input: RateGoalInput) -> Result<RateGoalPayload> {
        use RateGoalErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let RateGoalInput { goal_id, attainment, rated_on, note } = input;
        let command = RateGoal {
            goal_id: parse_id("goalId", &goal_id)?,
            attainment: parsed!(read("attainment", Attainment::parse(attainment.into()))),
            rated_on: rated_on.map(|on| on.0),
            note: parsed!(optional_text("note", note.as_deref())),
        };
        let error = match goals::rate_goal(app, caller, command).await {
            Ok(goal) => return RateGoalPayload::done(ctx, TreatmentGoal(goal)),
            Err(error) => error,
        };
        let code = match error {
            RateGoalRefusal::NotWorkedOn(_) => Code::NotWorkedOn,
            RateGoalRefusal::Date(_) => Code::InvalidDate,
            RateGoalRefusal::Failure(failure) => return Err(expose_on("goalId", failure)),
        };
        Ok(RateGoalPayload::refused(code, Some("ratedOn"), error))
    }
}
