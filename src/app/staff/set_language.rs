//! Saying in which language a member of staff is written to.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::clinics::StaffMember;
use crate::domain::ids::StaffMemberId;
use crate::domain::people::Language;
use crate::storage::staff;

/// Sets the language that a member of the caller's staff is written to in. What is so already stays so, and nothing is recorded.
///
/// # Errors
/// `Failure` if there is no such member, the caller is denied or the database fails.
pub async fn set_staff_language(
    app: &App,
    caller: &Caller,
    id: StaffMemberId,
    language: Language,
) -> Result<StaffMember, Failure> {
    require_on(app, caller, Action::ManageClinic, id).await?;
    let (clinic_id, now) = (caller.clinic_id, app.now());
    app.write(|tx| async move {
        if staff::set_language(&tx, clinic_id, id, language).await.map_err(Failure::from)? {
            let details = json!({ "language": language.word() });
            records::done(&tx, app, caller, now, "setStaffLanguage", id, details)
                .await
                .map_err(Failure::from)?;
        }
        let member = staff::find_staff_member(&tx, clinic_id, id).await.map_err(Failure::from)?;
        member.ok_or(Failure::NotFound)
    })
    .await
}
