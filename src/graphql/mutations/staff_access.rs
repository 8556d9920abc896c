//! Disabling and enabling members of staff, changing their roles, and the language they are written to in.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::staff::{self, SetStaffAccess, SetStaffAccessError, set_staff_access};
use crate::domain::access::Caller;
use crate::domain::clinics::StaffAccess;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::payload::payload;
use crate::graphql::types::{Language, Role, StaffMember};

/// Who may no longer act.
#[derive(InputObject)]
pub(crate) struct DisableStaffMemberInput {
    /// The member's id.
    staff_member_id: ID,
}

/// Who may act again.
#[derive(InputObject)]
pub(crate) struct EnableStaffMemberInput {
    /// The member's id.
    staff_member_id: ID,
}

/// Whose role changes.
#[derive(InputObject)]
pub(crate) struct ChangeStaffRoleInput {
    /// The member's id.
    staff_member_id: ID,
    /// What they may do from now on.
    role: Role,
}

/// Who is written to in another language.
#[derive(InputObject)]
pub(crate) struct SetStaffLanguageInput {
    /// The member's id.
    staff_member_id: ID,
    /// The language.
    language: Language,
}

payload! {
    /// The answer to `setStaffLanguage`.
    "setStaffLanguage" => SetStaffLanguagePayload {
        /// The member, with that language.
        staff_member: StaffMember
    }
    SetStaffLanguageUserError, SetStaffLanguageErrorCode {}
}

payload! {
    /// The answer to `disableStaffMember`.
    "disableStaffMember" => DisableStaffMemberPayload {
        /// The member, with the instant since when they may not act.
        staff_member: StaffMember
    }
    DisableStaffMemberUserError, DisableStaffMemberErrorCode {
        /// Nobody could manage the clinic any more: make somebody else an administrator first.
        LastAdmin,
    }
}

payload! {
    /// The answer to `enableStaffMember`.
    "enableStaffMember" => EnableStaffMemberPayload {
        /// The member, who may act.
        staff_member: StaffMember
    }
    EnableStaffMemberUserError, EnableStaffMemberErrorCode {}
}

payload! {
    /// The answer to `changeStaffRole`.
    "changeStaffRole" => ChangeStaffRolePayload {
        /// The member, in the new role.
        staff_member: StaffMember
    }
    ChangeStaffRoleUserError, ChangeStaffRoleErrorCode {
        /// Nobody could manage the clinic any more: make somebody else an administrator first.
        LastAdmin,
    }
}

#[derive(Default)]
pub(crate) struct StaffAccessMutations;

/// Changes the rights, or answers that they are the last administrator's.
async fn set(
    ctx: &Context<'_>,
    id: &ID,
    access: StaffAccess,
) -> Result<std::result::Result<StaffMember, SetStaffAccessError>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let staff_member_id = parse_id("staffMemberId", id)?;
    match set_staff_access(app, caller, SetStaffAccess { staff_member_id, access }).await {
        Ok(member) => Ok(Ok(member.into())),
        Err(refused @ SetStaffAccessError::LastAdmin(_)) => Ok(Err(refused)),
        Err(SetStaffAccessError::Failure(failure)) => Err(expose_on("staffMemberId", failure)),
    }
}

#[Object]
impl StaffAccessMutations {
    /// Takes a member of staff all rights: their next request is answered UNAUTHENTICATED, whatever token it comes with.
    /// What they led and recorded stays. Disabling them again changes nothing.
    async fn disable_staff_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: DisableStaffMemberInput,
    ) -> Result<DisableStaffMemberPayload> {
        Ok(match set(ctx, &input.staff_member_id, StaffAccess::Disabled).await? {
            Ok(member) => DisableStaffMemberPayload::done(ctx, member)?,
            Err(error) => {
                let code = DisableStaffMemberErrorCode::LastAdmin;
                DisableStaffMemberPayload::refused(code, Some("staffMemberId"), error)
            }
        })
    }

    /// Gives a member of staff back the rights of their role. Tokens that were not revoked count again.
    async fn enable_staff_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: EnableStaffMemberInput,
    ) -> Result<EnableStaffMemberPayload> {
        Ok(match set(ctx, &input.staff_member_id, StaffAccess::Enabled).await? {
            Ok(member) => EnableStaffMemberPayload::done(ctx, member)?,
            Err(error) => {
                let code = EnableStaffMemberErrorCode::InvalidInput;
                EnableStaffMemberPayload::refused(code, Some("staffMemberId"), error)
            }
        })
    }

    /// Changes what a member of staff may do, from their next request on. A token never gives more than the role does.
    async fn change_staff_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and to what.")] input: ChangeStaffRoleInput,
    ) -> Result<ChangeStaffRolePayload> {
        let ChangeStaffRoleInput { staff_member_id, role } = input;
        Ok(match set(ctx, &staff_member_id, StaffAccess::Role(role.into())).await? {
            Ok(member) => ChangeStaffRolePayload::done(ctx, member)?,
            Err(error) => {
                let code = ChangeStaffRoleErrorCode::LastAdmin;
                ChangeStaffRolePayload::refused(code, Some("role"), error)
            }
        })
    }

    /// Sets the language that a member of staff is written to in.
    async fn set_staff_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and in which.")] input: SetStaffLanguageInput,
    ) -> Result<SetStaffLanguagePayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("staffMemberId", &input.staff_member_id)?;
        match staff::set_staff_language(app, caller, id, input.language.into()).await {
            Ok(member) => SetStaffLanguagePayload::done(ctx, member),
            Err(failure) => Err(expose_on("staffMemberId", failure)),
        }
    }
}
