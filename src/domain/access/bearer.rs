//! Who stands behind a token, and whether the token still counts.

use jiff::Timestamp;

use super::action::Scope;
use super::caller::{Actor, Caller, Origin, Role};
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::time::Zone;

/// A stored token with what is known of the member of staff who bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The clinic that both belong to.
    pub clinic_id: ClinicId,
    /// The member of staff.
    pub staff_member_id: StaffMemberId,
    /// What the member may do at present.
    pub role: Role,
    /// The zone the member reads times in.
    pub zone: Zone,
    /// What the token is limited to.
    pub scopes: Vec<Scope>,
    /// From when on the token counts no more.
    pub expires_at: Timestamp,
    /// When the token was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
    /// When the membership was disabled, if it was.
    pub member_disabled_at: Option<Timestamp>,
    /// When the login was disabled, if there is one and it was.
    pub account_disabled_at: Option<Timestamp>,
}

impl Bearer {
    /// The caller this token makes at `now`; none if it has expired or anything it rests on was withdrawn.
    ///
    /// What was withdrawn counts at once, even if another node's clock, ahead of this one, set the instant.
    #[must_use]
    pub fn caller(self, now: Timestamp) -> Option<Caller> {
        let Self {
            clinic_id,
            staff_member_id,
            role,
            zone,
            scopes,
            expires_at,
            revoked_at,
            member_disabled_at,
            account_disabled_at,
        } = self;
        let withdrawn = revoked_at.or(member_disabled_at).or(account_disabled_at).is_some();
        let counts = now < expires_at && !withdrawn;
        let origin = Origin::default();
        let (actor, zone) = (Actor::Staff(staff_member_id), Some(zone));
        counts.then_some(Caller { clinic_id, actor, role, scopes, zone, origin })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn bearer() -> Bearer {
        Bearer {
            clinic_id: ClinicId::from_uuid(Uuid::nil()),
            staff_member_id: StaffMemberId::from_uuid(Uuid::max()),
            role: Role::Viewer,
            zone: Zone::parse("Asia/Tokyo").unwrap(),
            scopes: vec![Scope::ScheduleRead],
            expires_at: at(100),
            revoked_at: None,
            member_disabled_at: None,
            account_disabled_at: None,
        }
    }

    #[test]
    fn a_token_makes_its_bearer_the_caller_until_it_expires() {
        let caller = bearer().caller(at(99)).unwrap();
        assert_eq!(caller.actor, Actor::Staff(StaffMemberId::from_uuid(Uuid::max())));
        assert_eq!((caller.role, caller.scopes), (Role::Viewer, vec![Scope::ScheduleRead]));
        assert_eq!(caller.zone, Zone::parse("Asia/Tokyo").ok());
        assert_eq!(bearer().caller(at(100)), None);
    }

    #[test]
    fn nothing_that_was_withdrawn_counts_even_if_its_instant_lies_ahead() {
        let since = Some(at(50));
        for shut in [
            Bearer { revoked_at: since, ..bearer() },
            Bearer { member_disabled_at: since, ..bearer() },
            Bearer { account_disabled_at: since, ..bearer() },
        ] {
            assert_eq!(shut.clone().caller(at(51)), None);
            assert_eq!(shut.caller(at(49)), None);
        }
    }
}
