//! `roundel user disable`, `enable` and `role`

use clap::Args;

use super::error::CliError;
use super::open::Opened;
use super::output::line;
use super::token::member_of;
use super::user::EXAMPLES;
use super::user_add::role;
use crate::app::staff::{SetStaffAccess, SetStaffAccessError, set_staff_access};
use crate::domain::access::{Caller, Role};
use crate::domain::clinics::{StaffAccess, StaffMember};
use crate::domain::ids::ClinicId;
use crate::domain::people::EmailAddress;

/// Whose rights change.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UserAccessArgs {
    /// The clinic's id: a person's rights in other clinics stay as they are
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The person's mail address, as `user list` prints it
    #[arg(long, value_parser = EmailAddress::parse)]
    pub email: EmailAddress,
}

/// Arguments of `user role`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UserRoleArgs {
    /// Whose.
    #[command(flatten)]
    pub whose: UserAccessArgs,
    /// What they may do from now on: admin, coordinator, therapist or viewer
    #[arg(long, value_parser = role)]
    pub role: Role,
}

/// Changes a person's rights and prints what they are now.
///
/// # Errors
/// `Refused` if there is no such clinic or person, or nobody could manage the clinic any more; `Database`; `Output`.
pub(super) async fn set(args: &UserAccessArgs, access: StaffAccess, opened: &Opened) -> Result<(), CliError> {
    let UserAccessArgs { clinic, email } = args;
    let caller = Caller::system(*clinic, "cli.user_access");
    opened.ensure_clinic(&caller).await?;
    let member = member_of(opened, &caller, email).await?;
    let command = SetStaffAccess { staff_member_id: member.id, access };
    let member = set_staff_access(&opened.app, &caller, command).await.map_err(|error| match error {
        SetStaffAccessError::LastAdmin(why) => {
            CliError::Refused(format!("{why}, as with `roundel user add --clinic {clinic} --role admin …`"))
        }
        SetStaffAccessError::Failure(failure) => opened.failed("changing their rights", failure),
    })?;
    line(&told(&member))
}

fn told(member: &StaffMember) -> String {
    let StaffMember { id, display_name: _, role, zone: _, language: _, disabled_at } = member;
    match disabled_at {
        Some(at) => format!("{id} ({role}) is disabled since {at}"),
        None => format!("{id} may act as {role}"),
    }
}
