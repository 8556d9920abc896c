//! What was done about flags of risk.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::risk_action;
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_instant};
use crate::domain::ids::{ClinicId, RiskActionId, RiskFlagId, StaffMemberId};
use crate::domain::risk::RiskAction;

const OF: &str = "risk_action";

/// Appends an entry to a flag's history.
///
/// # Errors
/// `Constraint(Reference)` if the flag or a member of staff is not the clinic's; otherwise `StorageError`.
pub async fn append_action(
    tx: &Transaction,
    clinic_id: ClinicId,
    action: &RiskAction,
) -> Result<(), StorageError> {
    let RiskAction { id, flag_id, kind, contact, outcome, owner, snoozed_until, note, taken_by, taken_at } =
        action;
    let row = risk_action::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        flag_id: Set(flag_id.uuid()),
        kind: Set(kind.to_string()),
        contact: Set(contact.map(|result| result.to_string())),
        outcome: Set(outcome.map(|outcome| outcome.to_string())),
        owner_id: Set(owner.map(StaffMemberId::uuid)),
        snoozed_until: Set(snoozed_until.map(to_column)),
        note: Set(note.as_ref().map(ToString::to_string)),
        taken_by: Set(taken_by.map(StaffMemberId::uuid)),
        taken_at: Set(to_column(*taken_at)),
    };
    risk_action::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The histories of those flags, each from its first entry: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_actions(
    on: &Connection,
    clinic_id: ClinicId,
    flags: &[RiskFlagId],
) -> Result<Vec<RiskAction>, StorageError> {
    let flags: Vec<Uuid> = flags.iter().map(|id| id.uuid()).collect();
    let rows = risk_action::Entity::find()
        .filter(risk_action::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "risk_action.flag_id", &flags))
        .order_by_asc(risk_action::Column::TakenAt)
        .order_by_asc(risk_action::Column::Id)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: risk_action::Model) -> Result<RiskAction, StorageError> {
    let risk_action::Model {
        clinic_id: _,
        id,
        flag_id,
        kind,
        contact,
        outcome,
        owner_id,
        snoozed_until,
        note,
        taken_by,
        taken_at,
    } = row;
    Ok(RiskAction {
        id: RiskActionId::from_uuid(id),
        flag_id: RiskFlagId::from_uuid(flag_id),
        kind: parse(&kind, OF)?,
        contact: parse_option(contact.as_deref(), OF)?,
        outcome: parse_option(outcome.as_deref(), OF)?,
        owner: owner_id.map(StaffMemberId::from_uuid),
        snoozed_until: snoozed_until.map(|at| to_instant(at, OF)).transpose()?,
        note: parse_option(note.as_deref(), OF)?,
        taken_by: taken_by.map(StaffMemberId::from_uuid),
        taken_at: to_instant(taken_at, OF)?,
    })
}
