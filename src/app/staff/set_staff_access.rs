//! Disabling and enabling members of staff, and changing their roles.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::clinics::{LastAdmin, StaffAccess, StaffMember};
use crate::domain::ids::StaffMemberId;
use crate::storage::{clinics, sign_ins, staff};

/// Whose rights change, and how.
#[derive(Debug, Clone, Copy)]
pub struct SetStaffAccess {
    /// Whose.
    pub staff_member_id: StaffMemberId,
    /// How.
    pub access: StaffAccess,
}

/// Why rights can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum SetStaffAccessError {
    /// Nobody could manage the clinic any more.
    #[error(transparent)]
    LastAdmin(#[from] LastAdmin),
    /// One of the common reasons; `NotFound` if the clinic has no such member.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes the rights of a member of the caller's staff. They count from the member's next request on, whatever token
/// it comes with. What is so already stays so, and nothing is recorded.
///
/// # Errors
/// `LastAdmin`; `Failure` if there is no such member, the caller is denied or the database fails.
pub async fn set_staff_access(
    app: &App,
    caller: &Caller,
    command: SetStaffAccess,
) -> Result<StaffMember, SetStaffAccessError> {
    let SetStaffAccess { staff_member_id: id, access } = command;
    require_on(app, caller, Action::ManageClinic, id).await?;
    let (clinic_id, now) = (caller.clinic_id, app.now());
    app.write(|tx| async move {
        // Two administrators who disable each other at once: the second finds itself the last.
        clinics::lock_clinic(&tx, clinic_id).await.map_err(Failure::from)?;
        let member = staff::find_staff_member(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let member = member.ok_or(Failure::NotFound)?;
        let others = staff::count_other_admins(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let Some(changed) = member.with_access(access, others, now)? else { return Ok(member) };
        staff::update_staff_access(&tx, clinic_id, &changed).await.map_err(Failure::from)?;
        // A browser left signed in must not wake up with other rights.
        sign_ins::end_sign_ins_of(&tx, clinic_id, id, now).await.map_err(Failure::from)?;
        let (operation, details) = match access {
            StaffAccess::Disabled => ("disableStaffMember", json!({})),
            StaffAccess::Enabled => ("enableStaffMember", json!({})),
            StaffAccess::Role(role) => {
                ("changeStaffRole", json!({ "from": member.role.word(), "to": role.word() }))
            }
        };
        records::done(&tx, app, caller, now, operation, id, details).await.map_err(Failure::from)?;
        Ok(changed)
    })
    .await
}
