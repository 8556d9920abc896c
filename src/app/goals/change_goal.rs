//! Changing a goal: other words, reached, dropped, taken up again. Another version is appended.

use serde_json::json;

use super::queries::ShownGoal;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::measures::days_of;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::goals::{ChangeGoalError, Goal, GoalOutcome, GoalTerms, plan_change, standing_ratings};
use crate::domain::ids::GoalId;
use crate::domain::measures::DateError;
use crate::storage::{Transaction, goals};

/// What a goal is to say from now on.
#[derive(Debug, Clone)]
pub struct ChangeGoal {
    /// The goal.
    pub goal_id: GoalId,
    /// The version that was seen.
    pub expected_version: u32,
    /// What it is to say.
    pub terms: GoalTerms,
    /// Why, for whoever reads the history.
    pub note: Option<Note>,
}

/// Why a goal can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeGoalRefusal {
    /// A rule of changes.
    #[error("{why}")]
    Refused {
        /// Which.
        why: ChangeGoalError,
        /// The goal as it stands.
        standing: Box<ShownGoal>,
    },
    /// It can't have been reached or dropped on that day.
    #[error(transparent)]
    Date(#[from] DateError),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes a goal; the history keeps what it said. Repeating the last change appends nothing.
///
/// # Errors
/// `Refused` with the goal that stands, `Date`; `Failure` if it is not the clinic's, the caller may not record there, or the
/// database fails.
pub async fn change_goal(
    app: &App,
    caller: &Caller,
    command: ChangeGoal,
) -> Result<ShownGoal, ChangeGoalRefusal> {
    require_for_own(app, caller, Action::RecordAttendance, command.goal_id).await?;
    let id = command.goal_id;
    let command = &command;
    let outcome = app.write(|tx| async move { change_within(&tx, app, caller, command).await }).await;
    match outcome {
        Err(ChangeGoalRefusal::Failure(Failure::Denied(denied))) => {
            let seen = goals::find_goal(app.db.reader(), caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

async fn change_within(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    command: &ChangeGoal,
) -> Result<ShownGoal, ChangeGoalRefusal> {
    let now = app.now();
    let ChangeGoal { goal_id, expected_version, terms, note } = command;
    let find = || goals::find_goal(tx, Reach::clinic(caller.clinic_id), *goal_id);
    let seen = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let enrollment = lock_led(tx, caller, Action::RecordAttendance, seen.enrollment_id).await?;
    // Read again: somebody else may have held the lock to change it.
    let goal = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let ratings = goals::load_ratings(tx, caller.clinic_id, &[*goal_id]).await.map_err(Failure::from)?;
    let ratings = standing_ratings(ratings);
    let next = match plan_change(&goal, *expected_version, terms) {
        Err(why) => {
            let standing = Box::new(ShownGoal { goal, ratings });
            return Err(ChangeGoalRefusal::Refused { why, standing });
        }
        Ok(GoalOutcome::Unchanged) => return Ok(ShownGoal { goal, ratings }),
        Ok(GoalOutcome::Append(next)) => next,
    };
    if let Some(closed_on) = terms.closed_on {
        days_of(tx, caller, now, &enrollment).await?.check(closed_on)?;
    }
    let goal = Goal { recorded_by: caller.actor.into(), recorded_at: now, ..*next };
    goals::update_goal(tx, caller.clinic_id, &goal, note.as_ref()).await.map_err(Failure::from)?;
    let details = json!({
        "client": enrollment.client_id.to_string(),
        "enrollment": enrollment.id.to_string(),
        "state": goal.terms.state.word(),
        "version": goal.version,
    });
    records::done(tx, app, caller, now, "changeGoal", goal.id, details).await.map_err(Failure::from)?;
    Ok(ShownGoal { goal, ratings })
}
