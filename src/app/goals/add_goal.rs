//! Agreeing a goal.

use jiff::civil::Date;
use serde_json::json;

use super::queries::ShownGoal;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::measures::days_of;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::goals::{Goal, GoalKind, GoalState, GoalTerms, GoalWords, standing_ratings};
use crate::domain::ids::{EnrollmentId, GoalId};
use crate::domain::measures::DateError;
use crate::storage::{enrollments, goals};

/// How many goals an enrollment may have, those that are over among them.
pub const MOST_GOALS: usize = 50;

/// A goal that client and clinician agreed on.
#[derive(Debug, Clone)]
pub struct AddGoal {
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// What it is about.
    pub kind: GoalKind,
    /// The goal, in the client's words.
    pub words: GoalWords,
    /// When it was agreed, in the site's zone; today, if left out.
    pub agreed_on: Option<Date>,
}

/// Why a goal can't be added.
#[derive(Debug, thiserror::Error)]
pub enum AddGoalError {
    /// It can't have been agreed on that day.
    #[error(transparent)]
    Date(#[from] DateError),
    /// The course has as many goals as it may.
    #[error("this course has {MOST_GOALS} goals already, which is the most: change one of them instead")]
    TooMany,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds a goal; the same goal of the same day again changes nothing.
///
/// # Errors
/// `Date`, `TooMany`; `Failure` if the enrollment is not the clinic's, the caller may not record there, or the database fails.
pub async fn add_goal(app: &App, caller: &Caller, command: AddGoal) -> Result<ShownGoal, AddGoalError> {
    require_for_own(app, caller, Action::RecordAttendance, command.enrollment_id).await?;
    let now = app.now();
    let AddGoal { enrollment_id, kind, words, agreed_on } = &command;
    let outcome = app
        .write(|tx| async move {
            let enrollment = lock_led(&tx, caller, Action::RecordAttendance, *enrollment_id).await?;
            let days = days_of(&tx, caller, now, &enrollment).await?;
            let agreed_on = agreed_on.unwrap_or(days.today);
            days.check(agreed_on)?;
            let terms =
                GoalTerms { kind: *kind, words: words.clone(), state: GoalState::Open, closed_on: None };
            let whole = Reach::clinic(caller.clinic_id);
            let known = goals::load_goals(&tx, whole, &[*enrollment_id]).await.map_err(Failure::from)?;
            let same = known.iter().find(|goal| goal.terms == terms && goal.agreed_on == agreed_on);
            if let Some(goal) = same {
                let ratings = goals::load_ratings(&tx, caller.clinic_id, &[goal.id]).await;
                let ratings = standing_ratings(ratings.map_err(Failure::from)?);
                return Ok(ShownGoal { goal: goal.clone(), ratings });
            }
            if known.len() >= MOST_GOALS {
                return Err(AddGoalError::TooMany);
            }
            let goal = Goal {
                id: GoalId::mint(now, app.entropy()),
                enrollment_id: *enrollment_id,
                agreed_on,
                terms,
                version: 1,
                recorded_by: caller.actor.into(),
                recorded_at: now,
            };
            goals::insert_goal(&tx, caller.clinic_id, &goal).await.map_err(Failure::from)?;
            let details = json!({
                "client": enrollment.client_id.to_string(),
                "enrollment": enrollment.id.to_string(),
                "kind": kind.word(),
            });
            records::done(&tx, app, caller, now, "addGoal", goal.id, details).await.map_err(Failure::from)?;
            Ok(ShownGoal { goal, ratings: Vec::new() })
        })
        .await;
    match outcome {
        Err(AddGoalError::Failure(Failure::Denied(denied))) => {
            let seen = enrollments::find_enrollment(app.db.reader(), caller.reach(), *enrollment_id).await;
            Err(record_refusal_of_seen(app, caller, denied, enrollment_id, seen).await.into())
        }
        other => other,
    }
}
