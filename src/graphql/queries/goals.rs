//! The history of goals.

use async_graphql::{Context, ID, Object, Result};

use crate::app::App;
use crate::app::audit::ReadRecords;
use crate::app::goals;
use crate::domain::access::Caller;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::reads::{Shown, note};
use crate::graphql::types::GoalVersion;

impl Shown for GoalVersion {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0.goal.enrollment_id);
    }
}

#[derive(Default)]
pub(crate) struct GoalQueries;

#[Object]
impl GoalQueries {
    /// Every version of one goal, from the first. The goals of a course are in `Enrollment.goals`. Needs the rights to read
    /// clients and attendance.
    async fn goal_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goal (`goa_…`).")] goal_id: ID,
    ) -> Result<Vec<GoalVersion>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("goalId", &goal_id)?;
        let found = goals::list_goal_history(app, caller, id).await;
        let found = found.map_err(|failure| expose_on("goalId", failure))?;
        let versions: Vec<GoalVersion> = found.into_iter().map(GoalVersion).collect();
        note(ctx, versions.as_slice())?;
        Ok(versions)
    }
}
