//! Whether an entry of the feed changes what dashboards count.

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::changes::{PublishedChange, Topic, Touched};

/// Whether `change` may change a figure of the caller's clinic; no without a change: the call then only says whether the
/// caller may watch. It tells of no record: what the caller may see of it, the dashboards say.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn has_changed_figures(
    app: &App,
    caller: &Caller,
    change: Option<&PublishedChange>,
) -> Result<bool, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let change = change.filter(|change| change.clinic_id == caller.clinic_id);
    Ok(change.and_then(|change| change.touched(Topic::DashboardChanged)) == Some(Touched::Figures))
}
