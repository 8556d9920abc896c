//! Policies.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::Connection;
use super::super::client_merges::ORIGINS;
use super::super::dialect::is_any_of_bound;
use super::super::entities::reminder_policy::{self, Column};
use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::{parse, to_column};
use super::policy_in_force::quiet_hours;
use super::rules::{in_order, load_rules};
use crate::domain::ids::{ClientId, ClinicId, ProgramId, ReminderPolicyId};
use crate::domain::reminders::{PolicyFor, QuietHours, ReminderPolicy, ReminderRule};

const OF: &str = "reminder_policy";

/// Inserts a policy, without its rules, unless whom it is for have one.
///
/// # Errors
/// `Constraint(Reference)` if the program or the client is not the clinic's; otherwise `StorageError`.
pub async fn insert_policy_if_none(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy: &ReminderPolicy,
) -> Result<(), StorageError> {
    let ReminderPolicy { id, of, name, is_active, stops_when_confirmed, quiet_hours, rules: _ } = policy;
    let (quiet_from, quiet_until) = quiet_hours.as_ref().map(QuietHours::minutes_of_day).unzip();
    let row = reminder_policy::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        program_id: Set(of.program().map(ProgramId::uuid)),
        client_id: Set(of.client().map(ClientId::uuid)),
        moved_from_id: Set(None),
        name: Set(name.to_string()),
        is_active: Set(*is_active),
        stops_when_confirmed: Set(*stops_when_confirmed),
        removed_at: Set(None),
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

/// Writes a policy's name, its quiet hours, whether it is active and whether an answer stops it. It is there again, if it was taken
/// away.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_policy(
    tx: &Transaction,
    clinic_id: ClinicId,
    policy: &ReminderPolicy,
) -> Result<(), StorageError> {
    let (quiet_from, quiet_until) = policy.quiet_hours.as_ref().map(QuietHours::minutes_of_day).unzip();
    reminder_policy::Entity::update_many()
        .col_expr(Column::Name, Expr::value(policy.name.as_str()))
        .col_expr(Column::IsActive, Expr::value(policy.is_active))
        .col_expr(Column::StopsWhenConfirmed, Expr::value(policy.stops_when_confirmed))
        .col_expr(Column::RemovedAt, Expr::value(None::<sea_orm::prelude::DateTimeUtc>))
        .col_expr(Column::QuietFrom, Expr::value(quiet_from))
        .col_expr(Column::QuietUntil, Expr::value(quiet_until))
        .col_expr(Column::RowVersion, Expr::cust("row_version + 1"))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(policy.id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Takes a policy away: the next nearest is in force from now on. Its row stays, for the mails that refer to its rules.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn remove_policy(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderPolicyId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let sql = "UPDATE reminder_policy SET removed_at = $3, row_version = row_version + 1 \
        WHERE clinic_id = $1 AND id = $2 AND removed_at IS NULL";
    change(tx, sql, [clinic_id.uuid().into(), id.uuid().into(), to_column(now).into()]).await?;
    Ok(())
}

/// Gives a client's own policy to the record that theirs goes into at `now`; if that has one, that one wins. It remembers the
/// record that it was made for.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn move_policy(
    tx: &Transaction,
    clinic_id: ClinicId,
    from: ClientId,
    to: ClientId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let sql = "
UPDATE reminder_policy
SET client_id = $3, moved_from_id = COALESCE(moved_from_id, $2), removed_at = CASE WHEN removed_at IS NULL AND EXISTS (
    SELECT 1 FROM reminder_policy own WHERE own.clinic_id = $1 AND own.client_id = $3 AND own.removed_at IS NULL)
    THEN $4 ELSE removed_at END
WHERE clinic_id = $1 AND client_id = $2";
    change(tx, sql, [clinic_id.uuid().into(), from.uuid().into(), to.uuid().into(), to_column(now).into()])
        .await?;
    Ok(())
}

/// Gives the policy back that was moved so at `moved_at`, in a merge that still stands; those that had come to it by an earlier one
/// too.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn move_policy_back(
    tx: &Transaction,
    clinic_id: ClinicId,
    from: ClientId,
    to: ClientId,
    moved_at: Timestamp,
) -> Result<(), StorageError> {
    let sql = format!(
        "{ORIGINS}
UPDATE reminder_policy
SET client_id = $3, moved_from_id = CASE WHEN moved_from_id = $3 THEN NULL ELSE moved_from_id END,
    removed_at = CASE WHEN removed_at = $4 THEN NULL ELSE removed_at END
WHERE clinic_id = $1 AND client_id = $2 AND moved_from_id IN (SELECT id FROM origin)"
    );
    let values = [clinic_id.uuid().into(), from.uuid().into(), to.uuid().into(), to_column(moved_at).into()];
    change(tx, &sql, values).await?;
    Ok(())
}

/// Deletes policies of those clients that were taken away, with their rules: before the clients themselves go. One that is still
/// there stays.
///
/// # Errors
/// `Constraint(Reference)` if a mail was made by one of their rules; otherwise `StorageError`.
pub(in crate::storage) async fn delete_removed_policies(
    tx: &Transaction,
    clinic_id: ClinicId,
    clients: &[Uuid],
) -> Result<(), StorageError> {
    let (of_clients, array) = is_any_of_bound(tx, "client_id", 2, clients);
    let removed = format!("clinic_id = $1 AND removed_at IS NOT NULL AND {of_clients}");
    let values = || [clinic_id.uuid().into(), array.clone()];
    let rules = format!(
        "DELETE FROM reminder_rule WHERE clinic_id = $1 AND policy_id IN (SELECT id FROM reminder_policy WHERE {removed})"
    );
    change(tx, &rules, values()).await?;
    change(tx, &format!("DELETE FROM reminder_policy WHERE {removed}"), values()).await?;
    Ok(())
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
    let row = reminder_policy::Entity::find_by_id((clinic_id.uuid(), id.uuid()))
        .filter(Column::RemovedAt.is_null())
        .one(on)
        .await?;
    Ok(with_rules(on, clinic_id, row.into_iter().collect()).await?.pop())
}

fn is_for(of: PolicyFor) -> Condition {
    match of {
        PolicyFor::Clinic => {
            Condition::all().add(Column::ProgramId.is_null()).add(Column::ClientId.is_null())
        }
        PolicyFor::Program(id) => Condition::all().add(Column::ProgramId.eq(id.uuid())),
        PolicyFor::Client(id) => Condition::all().add(Column::ClientId.eq(id.uuid())).add(
            // One that came with a merged record and was set aside goes back with it.
            Condition::any().add(Column::MovedFromId.is_null()).add(Column::RemovedAt.is_null()),
        ),
    }
}

/// The policy of those, if there is one, also one that was taken away; locked until the transaction ends.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_policy_of(
    tx: &Transaction,
    clinic_id: ClinicId,
    of: PolicyFor,
) -> Result<Option<ReminderPolicy>, StorageError> {
    let row = reminder_policy::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_for(of))
        .order_by_desc(Expr::cust("removed_at IS NULL"))
        .lock_exclusive()
        .one(&**tx)
        .await?;
    Ok(with_rules(tx, clinic_id, row.into_iter().collect()).await?.pop())
}

/// The clinic's policy, then its programs', oldest first; or that of one client, if they have their own: two statements. There are
/// no more than programs and one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_policies(
    on: &Connection,
    clinic_id: ClinicId,
    client_id: Option<ClientId>,
) -> Result<Vec<ReminderPolicy>, StorageError> {
    let of_client = match client_id {
        Some(id) => Column::ClientId.eq(id.uuid()),
        None => Column::ClientId.is_null(),
    };
    let rows = reminder_policy::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(of_client)
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::Id)
        .all(on)
        .await?;
    let mut policies = with_rules(on, clinic_id, rows).await?;
    policies.sort_by_key(|policy| policy.of != PolicyFor::Clinic);
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
    let rules = load_rules(on, clinic_id, &ids).await?;
    policies.into_iter().map(|policy| from_row(policy, &rules)).collect()
}

fn from_row(
    row: reminder_policy::Model,
    rules: &[(ReminderPolicyId, ReminderRule)],
) -> Result<ReminderPolicy, StorageError> {
    let reminder_policy::Model {
        clinic_id: _,
        id,
        program_id,
        client_id,
        moved_from_id: _,
        name,
        is_active,
        stops_when_confirmed,
        removed_at: _,
        quiet_from,
        quiet_until,
        row_version: _,
    } = row;
    let id = ReminderPolicyId::from_uuid(id);
    let of = match (program_id, client_id) {
        (None, None) => PolicyFor::Clinic,
        (Some(id), None) => PolicyFor::Program(ProgramId::from_uuid(id)),
        (None, Some(id)) => PolicyFor::Client(ClientId::from_uuid(id)),
        (Some(_), Some(_)) => return Err(StorageError::Corrupt(OF)),
    };
    Ok(ReminderPolicy {
        id,
        of,
        name: parse(&name, OF)?,
        is_active,
        stops_when_confirmed,
        quiet_hours: quiet_hours(quiet_from, quiet_until)?,
        rules: in_order(rules.iter().filter(|(policy, _)| *policy == id).map(|(_, rule)| *rule).collect()),
    })
}
