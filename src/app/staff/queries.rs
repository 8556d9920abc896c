//! Reading the staff, and what belongs to a page of it.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, ApiToken, Caller, Concern, Role};
use crate::domain::clinics::{Certification, Licence, StaffMember};
use crate::domain::ids::{StaffMemberId, TokenId};
use crate::domain::people::{AvailabilityWindow, EmailAddress};
use crate::domain::slice::Slice;
use crate::storage::{availability, qualifications, staff, tokens};

/// One member of the caller's staff.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_staff_member(
    app: &App,
    caller: &Caller,
    id: StaffMemberId,
) -> Result<Option<StaffMember>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    staff::find_staff_member(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the caller's staff, oldest first, of one role if one is given; disabled members too.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_staff_members(
    app: &App,
    caller: &Caller,
    role: Option<Role>,
    slice: Slice<StaffMemberId>,
) -> Result<Vec<StaffMember>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    staff::list_staff_members(app.db.reader(), caller.clinic_id, role, slice).await.map_err(Failure::from)
}

/// The addresses of the logins of those members who have one: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_login_addresses(
    app: &App,
    caller: &Caller,
    of: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, String>, Failure> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    staff::load_login_addresses(app.db.reader(), caller.clinic_id, of).await.map_err(Failure::from)
}

/// The certificates of those members who hold any: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_certifications(
    app: &App,
    caller: &Caller,
    of: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, Vec<Certification>>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    qualifications::load_certifications(app.db.reader(), caller.clinic_id, of).await.map_err(Failure::from)
}

/// The licences of those members who hold any: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_licences(
    app: &App,
    caller: &Caller,
    of: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, Vec<Licence>>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    qualifications::load_licences(app.db.reader(), caller.clinic_id, of).await.map_err(Failure::from)
}

/// When those members can lead sessions, of those who stated it: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_staff_availability(
    app: &App,
    caller: &Caller,
    of: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, Vec<AvailabilityWindow>>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    availability::load_of_staff(app.db.reader(), caller.clinic_id, of).await.map_err(Failure::from)
}
/// The members of staff of those ids: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_staff_members(
    app: &App,
    caller: &Caller,
    ids: &[StaffMemberId],
) -> Result<Vec<StaffMember>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    staff::load_staff_members(app.db.reader(), caller.clinic_id, ids).await.map_err(Failure::from)
}

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
    staff::find_staff_member_by_email(app.db.reader(), caller.clinic_id, email).await.map_err(Failure::from)
}

/// A slice of the clinic's tokens, oldest first, of one member of staff if one is given; revoked and expired ones too.
/// Of their secrets nothing is known.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_tokens(
    app: &App,
    caller: &Caller,
    of: Option<StaffMemberId>,
    slice: Slice<TokenId>,
) -> Result<Vec<ApiToken>, Failure> {
    match of {
        Some(id) => require_on(app, caller, Action::ManageClinic, id).await?,
        None => require(app, caller, Action::ManageClinic, Concern::Clinic).await?,
    }
    tokens::list_tokens(app.db.reader(), caller.clinic_id, of, slice).await.map_err(Failure::from)
}
