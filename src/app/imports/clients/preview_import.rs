//! Looking at what an import would do.

use super::load_known::{load_known, names_waitlist};
use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::imports::{ClientRow, Duplicates, ImportPlan, plan_import};

/// What an import of these rows would do to the caller's clinic. Writes nothing.
///
/// # Errors
/// `Failure` if the caller may not change and read clients, or the database fails.
pub async fn preview_import(
    app: &App,
    caller: &Caller,
    rows: &[ClientRow],
    duplicates: Duplicates,
) -> Result<ImportPlan, Failure> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    if names_waitlist(rows) {
        require(app, caller, Action::ManageWaitlist, Concern::Clinic).await?;
    }
    let now = app.now();
    let known = load_known(app.db.reader(), caller.clinic_id, rows, now).await.map_err(Failure::from)?;
    Ok(plan_import(rows, &known, duplicates, now))
}
