//! Showing what a series would come to; nothing is written.

use super::draft::SeriesDraft;
use super::plan::{SeriesPlan, plan};
use super::plan_error::PlanSeriesError;
use crate::app::App;
use crate::app::access::{require, require_on};
use crate::domain::access::{Action, Caller, Concern};

/// What the draft comes to now, with the hash that [`super::create_series()`] takes.
///
/// Dates may lie in the past, and owner and therapist be left out; the plan says what keeps it from being committed. Clients' times need the right to read clients; zones alone do not.
///
/// # Errors
/// What `PlanSeriesError` names.
pub async fn preview_series(
    app: &App,
    caller: &Caller,
    draft: SeriesDraft,
) -> Result<SeriesPlan, PlanSeriesError> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    if let Some(owner) = draft.owner {
        require_on(app, caller, Action::ReadClients, owner).await?;
    } else if !draft.client_ids.is_empty() {
        require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    }
    plan(app.db.reader(), caller.reach(), &draft, app.now()).await
}
