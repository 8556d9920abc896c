//! The rules of policies.

use jiff::Timestamp;
use jiff::civil::Time;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::Connection;
use super::super::dialect::is_any_of;
use super::super::entities::reminder_rule::{ActiveModel, Column, Entity, Model};
use super::super::error::StorageError;
use super::super::transaction::Transaction;
use super::super::values::{parse, to_column};
use crate::domain::ids::{ClinicId, ReminderPolicyId, ReminderRuleId};
use crate::domain::reminders::{MinutesBefore, ReminderRule, RuleTerms, RuleTime};

const OF: &str = "reminder_rule";

/// Gives a policy these rules and answers them, the longest before first. A time that it had before gets its rule back; rules that
/// are not wanted any more are retired, since mails refer to them. `mint` makes the id of a new one.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_rules(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy_id: ReminderPolicyId,
    wanted: &[RuleTerms],
    now: Timestamp,
    mint: impl Fn() -> ReminderRuleId,
) -> Result<Vec<ReminderRule>, StorageError> {
    // As many as the policy ever had times: few.
    let known = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::PolicyId.eq(policy_id.uuid()))
        .all(&**tx)
        .await?;
    let known: Vec<ReminderRule> = known.into_iter().map(rule_from_row).collect::<Result<_, _>>()?;
    let mut rules = Vec::new();
    for terms in wanted {
        let id = known.iter().find(|rule| rule.terms.time == terms.time).map(|rule| rule.id);
        let rule = ReminderRule { id: id.unwrap_or_else(&mint), terms: *terms };
        match id {
            Some(id) => update_rule(tx, clinic_id, id, terms).await?,
            None => {
                let row = to_row(clinic_id, policy_id, &rule);
                Entity::insert(row).exec_without_returning(&**tx).await?;
            }
        }
        rules.push(rule);
    }
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(to_column(now)))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::PolicyId.eq(policy_id.uuid()))
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Id.is_not_in(rules.iter().map(|rule| rule.id.uuid())))
        .exec(&**tx)
        .await?;
    Ok(in_order(rules))
}

async fn update_rule(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderRuleId,
    terms: &RuleTerms,
) -> Result<(), StorageError> {
    let RuleTerms { time: _, when, asks_to_confirm } = terms;
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(None::<sea_orm::prelude::DateTimeUtc>))
        .col_expr(Column::OfSessions, Expr::value(when.word()))
        .col_expr(Column::AsksToConfirm, Expr::value(*asks_to_confirm))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn to_row(clinic_id: ClinicId, policy_id: ReminderPolicyId, rule: &ReminderRule) -> ActiveModel {
    let ReminderRule { id, terms: RuleTerms { time, when, asks_to_confirm } } = rule;
    let (minutes_before, wall) = match time {
        RuleTime::Elapsed(minutes) => (Some(minutes.get().into()), None),
        RuleTime::Wall { days, at } => {
            let minute = i64::from(at.hour()) * 60 + i64::from(at.minute());
            (None, Some((i64::from(days.get()), minute)))
        }
    };
    let (days_before, at_minute) = wall.unzip();
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        policy_id: Set(policy_id.uuid()),
        minutes_before: Set(minutes_before),
        days_before: Set(days_before),
        at_minute: Set(at_minute),
        of_sessions: Set(when.to_string()),
        asks_to_confirm: Set(*asks_to_confirm),
        retired_at: Set(None),
    }
}

/// The rules in force of these policies, the longest before first.
///
/// # Errors
/// `StorageError` if the database fails.
pub(super) async fn load_rules(
    on: &Connection,
    clinic_id: ClinicId,
    policies: &[Uuid],
) -> Result<Vec<(ReminderPolicyId, ReminderRule)>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "reminder_rule.policy_id", policies))
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::Id)
        .all(on)
        .await?;
    let rule = |row: Model| Ok((ReminderPolicyId::from_uuid(row.policy_id), rule_from_row(row)?));
    rows.into_iter().map(rule).collect()
}

/// The longest before first.
pub(super) fn in_order(mut rules: Vec<ReminderRule>) -> Vec<ReminderRule> {
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.terms.time.minutes_before_an_evening()));
    rules
}

fn rule_from_row(row: Model) -> Result<ReminderRule, StorageError> {
    let Model {
        clinic_id: _,
        id,
        policy_id: _,
        minutes_before,
        days_before,
        at_minute,
        of_sessions,
        asks_to_confirm,
        retired_at: _,
    } = row;
    let of_sessions = &of_sessions;
    rule_from_columns(RuleColumns {
        id,
        minutes_before,
        days_before,
        at_minute,
        of_sessions,
        asks_to_confirm,
    })
}

/// A rule as it is stored.
pub(super) struct RuleColumns<'a> {
    pub(super) id: Uuid,
    pub(super) minutes_before: Option<i64>,
    pub(super) days_before: Option<i64>,
    pub(super) at_minute: Option<i64>,
    pub(super) of_sessions: &'a str,
    pub(super) asks_to_confirm: bool,
}

/// Reads a rule.
///
/// # Errors
/// `Corrupt` if it is none.
pub(super) fn rule_from_columns(columns: RuleColumns<'_>) -> Result<ReminderRule, StorageError> {
    let RuleColumns { id, minutes_before, days_before, at_minute, of_sessions, asks_to_confirm } = columns;
    let corrupt = || StorageError::Corrupt(OF);
    let wall = |days, minute: i64| {
        let clock = i8::try_from(minute / 60).ok().zip(i8::try_from(minute % 60).ok());
        let at = clock.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok()).ok_or_else(corrupt)?;
        RuleTime::wall(days, at).map_err(|_| corrupt())
    };
    let time = match (minutes_before, days_before, at_minute) {
        (Some(minutes), None, None) => {
            RuleTime::Elapsed(MinutesBefore::parse(minutes).map_err(|_| corrupt())?)
        }
        (None, Some(days), Some(minute)) => wall(days, minute)?,
        _ => return Err(corrupt()),
    };
    let terms = RuleTerms { time, when: parse(of_sessions, OF)?, asks_to_confirm };
    Ok(ReminderRule { id: ReminderRuleId::from_uuid(id), terms })
}
