//! Looking at the mails to staff.

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::reminders::{DueKey, ReminderState};
use crate::domain::slice::Slice;
use crate::domain::staff_mails::StaffDelivery;
use crate::storage::staff_mails;

/// A slice of the mails to the clinic's staff, latest due first; of one state, if given. Whoever sees the tasks sees them.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_staff_mails(
    app: &App,
    caller: &Caller,
    state: Option<ReminderState>,
    slice: Slice<DueKey>,
) -> Result<Vec<StaffDelivery>, Failure> {
    require(app, caller, Action::ReadTasks, Concern::Clinic).await?;
    staff_mails::list_staff_mails(app.db.reader(), caller.clinic_id, state, slice)
        .await
        .map_err(Failure::from)
}
