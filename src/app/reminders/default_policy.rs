//! What a new clinic begins with.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::ids::{ClinicId, ReminderPolicyId, ReminderRuleId};
use crate::domain::reminders::{Offsets, QuietHours, ReminderPolicy};
use crate::storage::reminders::{insert_policy_if_none, set_offsets};
use crate::storage::{StorageError, Transaction};

const NAME: &str = "Standard";

/// Gives a clinic the policy that reminds two days and three hours before every session, and not at night.
pub(in crate::app) async fn insert_default_policy(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let policy = ReminderPolicy {
        id: ReminderPolicyId::mint(now, app.entropy()),
        program_id: None,
        name: NAME.parse().map_err(|_| StorageError::Corrupt("the standard policy's name"))?,
        is_active: true,
        quiet_hours: Some(QuietHours::default_of_policies()),
        rules: Vec::new(),
    };
    insert_policy_if_none(tx, clinic_id, &policy).await?;
    let mint = || ReminderRuleId::mint(now, app.entropy());
    set_offsets(tx, clinic_id, policy.id, Offsets::default_of_clinics().as_slice(), now, mint).await?;
    Ok(())
}
