//! Looking at what an edit would do.

use super::plan::{EditSeries, PlanEditError, SeriesEditPlan, plan};
use crate::app::App;
use crate::app::access::require_on;
use crate::domain::access::{Action, Caller, Reach};

/// What the edit would come to. Writes nothing.
///
/// # Errors
/// What `PlanEditError` names.
pub async fn preview_series_edit(
    app: &App,
    caller: &Caller,
    command: &EditSeries,
) -> Result<SeriesEditPlan, PlanEditError> {
    require_on(app, caller, Action::ManageSchedule, command.series_id).await?;
    // It shows whose hour moves, and who gets which mail.
    require_on(app, caller, Action::ReadClients, command.series_id).await?;
    plan(app.db.reader(), Reach::clinic(caller.clinic_id), command, app.now()).await
}
