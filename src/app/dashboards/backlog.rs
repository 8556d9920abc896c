//! What nobody has recorded yet.

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{DashboardFilter, Partition, RecordingBacklog};
use crate::storage::dashboards;

/// The sessions that are over while somebody's attendance is not recorded, by who led them: three statements.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_recording_backlog(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<RecordingBacklog, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let Scope { on, reach, filter, period, now, today: _, suppresses } = scope;
    let backlogs = dashboards::load_backlogs(on, reach, &filter, period, now).await?;
    let all = dashboards::read_backlog(on, reach, &filter, period, now).await?;
    let mut leads = Partition::new(backlogs, all);
    if suppresses {
        leads.suppress();
    }
    Ok(RecordingBacklog { period, leads })
}
