//! Reading the clinic's staff.

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::clinics::StaffMember;
use crate::domain::people::EmailAddress;
use crate::storage::staff;

/// The member of the caller's clinic whose login has that address: who knows addresses manages the clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_staff_member_by_email(
    app: &App,
    caller: &Caller,
    email: &EmailAddress,
) -> Result<Option<StaffMember>, Failure> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    staff::find_staff_member_by_email(app.db.reader(), caller.clinic_id, email)
        .await
        .map_err(Failure::Internal)
}
