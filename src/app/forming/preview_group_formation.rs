//! Showing what a formation would come to; nothing is written.

use super::plan::{GroupFormationDraft, GroupFormationPlan, PlanFormationError, plan};
use crate::app::App;
use crate::app::access::require;
use crate::domain::access::{Action, Caller, Concern};

/// What the draft comes to now, with the hash that [`super::form_group()`] takes.
///
/// # Errors
/// What `PlanFormationError` names.
pub async fn preview_group_formation(
    app: &App,
    caller: &Caller,
    draft: &GroupFormationDraft,
) -> Result<GroupFormationPlan, PlanFormationError> {
    require(app, caller, Action::ReadWaitlist, Concern::Clinic).await?;
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    plan(app.db.reader(), app, caller.clinic_id, draft, app.now()).await
}
