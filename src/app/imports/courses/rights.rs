//! What somebody must be allowed to do to bring in courses.

use crate::app::access::require_on;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::ImportId;

/// Bringing in courses makes groups and sessions, enrolls clients and records marks: it takes the right to each, and to
/// read clients.
pub(super) async fn require_all(app: &App, caller: &Caller, id: ImportId) -> Result<(), Failure> {
    let rights =
        [Action::ManageSchedule, Action::ManageClients, Action::ReadClients, Action::RecordAttendance];
    for right in rights {
        require_on(app, caller, right, id).await?;
    }
    Ok(())
}
