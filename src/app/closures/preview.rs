//! Looking at what closures would do to all series.

use super::command::CloseTimes;
use super::plan::{ClosurePlan, plan};
use super::plan_error::PlanClosuresError;
use crate::app::App;
use crate::app::access::require_on;
use crate::domain::access::{Action, Caller};

/// What the closures would come to. Writes nothing.
///
/// # Errors
/// What `PlanClosuresError` names.
pub async fn preview_closures(
    app: &App,
    caller: &Caller,
    command: &CloseTimes,
) -> Result<ClosurePlan, PlanClosuresError> {
    require_on(app, caller, Action::ManageSchedule, command.subject()).await?;
    // It shows who gets which mail, and who is in the way.
    require_on(app, caller, Action::ReadClients, command.subject()).await?;
    plan(app.db.reader(), caller.clinic_id, command, app.now()).await
}
