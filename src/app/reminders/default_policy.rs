//! What a new clinic begins with.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::ids::{ClinicId, ReminderPolicyId, ReminderRuleId};
use crate::domain::reminders::{PolicyFor, QuietHours, ReminderPolicy, Rules};
use crate::storage::reminders::{insert_policy_if_none, set_rules};
use crate::storage::{StorageError, Transaction};

const NAME: &str = "Standard";

/// Gives a clinic the policy that reminds a week before a course begins or goes on, two days before each session, where it asks
/// whether the client comes, and on its morning; not at night, and no more of a session that the client has confirmed.
pub(in crate::app) async fn insert_default_policy(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let policy = ReminderPolicy {
        id: ReminderPolicyId::mint(now, app.entropy()),
        of: PolicyFor::Clinic,
        name: NAME.parse().map_err(|_| StorageError::Corrupt("the standard policy's name"))?,
        is_active: true,
        stops_when_confirmed: true,
        quiet_hours: Some(QuietHours::default_of_policies()),
        rules: Vec::new(),
    };
    insert_policy_if_none(tx, clinic_id, &policy).await?;
    let mint = || ReminderRuleId::mint(now, app.entropy());
    set_rules(tx, clinic_id, policy.id, Rules::default_of_clinics().as_slice(), now, mint).await?;
    Ok(())
}
