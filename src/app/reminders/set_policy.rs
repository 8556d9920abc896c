//! Saying when clients are reminded.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{ProgramId, ReminderPolicyId, ReminderRuleId};
use crate::domain::name::Name;
use crate::domain::patch::Patch;
use crate::domain::reminders::{Offsets, QuietHours, ReminderPolicy};
use crate::storage::reminders::{
    apply_policies, drop_unsent_of_policies, insert_policy_if_none, lock_policy_of, set_offsets,
    update_policy,
};
use crate::storage::{StorageError, programs};

/// What a program's policy, or the clinic's as a whole, is to be.
#[derive(Debug, Clone)]
pub struct SetReminderPolicy {
    /// The program; none is the clinic's policy, for all programs without their own.
    pub program_id: Option<ProgramId>,
    /// Its name.
    pub name: Name,
    /// Whether reminders go out by it.
    pub is_active: bool,
    /// How long before each session.
    pub offsets: Offsets,
    /// When nobody is mailed; kept, those of a new policy are the usual ones.
    pub quiet_hours: Patch<QuietHours>,
}

/// Why a policy can't be set.
#[derive(Debug, thiserror::Error)]
pub enum SetReminderPolicyError {
    /// The clinic has no such program.
    #[error("the clinic has no such program")]
    NoSuchProgram,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Sets the policy of a program, or of the clinic as a whole; there is one of each at the most. Reminders that wait
/// follow it at once: what it does not ask for is suppressed, what it asks for (again) is planned.
///
/// # Errors
/// `NoSuchProgram`; `Failure` if denied or the database fails.
pub async fn set_reminder_policy(
    app: &App,
    caller: &Caller,
    command: SetReminderPolicy,
) -> Result<ReminderPolicy, SetReminderPolicyError> {
    require(app, caller, Action::ManageReminders, Concern::Clinic).await?;
    let now = app.now();
    let SetReminderPolicy { program_id, name, is_active, offsets, quiet_hours } = &command;
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let internal = |error| SetReminderPolicyError::from(Failure::from(error));
        if let Some(id) = *program_id
            && programs::find_program(&tx, clinic_id, id).await.map_err(internal)?.is_none()
        {
            return Err(SetReminderPolicyError::NoSuchProgram);
        }
        let new = ReminderPolicy {
            id: ReminderPolicyId::mint(now, app.entropy()),
            program_id: *program_id,
            name: name.clone(),
            is_active: *is_active,
            quiet_hours: Some(QuietHours::default_of_policies()),
            rules: Vec::new(),
        };
        // Inserted first, so that two who set it in the same moment wait for each other.
        insert_policy_if_none(&tx, clinic_id, &new).await.map_err(internal)?;
        let stored = lock_policy_of(&tx, clinic_id, *program_id).await.map_err(internal)?;
        let stored = stored.ok_or_else(|| internal(StorageError::Corrupt("reminder_policy")))?;
        let id = stored.id;
        let quiet_hours = match quiet_hours {
            Patch::Keep => stored.quiet_hours,
            Patch::Clear => None,
            Patch::Set(quiet) => Some(*quiet),
        };
        let mut policy = ReminderPolicy { id, quiet_hours, ..new };
        update_policy(&tx, clinic_id, &policy).await.map_err(internal)?;
        let mint = || ReminderRuleId::mint(now, app.entropy());
        policy.rules =
            set_offsets(&tx, clinic_id, id, offsets.as_slice(), now, mint).await.map_err(internal)?;
        apply_policies(&tx, clinic_id, now).await.map_err(internal)?;
        if quiet_hours != stored.quiet_hours {
            drop_unsent_of_policies(&tx, clinic_id, now).await.map_err(internal)?;
        }
        let minutes: Vec<u16> = policy.rules.iter().map(|rule| rule.minutes_before.get()).collect();
        let quiet = quiet_hours.map(|quiet| [quiet.from().to_string(), quiet.until().to_string()]);
        let details = json!({ "isActive": is_active, "minutesBefore": minutes, "quietHours": quiet });
        records::done(&tx, app, caller, now, "setReminderPolicy", id, details).await.map_err(internal)?;
        Ok(policy)
    })
    .await
}
