//! Adding somebody to the clinic's staff.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Role};
use crate::domain::clinics::StaffMember;
use crate::domain::ids::{AccountId, ClinicId, StaffMemberId};
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;
use crate::domain::time::Zone;
use crate::storage::{Constraint, StorageError, Transaction, staff};

/// Who is to join the staff.
#[derive(Debug, Clone)]
pub struct AddStaffMember {
    /// The name colleagues and clients know.
    pub display_name: Name,
    /// What they may do.
    pub role: Role,
    /// The zone they read times in.
    pub zone: Zone,
    /// Their login's address; a login that exists is used, so one person can work in several clinics.
    pub email: Option<EmailAddress>,
}

/// Why somebody can't join.
#[derive(Debug, thiserror::Error)]
pub enum AddStaffMemberError {
    /// That login is on this clinic's staff already.
    #[error("this address already belongs to a member of the clinic's staff")]
    AlreadyOnStaff,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds somebody to the staff of the caller's clinic.
///
/// # Errors
/// `AlreadyOnStaff`; `Failure` if denied or the database fails.
pub async fn add_staff_member(
    app: &App,
    caller: &Caller,
    command: AddStaffMember,
) -> Result<StaffMember, AddStaffMemberError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let now = app.now();
    let command = &command;
    app.write(|tx| async move {
        let member = insert_member(&tx, app, caller.clinic_id, now, command).await?;
        let details = json!({ "role": member.role.word() });
        records::done(&tx, app, caller, now, "addStaffMember", member.id, details)
            .await
            .map_err(Failure::Internal)?;
        Ok(member)
    })
    .await
}

/// Inserts the member, and the login if it is new.
pub(in crate::app) async fn insert_member(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    command: &AddStaffMember,
) -> Result<StaffMember, AddStaffMemberError> {
    let AddStaffMember { display_name, role, zone, email } = command;
    let account_id = match email {
        None => None,
        Some(email) => Some(find_or_insert_account(tx, app, now, email).await.map_err(Failure::Internal)?),
    };
    let member = StaffMember {
        id: StaffMemberId::mint(now, app.entropy()),
        display_name: display_name.clone(),
        role: *role,
        zone: zone.clone(),
        disabled_at: None,
    };
    match staff::insert_staff_member(tx, clinic_id, &member, account_id).await {
        Ok(()) => Ok(member),
        Err(StorageError::Constraint(Constraint::StaffMemberAccountOnce)) => {
            Err(AddStaffMemberError::AlreadyOnStaff)
        }
        Err(other) => Err(Failure::Internal(other).into()),
    }
}

async fn find_or_insert_account(
    tx: &Transaction,
    app: &App,
    now: Timestamp,
    email: &EmailAddress,
) -> Result<AccountId, StorageError> {
    if let Some(known) = staff::find_account(tx, email).await? {
        return Ok(known);
    }
    let id = AccountId::mint(now, app.entropy());
    staff::insert_account_if_new(tx, id, email, now).await?;
    // Somebody who added the same address in this moment may have been faster: then theirs is the login.
    staff::find_account(tx, email).await?.ok_or(StorageError::Corrupt("account"))
}
