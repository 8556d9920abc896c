//! Saying when clients are reminded.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Reach};
use crate::domain::ids::{ClinicId, ReminderPolicyId, ReminderRuleId};
use crate::domain::name::Name;
use crate::domain::patch::Patch;
use crate::domain::reminders::{PolicyFor, QuietHours, ReminderPolicy, Rules};
use crate::storage::reminders::{
    apply_policies, insert_policy_if_none, lock_policy_of, set_rules, update_policy,
};
use crate::storage::{StorageError, Transaction, clients, programs};

/// What the clinic's policy, a program's, or a client's own is to be.
#[derive(Debug, Clone)]
pub struct SetReminderPolicy {
    /// Whom it is for.
    pub of: PolicyFor,
    /// Its name.
    pub name: Name,
    /// Whether reminders go out by it.
    pub is_active: bool,
    /// When clients are reminded of which sessions.
    pub rules: Rules,
    /// Whether a client who said that they come is reminded no more; none keeps it, that of a new policy is that they aren't.
    pub stops_when_confirmed: Option<bool>,
    /// When nobody is mailed; kept, those of a new policy are the usual ones.
    pub quiet_hours: Patch<QuietHours>,
}

/// Why a policy can't be set.
#[derive(Debug, thiserror::Error)]
pub enum SetReminderPolicyError {
    /// The clinic has no such program.
    #[error("the clinic has no such program")]
    NoSuchProgram,
    /// The clinic has no such client.
    #[error("the clinic has no such client")]
    NoSuchClient,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Sets the policy of the clinic, of a program or of a client; there is one of each at the most. Reminders that wait
/// follow it at once: what it does not ask for is suppressed, what it asks for (again) is planned, and its time is what it says now.
///
/// # Errors
/// `NoSuchProgram`, `NoSuchClient`; `Failure` if denied or the database fails.
pub async fn set_reminder_policy(
    app: &App,
    caller: &Caller,
    command: SetReminderPolicy,
) -> Result<ReminderPolicy, SetReminderPolicyError> {
    require(app, caller, Action::ManageReminders, Concern::Clinic).await?;
    let now = app.now();
    let SetReminderPolicy { of, name, is_active, rules, stops_when_confirmed, quiet_hours } = &command;
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let internal = |error| SetReminderPolicyError::from(Failure::from(error));
        check_there(&tx, caller, *of).await?;
        let new = ReminderPolicy {
            id: ReminderPolicyId::mint(now, app.entropy()),
            of: *of,
            name: name.clone(),
            is_active: *is_active,
            stops_when_confirmed: stops_when_confirmed.unwrap_or(true),
            quiet_hours: Some(QuietHours::default_of_policies()),
            rules: Vec::new(),
        };
        let stored = lock_or_insert(&tx, clinic_id, &new).await.map_err(internal)?;
        let id = stored.id;
        let quiet_hours = match quiet_hours {
            Patch::Keep => stored.quiet_hours,
            Patch::Clear => None,
            Patch::Set(quiet) => Some(*quiet),
        };
        let stops_when_confirmed = stops_when_confirmed.unwrap_or(stored.stops_when_confirmed);
        let mut policy = ReminderPolicy { id, stops_when_confirmed, quiet_hours, ..new };
        update_policy(&tx, clinic_id, &policy).await.map_err(internal)?;
        let mint = || ReminderRuleId::mint(now, app.entropy());
        policy.rules =
            set_rules(&tx, clinic_id, id, rules.as_slice(), now, mint).await.map_err(internal)?;
        apply_policies(&tx, clinic_id, now).await.map_err(internal)?;
        let rules: Vec<String> = policy.rules.iter().map(|rule| rule.terms.to_string()).collect();
        let quiet = quiet_hours.map(|quiet| [quiet.from().to_string(), quiet.until().to_string()]);
        let details = json!({
            "isActive": is_active, "rules": rules, "stopsWhenConfirmed": stops_when_confirmed, "quietHours": quiet,
            "client": of.client().map(|id| id.to_string()),
        });
        records::done(&tx, app, caller, now, "setReminderPolicy", id, details).await.map_err(internal)?;
        Ok(policy)
    })
    .await
}

/// The policy as it is stored, also one that was taken away; `new`, if there is none. Two who set it in the same moment wait for each
/// other, at the row or where it would be.
async fn lock_or_insert(
    tx: &Transaction,
    clinic_id: ClinicId,
    new: &ReminderPolicy,
) -> Result<ReminderPolicy, StorageError> {
    if let Some(stored) = lock_policy_of(tx, clinic_id, new.of).await? {
        return Ok(stored);
    }
    insert_policy_if_none(tx, clinic_id, new).await?;
    lock_policy_of(tx, clinic_id, new.of).await?.ok_or(StorageError::Corrupt("reminder_policy"))
}

async fn check_there(tx: &Transaction, caller: &Caller, of: PolicyFor) -> Result<(), SetReminderPolicyError> {
    let clinic_id = caller.clinic_id;
    let is_there = match of {
        PolicyFor::Clinic => return Ok(()),
        PolicyFor::Program(id) => {
            programs::find_program(tx, clinic_id, id).await.map_err(Failure::from)?.is_some()
        }
        PolicyFor::Client(id) => {
            clients::find_client(tx, Reach::clinic(clinic_id), id).await.map_err(Failure::from)?.is_some()
        }
    };
    match of {
        _ if is_there => Ok(()),
        PolicyFor::Client(_) => Err(SetReminderPolicyError::NoSuchClient),
        PolicyFor::Clinic | PolicyFor::Program(_) => Err(SetReminderPolicyError::NoSuchProgram),
    }
}
