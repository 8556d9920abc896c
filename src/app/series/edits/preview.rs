//! Looking at what an edit would do.

use super::plan::{EditSeries, PlanEditError, SeriesEditPlan, plan};
use crate::app::access::require_on;
use crate::app::companions::{MovedWindow, load_moved_windows};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};

/// What an edit would come to, with what only those ask for who look at it beforehand.
#[derive(Debug, Clone)]
pub struct SeriesEditPreview {
    /// What the commit makes again.
    pub plan: SeriesEditPlan,
    /// The companion meetings whose windows move along.
    pub companions: Vec<MovedWindow>,
}

/// What the edit would come to. Writes nothing.
///
/// # Errors
/// What `PlanEditError` names.
pub async fn preview_series_edit(
    app: &App,
    caller: &Caller,
    command: &EditSeries,
) -> Result<SeriesEditPreview, PlanEditError> {
    require_on(app, caller, Action::ManageSchedule, command.series_id).await?;
    // It shows whose hour moves, and who gets which mail.
    require_on(app, caller, Action::ReadClients, command.series_id).await?;
    let (on, clinic_id, now) = (app.db.reader(), caller.clinic_id, app.now());
    let plan = plan(on, Reach::clinic(clinic_id), command, now).await?;
    let SeriesEditPlan { edited, revision, .. } = &plan;
    let before = revision.found.first().ok_or(Failure::NotFound)?;
    let companions = load_moved_windows(on, clinic_id, before, edited, &revision.people, now).await?;
    Ok(SeriesEditPreview { plan, companions })
}
