//! Policies and their rules.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::Connection;
use super::super::dialect::is_any_of;
use super::super::entities::{reminder_policy, reminder_rule};
use super::super::error::StorageError;
use super::super::transaction::Transaction;
use super::super::values::{parse, to_column};
use super::policy_in_force::quiet_hours;
use crate::domain::ids::{ClinicId, ProgramId, ReminderPolicyId, ReminderRuleId};
use crate::domain::reminders::{MinutesBefore, QuietHours, ReminderPolicy, ReminderRule};

const OF: &str = "reminder_policy";

/// Inserts a policy, without its rules, unless the program, or the clinic as a whole, has one.
///
/// # Errors
/// `Constraint(Reference)` if the program is not the clinic's; otherwise `StorageError`.
pub async fn insert_policy_if_none(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy: &ReminderPolicy,
) -> Result<(), StorageError> {
    let ReminderPolicy { id, program_id, name, is_active, quiet_hours, rules: _ } = policy;
    let (quiet_from, quiet_until) = quiet_hours.as_ref().map(QuietHours::minutes_of_day).unzip();
    let row = reminder_policy::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        program_id: Set(program_id.map(ProgramId::uuid)),
        name: Set(name.to_string()),
        is_active: Set(*is_active),
        quiet_from: Set(quiet_from),
        quiet_until: Set(quiet_until),
        row_version: Set(1),
    };
    reminder_policy::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

async fn insert_rules(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy_id: ReminderPolicyId,
    rules: &[ReminderRule],
) -> Result<(), StorageError> {
    let row = |rule: &ReminderRule| reminder_rule::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(rule.id.uuid()),
        policy_id: Set(policy_id.uuid()),
        minutes_before: Set(rule.minutes_before.get().into()),
        retired_at: Set(None),
    };
    reminder_rule::Entity::insert_many(rules.iter().map(row)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes a policy's name, its quiet hours and whether it is active.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_policy(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy: &ReminderPolicy,
) -> Result<(), StorageError> {
    use reminder_policy::Column;
    let (quiet_from, quiet_until) = policy.quiet_hours.as_ref().map(QuietHours::minutes_of_day).unzip();
    reminder_policy::Entity::update_many()
        .col_expr(Column::Name, Expr::value(policy.name.as_str()))
        .col_expr(Column::IsActive, Expr::value(policy.is_active))
        .col_expr(Column::QuietFrom, Expr::value(quiet_from))
        .col_expr(Column::QuietUntil, Expr::value(quiet_until))
        .col_expr(Column::RowVersion, Expr::cust("row_version + 1"))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(policy.id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Gives a policy these offsets and answers its rules, the longest first. An offset it had before gets its rule back;
/// rules that are not wanted any more are retired, since mails refer to them. `mint` makes the id of a new one.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_offsets(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy_id: ReminderPolicyId,
    offsets: &[MinutesBefore],
    now: Timestamp,
    mint: impl Fn() -> ReminderRuleId,
) -> Result<Vec<ReminderRule>, StorageError> {
    use reminder_rule::Column;
    let of_policy = || {
        Condition::all().add(Column::ClinicId.eq(clinic_id.uuid())).add(Column::PolicyId.eq(policy_id.uuid()))
    };
    // At most five: `Offsets`.
    let wanted = || offsets.iter().map(|minutes| i64::from(minutes.get()));
    let retire = |at: Option<Timestamp>| {
        reminder_rule::Entity::update_many()
            .col_expr(Column::RetiredAt, Expr::value(at.map(to_column)))
            .filter(of_policy())
    };
    retire(Some(now))
        .filter(Column::MinutesBefore.is_not_in(wanted()))
        .filter(Column::RetiredAt.is_null())
        .exec(&**tx)
        .await?;
    retire(None).filter(Column::MinutesBefore.is_in(wanted())).exec(&**tx).await?;
    let current = reminder_rule::Entity::find().filter(of_policy()).filter(Column::RetiredAt.is_null());
    let mut rules: Vec<ReminderRule> =
        current.all(&**tx).await?.into_iter().map(rule_from_row).collect::<Result<_, _>>()?;
    let is_new = |minutes: &&MinutesBefore| rules.iter().all(|rule| rule.minutes_before != **minutes);
    let new: Vec<ReminderRule> = offsets
        .iter()
        .filter(is_new)
        .map(|minutes| ReminderRule { id: mint(), minutes_before: *minutes })
        .collect();
    if !new.is_empty() {
        insert_rules(tx, clinic_id, policy_id, &new).await?;
        rules.extend(new);
    }
    rules.sort_unstable_by_key(|rule| std::cmp::Reverse(rule.minutes_before));
    Ok(rules)
}

/// The policy of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_policy(
    on: &Connection,
    clinic_id: ClinicId,
    id: ReminderPolicyId,
) -> Result<Option<ReminderPolicy>, StorageError> {
    let row = reminder_policy::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?;
    Ok(with_rules(on, clinic_id, row.into_iter().collect()).await?.pop())
}

/// The policy of that program, or of the clinic as a whole, if there is one; locked until the transaction ends.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_policy_of(
    tx: &Transaction,
    clinic_id: ClinicId,
    program_id: Option<ProgramId>,
) -> Result<Option<ReminderPolicy>, StorageError> {
    use reminder_policy::Column;
    let of_program = match program_id {
        Some(id) => Column::ProgramId.eq(id.uuid()),
        None => Column::ProgramId.is_null(),
    };
    let row = reminder_policy::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(of_program)
        .lock_exclusive()
        .one(&**tx)
        .await?;
    Ok(with_rules(tx, clinic_id, row.into_iter().collect()).await?.pop())
}

/// Every policy of the clinic, its own first, then its programs', oldest first: two statements. There are no more than
/// programs and one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_policies(
    on: &Connection,
    clinic_id: ClinicId,
) -> Result<Vec<ReminderPolicy>, StorageError> {
    let rows = reminder_policy::Entity::find()
        .filter(reminder_policy::Column::ClinicId.eq(clinic_id.uuid()))
        .order_by_asc(reminder_policy::Column::Id)
        .all(on)
        .await?;
    let mut policies = with_rules(on, clinic_id, rows).await?;
    policies.sort_by_key(|policy| policy.program_id.is_some());
    Ok(policies)
}

async fn with_rules(
    on: &Connection,
    clinic_id: ClinicId,
    policies: Vec<reminder_policy::Model>,
) -> Result<Vec<ReminderPolicy>, StorageError> {
    if policies.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = policies.iter().map(|policy| policy.id).collect();
    let rules = reminder_rule::Entity::find()
        .filter(reminder_rule::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "reminder_rule.policy_id", &ids))
        .filter(reminder_rule::Column::RetiredAt.is_null())
        .order_by_desc(reminder_rule::Column::MinutesBefore)
        .all(on)
        .await?;
    policies.into_iter().map(|policy| from_row(policy, &rules)).collect()
}

fn from_row(
    row: reminder_policy::Model,
    rules: &[reminder_rule::Model],
) -> Result<ReminderPolicy, StorageError> {
    let reminder_policy::Model {
        clinic_id: _,
        id,
        program_id,
        name,
        is_active,
        quiet_from,
        quiet_until,
        row_version: _,
    } = row;
    let own = rules.iter().filter(|rule| rule.policy_id == id).cloned();
    Ok(ReminderPolicy {
        id: ReminderPolicyId::from_uuid(id),
        program_id: program_id.map(ProgramId::from_uuid),
        name: parse(&name, OF)?,
        is_active,
        quiet_hours: quiet_hours(quiet_from, quiet_until)?,
        rules: own.map(rule_from_row).collect::<Result<_, _>>()?,
    })
}

fn rule_from_row(row: reminder_rule::Model) -> Result<ReminderRule, StorageError> {
    let reminder_rule::Model { clinic_id: _, id, policy_id: _, minutes_before, retired_at: _ } = row;
    Ok(ReminderRule {
        id: ReminderRuleId::from_uuid(id),
        minutes_before: MinutesBefore::parse(minutes_before).map_err(|_| StorageError::Corrupt(OF))?,
    })
}
