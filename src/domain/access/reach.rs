//! Which of a clinic's courses a caller sees.

use super::caller::{Caller, Role};
use crate::domain::ids::{ClinicId, StaffMemberId};

/// Whose courses, and so whose clients, sessions, marks, flags and mails, a query may find. What lies outside is to it as
/// if it did not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The clinic: nothing of another one is ever found.
    pub clinic_id: ClinicId,
    /// What of it.
    pub extent: Extent,
}

/// How much of a clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Clinic,
    /// The groups and treatments this member of staff leads: whose series they lead, or any session of it. Nobody leads
    /// none.
    LedBy(Option<StaffMemberId>),
}

impl Reach {
    /// All of a clinic: for commands and jobs, which decide by other rules.
    #[must_use]
    pub const fn clinic(clinic_id: ClinicId) -> Self {
        Self { clinic_id, extent: Extent::Clinic }
    }
}

impl Caller {
    /// What this caller sees: a therapist the own groups and treatments, others the clinic (and of it what their role
    /// may read).
    #[must_use]
    pub const fn reach(&self) -> Reach {
        let extent = match self.role {
            Role::Admin | Role::Coordinator | Role::Viewer => Extent::Clinic,
            Role::Therapist => Extent::LedBy(self.staff_member()),
        };
        Reach { clinic_id: self.clinic_id, extent }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::access::{Actor, Origin};

    #[test]
    fn only_a_therapist_is_kept_to_what_they_lead() {
        let clinic_id = ClinicId::from_uuid(Uuid::nil());
        let staff = StaffMemberId::from_uuid(Uuid::max());
        let extent = |role, actor| {
            let (scopes, origin) = (Vec::new(), Origin::default());
            Caller { clinic_id, actor, role, scopes, zone: None, origin }.reach().extent
        };
        assert_eq!(extent(Role::Therapist, Actor::Staff(staff)), Extent::LedBy(Some(staff)));
        assert_eq!(extent(Role::Therapist, Actor::System("rule")), Extent::LedBy(None));
        for role in [Role::Admin, Role::Coordinator, Role::Viewer] {
            assert_eq!(extent(role, Actor::Staff(staff)), Extent::Clinic);
        }
    }
}
