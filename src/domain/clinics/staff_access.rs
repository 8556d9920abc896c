//! Taking rights from members of staff, giving them back, changing them.

use jiff::Timestamp;

use super::StaffMember;
use crate::domain::access::Role;

/// What is to become of a member's rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffAccess {
    /// They may no longer act.
    Disabled,
    /// They may act again, in the role they have.
    Enabled,
    /// They act in this role.
    Role(Role),
}

/// The clinic would be left without anybody who can manage it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is the clinic's last administrator who may act: make somebody else an administrator first")]
pub struct LastAdmin;

impl StaffMember {
    /// Whether they may manage the clinic at present.
    #[must_use]
    pub fn is_acting_admin(&self) -> bool {
        self.role == Role::Admin && self.disabled_at.is_none()
    }

    /// The member after the change, as of `now`; none if nothing changes. `other_admins` counts the clinic's other
    /// administrators who may act.
    ///
    /// # Errors
    /// `LastAdmin` if there would be none.
    pub fn with_access(
        &self,
        access: StaffAccess,
        other_admins: u64,
        now: Timestamp,
    ) -> Result<Option<Self>, LastAdmin> {
        let mut changed = self.clone();
        match access {
            StaffAccess::Disabled => changed.disabled_at = self.disabled_at.or(Some(now)),
            StaffAccess::Enabled => changed.disabled_at = None,
            StaffAccess::Role(role) => changed.role = role,
        }
        if self.is_acting_admin() && !changed.is_acting_admin() && other_admins == 0 {
            return Err(LastAdmin);
        }
        Ok((changed != *self).then_some(changed))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::StaffMemberId;
    use crate::domain::people::Language;
    use crate::domain::time::Zone;

    fn member(role: Role) -> StaffMember {
        StaffMember {
            id: StaffMemberId::from_uuid(Uuid::nil()),
            display_name: "Ada".parse().unwrap(),
            role,
            zone: Zone::parse("Europe/Berlin").unwrap(),
            language: Language::En,
            disabled_at: None,
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(100).unwrap()
    }

    #[test]
    fn a_member_is_disabled_once_and_enabled_again() {
        let disabled = member(Role::Therapist).with_access(StaffAccess::Disabled, 0, now()).unwrap().unwrap();
        assert_eq!(disabled.disabled_at, Some(now()));
        let later = Timestamp::from_second(200).unwrap();
        assert_eq!(
            disabled.with_access(StaffAccess::Disabled, 0, later),
            Ok(None),
            "it counts from the first"
        );
        let enabled = disabled.with_access(StaffAccess::Enabled, 0, later).unwrap().unwrap();
        assert_eq!(enabled, member(Role::Therapist));
        assert_eq!(enabled.with_access(StaffAccess::Enabled, 0, later), Ok(None));
    }

    #[test]
    fn the_last_acting_administrator_stays_one() {
        let last = member(Role::Admin);
        for access in [StaffAccess::Disabled, StaffAccess::Role(Role::Coordinator)] {
            assert_eq!(last.with_access(access, 0, now()), Err(LastAdmin));
            assert!(last.with_access(access, 1, now()).unwrap().is_some());
        }
        assert_eq!(last.with_access(StaffAccess::Role(Role::Admin), 0, now()), Ok(None));
    }

    #[test]
    fn a_disabled_administrator_is_none_that_could_be_the_last() {
        let disabled = StaffMember { disabled_at: Some(now()), ..member(Role::Admin) };
        assert!(disabled.with_access(StaffAccess::Role(Role::Viewer), 0, now()).unwrap().is_some());
    }
}
