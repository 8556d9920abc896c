//! Rating a goal at a review.

use jiff::civil::Date;
use serde_json::json;

use super::queries::ShownGoal;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::enrollments::lock_led;
use crate::app::measures::days_of;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::goals::{Attainment, GoalRating, RateGoalError, check_rating, standing_ratings};
use crate::domain::ids::{GoalId, RowId};
use crate::domain::measures::DateError;
use crate::storage::{Transaction, goals};

/// How far a goal was attained at a review.
#[derive(Debug, Clone)]
pub struct RateGoal {
    /// The goal.
    pub goal_id: GoalId,
    /// How far.
    pub attainment: Attainment,
    /// On which day, in the site's zone; today, if left out.
    pub rated_on: Option<Date>,
    /// A few words beside it.
    pub note: Option<Note>,
}

/// Why a goal can't be rated.
#[derive(Debug, thiserror::Error)]
pub enum RateGoalRefusal {
    /// It was not worked on then.
    #[error(transparent)]
    NotWorkedOn(#[from] RateGoalError),
    /// It can't have been rated on that day.
    #[error(transparent)]
    Date(#[from] DateError),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Rates a goal. Of two ratings of a day the later stands; the same again changes nothing.
///
/// # Errors
/// `NotWorkedOn`, `Date`; `Failure` if it is not the clinic's, the caller may not record there, or the database fails.
pub async fn rate_goal(app: &App, caller: &Caller, command: RateGoal) -> Result<ShownGoal, RateGoalRefusal> {
    require_for_own(app, caller, Action::RecordAttendance, command.goal_id).await?;
    let id = command.goal_id;
    let command = &command;
    let outcome = app.write(|tx| async move { rate_within(&tx, app, caller, command).await }).await;
    match outcome {
        Err(RateGoalRefusal::Failure(Failure::Denied(denied))) => {
            let seen = goals::find_goal(app.db.reader(), caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

async fn rate_within(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    command: &RateGoal,
) -> Result<ShownGoal, RateGoalRefusal> {
    let now = app.now();
    let RateGoal { goal_id, attainment, rated_on, note } = command;
    let find = || goals::find_goal(tx, Reach::clinic(caller.clinic_id), *goal_id);
    let seen = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let enrollment = lock_led(tx, caller, Action::RecordAttendance, seen.enrollment_id).await?;
    let goal = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let days = days_of(tx, caller, now, &enrollment).await?;
    let rated_on = rated_on.unwrap_or(days.today);
    days.check(rated_on)?;
    check_rating(&goal, rated_on)?;
    let mut all = goals::load_ratings(tx, caller.clinic_id, &[*goal_id]).await.map_err(Failure::from)?;
    let standing = standing_ratings(all.clone());
    let is_same =
        |one: &GoalRating| one.rated_on == rated_on && one.attainment == *attainment && one.note == *note;
    if standing.iter().any(is_same) {
        return Ok(ShownGoal { goal, ratings: standing });
    }
    let rating = GoalRating {
        id: RowId::mint(now, app.entropy()),
        goal_id: *goal_id,
        attainment: *attainment,
        rated_on,
        note: note.clone(),
        recorded_by: caller.actor.into(),
        recorded_at: now,
    };
    goals::insert_rating(tx, caller.clinic_id, &rating).await.map_err(Failure::from)?;
    let details = json!({
        "client": enrollment.client_id.to_string(),
        "enrollment": enrollment.id.to_string(),
    });
    records::done(tx, app, caller, now, "rateGoal", goal.id, details).await.map_err(Failure::from)?;
    all.push(rating);
    Ok(ShownGoal { goal, ratings: standing_ratings(all) })
}
