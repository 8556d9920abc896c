//! Stating what a member of staff is qualified for, and when they can lead sessions.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::clinics::{InvalidQualifications, Qualifications, StaffMember};
use crate::domain::ids::{RowId, StaffMemberId};
use crate::storage::availability::{Person, replace_availability};
use crate::storage::{qualifications, staff};

/// What is to be on record of a member of staff, in place of what there was.
#[derive(Debug, Clone)]
pub struct SetQualifications {
    /// Whom.
    pub staff_member_id: StaffMemberId,
    /// All of it.
    pub qualifications: Qualifications,
}

/// Why it can't be put on record.
#[derive(Debug, thiserror::Error)]
pub enum SetQualificationsError {
    /// It contradicts itself.
    #[error(transparent)]
    Invalid(InvalidQualifications),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Replaces certificates, licences and windows of a member of the caller's staff. The answer shows the member, so the
/// caller must be allowed to read too.
///
/// # Errors
/// `Invalid`; `Failure` if denied, missing or the database fails.
pub async fn set_qualifications(
    app: &App,
    caller: &Caller,
    command: SetQualifications,
) -> Result<StaffMember, SetQualificationsError> {
    require_on(app, caller, Action::ManageClinic, command.staff_member_id).await?;
    require_on(app, caller, Action::ReadSchedule, command.staff_member_id).await?;
    let SetQualifications { staff_member_id: id, qualifications } = command;
    let stated = &qualifications.validate().map_err(SetQualificationsError::Invalid)?;
    let (clinic_id, now) = (caller.clinic_id, app.now());
    let row = || RowId::mint(now, app.entropy());
    let row = &row;
    app.write(|tx| async move {
        let Qualifications { certifications, licences, availability } = stated;
        if !qualifications::touch_member(&tx, clinic_id, id).await.map_err(Failure::from)? {
            return Err(Failure::NotFound.into());
        }
        let held = certifications.iter().map(|held| (row(), held)).collect();
        qualifications::replace_certifications(&tx, clinic_id, id, held).await.map_err(Failure::from)?;
        let held = licences.iter().map(|held| (row(), held)).collect();
        qualifications::replace_licences(&tx, clinic_id, id, held).await.map_err(Failure::from)?;
        let windows = availability.iter().map(|window| (row(), *window)).collect();
        replace_availability(&tx, clinic_id, Person::Staff(id), windows).await.map_err(Failure::from)?;
        records::done(&tx, app, caller, now, "setQualifications", id, json!({}))
            .await
            .map_err(Failure::from)?;
        let member = staff::find_staff_member(&tx, clinic_id, id).await.map_err(Failure::from)?;
        Ok(member.ok_or(Failure::NotFound)?)
    })
    .await
}
