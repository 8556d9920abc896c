//! The decision: role × action × whose record, then the token's scopes.

use super::action::{Action, Scope};
use super::caller::{Caller, Role};
use crate::domain::ids::StaffMemberId;

/// Whose record an action touches, as far as rights depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern<'a> {
    /// The clinic as a whole, or nobody's in particular.
    Clinic,
    /// A group, treatment or session led by these therapists.
    LedBy(&'a [StaffMemberId]),
}

/// The caller may not do this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{lacking}")]
pub struct Denied {
    /// What was asked for.
    pub action: Action,
    /// What it would have taken.
    pub lacking: Lacking,
}

/// What a caller who is denied lacks. It speaks of the caller alone, not of any record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Lacking {
    /// The role does not have that right.
    #[error("the role {0} does not have the right {1}")]
    Right(Role, Action),
    /// The role has it for what the caller leads, and this is led by others.
    #[error("a {0} has the right {1} only for what they lead")]
    Lead(Role, Action),
    /// The role has it, and the token is limited to other scopes.
    #[error("the token lacks the scope {0}")]
    Scope(Scope),
}

/// Decides whether `caller` may do `action` on what it concerns.
///
/// # Errors
/// `Denied` if the role does not allow it or the token lacks the scope.
pub fn decide(caller: &Caller, action: Action, concern: Concern<'_>) -> Result<(), Denied> {
    let role_allows = match (caller.role, action) {
        (Role::Admin, _) => true,
        (Role::Coordinator, Action::ReadAudit | Action::ManageClinic) => false,
        (Role::Coordinator, _) => true,
        (
            Role::Therapist,
            Action::ReadSchedule
            | Action::ReadClients
            | Action::ReadAttendance
            | Action::ReadRisk
            | Action::ReadReminders,
        ) => true,
        (
            Role::Therapist,
            Action::RecordAttendance
            | Action::HandleRisk
            | Action::DecideCourse
            | Action::ManageCalendarFeeds,
        ) => leads(caller, concern),
        (
            Role::Therapist,
            Action::ManageSchedule
            | Action::ManageClients
            | Action::ReadWaitlist
            | Action::ManageWaitlist
            | Action::ReadTasks
            | Action::HandleTasks
            | Action::ManageReminders
            | Action::ReadAudit
            | Action::ManageClinic,
        ) => false,
        (Role::Viewer, Action::ReadSchedule | Action::ReadAttendance) => true,
        (
            Role::Viewer,
            Action::ManageSchedule
            | Action::ManageCalendarFeeds
            | Action::ReadClients
            | Action::DecideCourse
            | Action::ManageClients
            | Action::ReadWaitlist
            | Action::ManageWaitlist
            | Action::ReadTasks
            | Action::HandleTasks
            | Action::RecordAttendance
            | Action::ReadRisk
            | Action::HandleRisk
            | Action::ReadReminders
            | Action::ManageReminders
            | Action::ReadAudit
            | Action::ManageClinic,
        ) => false,
    };
    let lacking = if !role_allows {
        match (caller.role, action) {
            (
                Role::Therapist,
                Action::RecordAttendance
                | Action::HandleRisk
                | Action::DecideCourse
                | Action::ManageCalendarFeeds,
            ) => Lacking::Lead(caller.role, action),
            _ => Lacking::Right(caller.role, action),
        }
    } else if !caller.scopes.contains(&action.scope()) {
        Lacking::Scope(action.scope())
    } else {
        return Ok(());
    };
    Err(Denied { action, lacking })
}

fn leads(caller: &Caller, concern: Concern<'_>) -> bool {
    match concern {
        Concern::Clinic => true,
        Concern::LedBy(therapists) => caller.staff_member().is_some_and(|own| therapists.contains(&own)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::{Actor, Origin};
    use crate::domain::ids::ClinicId;

    fn caller(role: Role, staff: StaffMemberId) -> Caller {
        Caller {
            clinic_id: ClinicId::from_uuid(uuid::Uuid::nil()),
            actor: Actor::Staff(staff),
            role,
            scopes: Scope::ALL.to_vec(),
            zone: None,
            origin: Origin::default(),
        }
    }

    fn staff(n: u128) -> StaffMemberId {
        StaffMemberId::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn a_therapist_records_attendance_only_where_they_lead() {
        let therapist = caller(Role::Therapist, staff(1));
        let act = |led_by: &[StaffMemberId]| {
            decide(&therapist, Action::RecordAttendance, Concern::LedBy(led_by)).is_ok()
        };
        assert!(act(&[staff(1), staff(2)]));
        assert!(!act(&[staff(2)]));
        let denied = decide(&therapist, Action::RecordAttendance, Concern::LedBy(&[staff(2)])).unwrap_err();
        assert_eq!(denied.to_string(), "a THERAPIST has the right RECORD_ATTENDANCE only for what they lead");
        let denied = decide(&therapist, Action::ManageClinic, Concern::Clinic).unwrap_err();
        assert_eq!(denied.to_string(), "the role THERAPIST does not have the right MANAGE_CLINIC");
    }

    #[test]
    fn the_token_limits_what_the_role_allows() {
        let mut admin = caller(Role::Admin, staff(1));
        admin.scopes = Scope::READ_ONLY.to_vec();
        assert!(decide(&admin, Action::ReadSchedule, Concern::Clinic).is_ok());
        assert_eq!(
            decide(&admin, Action::ManageSchedule, Concern::Clinic),
            Err(Denied { action: Action::ManageSchedule, lacking: Lacking::Scope(Scope::ScheduleWrite) })
        );
    }

    #[test]
    fn a_viewer_changes_nothing_and_reads_no_client() {
        let viewer = caller(Role::Viewer, staff(1));
        let allowed: Vec<_> = Action::ALL
            .iter()
            .copied()
            .filter(|action| decide(&viewer, *action, Concern::Clinic).is_ok())
            .collect();
        assert_eq!(allowed, [Action::ReadSchedule, Action::ReadAttendance]);
    }
}
