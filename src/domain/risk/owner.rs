//! Who may see to a flag.

use uuid::Uuid;

use crate::domain::access::{Action, Caller, Concern, Lacking, Role, decide};
use crate::domain::clinics::StaffMember;
use crate::domain::ids::{ClinicId, StaffMemberId};

/// Whom to choose instead.
const WHO_MAY: &str =
    "choose an administrator, a coordinator, or a therapist who leads sessions of this course";

/// Why a member of staff can't be a flag's owner: there is nothing they could do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitOwner {
    /// They may no longer act.
    #[error("this member of staff is disabled: {WHO_MAY}, or enable them first (enableStaffMember)")]
    Disabled,
    /// Nobody of their role works through flags.
    #[error("a {0} can't work through risk flags: {WHO_MAY}")]
    Role(Role),
    /// A therapist works through the flags of the courses they lead, and of no others.
    #[error("this THERAPIST leads no session of the course that the flag is about: {WHO_MAY}")]
    LeadsNoSession,
}

/// Passes if the member could work through a flag of a course led by `leaders`, by the rights that everybody has who takes
/// a step with it. `sees_it` says whether the flag is within their reach: a guest's seat makes its therapist one of the
/// leaders, and shows them nothing of the guest's own course.
///
/// # Errors
/// What `UnfitOwner` names.
pub fn check_owner(
    clinic_id: ClinicId,
    member: &StaffMember,
    leaders: &[StaffMemberId],
    sees_it: bool,
) -> Result<(), UnfitOwner> {
    let StaffMember { id, display_name: _, role, zone: _, language: _, disabled_at } = member;
    if disabled_at.is_some() {
        return Err(UnfitOwner::Disabled);
    }
    let owner = Caller::of_member(clinic_id, *id, *role);
    match decide(&owner, Action::HandleRisk, Concern::LedBy(leaders)).map_err(|denied| denied.lacking) {
        Ok(()) if sees_it => Ok(()),
        Ok(()) | Err(Lacking::Lead(..)) => Err(UnfitOwner::LeadsNoSession),
        Err(Lacking::Right(..) | Lacking::Scope(_)) => Err(UnfitOwner::Role(*role)),
    }
}

/// The roles whose members can work through a flag: of a course of which they lead sessions if `leads`, of one that others
/// lead otherwise.
pub fn roles_of_owners(leads: bool) -> impl Iterator<Item = Role> {
    let (clinic_id, id) = (ClinicId::from_uuid(Uuid::nil()), StaffMemberId::from_uuid(Uuid::nil()));
    let leaders = if leads { vec![id] } else { Vec::new() };
    Role::ALL.iter().copied().filter(move |role| {
        let owner = Caller::of_member(clinic_id, id, *role);
        decide(&owner, Action::HandleRisk, Concern::LedBy(&leaders)).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;

    use super::*;
    use crate::domain::people::Language;
    use crate::domain::time::Zone;

    const CLINIC: ClinicId = ClinicId::from_uuid(Uuid::nil());

    fn staff(n: u128) -> StaffMemberId {
        StaffMemberId::from_uuid(Uuid::from_u128(n))
    }

    fn member(role: Role) -> StaffMember {
        StaffMember {
            id: staff(1),
            display_name: "Kim".parse().unwrap(),
            role,
            zone: Zone::parse("Europe/Berlin").unwrap(),
            language: Language::En,
            disabled_at: None,
        }
    }

    #[rstest]
    #[case(Role::Admin, &[2], Ok(()))]
    #[case(Role::Coordinator, &[2], Ok(()))]
    #[case(Role::Therapist, &[1, 2], Ok(()))]
    #[case(Role::Therapist, &[2], Err(UnfitOwner::LeadsNoSession))]
    #[case(Role::Viewer, &[1], Err(UnfitOwner::Role(Role::Viewer)))]
    fn an_owner_is_somebody_who_can_act(
        #[case] role: Role,
        #[case] led_by: &[u128],
        #[case] expected: Result<(), UnfitOwner>,
    ) {
        let leaders: Vec<StaffMemberId> = led_by.iter().copied().map(staff).collect();
        assert_eq!(check_owner(CLINIC, &member(role), &leaders, true), expected);
        let disabled = StaffMember { disabled_at: Some(Timestamp::UNIX_EPOCH), ..member(role) };
        assert_eq!(check_owner(CLINIC, &disabled, &leaders, true), Err(UnfitOwner::Disabled));
    }

    #[test]
    fn who_leads_a_guests_session_alone_does_not_own_the_guests_flags() {
        let refused = check_owner(CLINIC, &member(Role::Therapist), &[staff(1)], false);
        assert_eq!(refused, Err(UnfitOwner::LeadsNoSession));
    }
}
