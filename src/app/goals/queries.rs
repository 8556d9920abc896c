//! Reading goals.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::goals::{Goal, GoalRating, GoalVersion, standing_ratings};
use crate::domain::ids::{EnrollmentId, GoalId};
use crate::storage::{Connection, StorageError, goals};

/// A goal, with the ratings of it that stand.
#[derive(Debug, Clone)]
pub struct ShownGoal {
    /// The goal.
    pub goal: Goal,
    /// Its ratings, by their days.
    pub ratings: Vec<GoalRating>,
}

/// One goal of the caller's clinic.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read clients and attendance) or the database fails.
pub async fn find_goal(app: &App, caller: &Caller, id: GoalId) -> Result<Option<ShownGoal>, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    require_on(app, caller, Action::ReadAttendance, id).await?;
    let on = app.db.reader();
    let found = goals::find_goal(on, caller.reach(), id).await?;
    let shown = with_ratings(on, caller, found.into_iter().collect()).await?;
    Ok(shown.into_iter().next())
}

/// The versions of a goal, from the first.
///
/// # Errors
/// `Failure` if denied, missing, or the database fails.
pub async fn list_goal_history(app: &App, caller: &Caller, id: GoalId) -> Result<Vec<GoalVersion>, Failure> {
    let shown = find_goal(app, caller, id).await?.ok_or(Failure::NotFound)?;
    goals::list_goal_versions(app.db.reader(), caller.clinic_id, &shown.goal).await.map_err(Failure::from)
}

/// The goals of those enrollments, the oldest first, with their ratings: two statements, however many. Of a guest's course a
/// therapist is shown none.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read clients and attendance) or the database fails.
pub async fn load_enrollment_goals(
    app: &App,
    caller: &Caller,
    ids: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Vec<ShownGoal>>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let on = app.db.reader();
    let found = goals::load_goals(on, caller.reach(), ids).await?;
    let mut of: HashMap<_, Vec<ShownGoal>> = HashMap::new();
    for shown in with_ratings(on, caller, found).await? {
        of.entry(shown.goal.enrollment_id).or_default().push(shown);
    }
    Ok(of)
}

async fn with_ratings(
    on: &Connection,
    caller: &Caller,
    found: Vec<Goal>,
) -> Result<Vec<ShownGoal>, StorageError> {
    let ids: Vec<GoalId> = found.iter().map(|goal| goal.id).collect();
    let mut ratings: HashMap<GoalId, Vec<GoalRating>> = HashMap::new();
    if !ids.is_empty() {
        for rating in goals::load_ratings(on, caller.clinic_id, &ids).await? {
            ratings.entry(rating.goal_id).or_default().push(rating);
        }
    }
    let shown = |goal: Goal| {
        let ratings = standing_ratings(ratings.remove(&goal.id).unwrap_or_default());
        ShownGoal { goal, ratings }
    };
    Ok(found.into_iter().map(shown).collect())
}
