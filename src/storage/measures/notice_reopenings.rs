//! Reopenings of safety notices: added to, never changed.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::ids::{ClinicId, RowId, SafetyNoticeId, StaffMemberId};
use crate::domain::measures::NoticeReopening;
use crate::storage::dialect::is_any_of;
use crate::storage::entities::safety_notice_reopening::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse, to_column, to_instant};
use crate::storage::{Connection, Transaction};

const OF: &str = "safety_notice_reopening";

/// Appends a reopening. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_notice_reopening(
    tx: &Transaction,
    clinic_id: ClinicId,
    reopening: &NoticeReopening,
) -> Result<(), StorageError> {
    let NoticeReopening {
        id,
        notice_id,
        acknowledged_by,
        note,
        acknowledged_at,
        reason,
        reopened_by,
        reopened_at,
    } = reopening;
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        notice_id: Set(notice_id.uuid()),
        acknowledged_by: Set(acknowledged_by.uuid()),
        note: Set(note.to_string()),
        acknowledged_at: Set(to_column(*acknowledged_at)),
        reason: Set(reason.to_string()),
        reopened_by: Set(reopened_by.uuid()),
        reopened_at: Set(to_column(*reopened_at)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The reopenings of those notices, each notice's from its first: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_notice_reopenings(
    on: &Connection,
    clinic_id: ClinicId,
    notices: &[SafetyNoticeId],
) -> Result<Vec<NoticeReopening>, StorageError> {
    let ids: Vec<Uuid> = notices.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "safety_notice_reopening.notice_id", &ids))
        .all(on)
        .await?;
    let mut reopenings = rows.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    reopenings.sort_unstable_by_key(|one| (one.reopened_at, one.id));
    Ok(reopenings)
}

fn from_row(row: Model) -> Result<NoticeReopening, StorageError> {
    let Model {
        clinic_id: _,
        id,
        notice_id,
        acknowledged_by,
        note,
        acknowledged_at,
        reason,
        reopened_by,
        reopened_at,
    } = row;
    Ok(NoticeReopening {
        id: RowId::from_uuid(id),
        notice_id: SafetyNoticeId::from_uuid(notice_id),
        acknowledged_by: StaffMemberId::from_uuid(acknowledged_by),
        note: parse(&note, OF)?,
        acknowledged_at: to_instant(acknowledged_at, OF)?,
        reason: parse(&reason, OF)?,
        reopened_by: StaffMemberId::from_uuid(reopened_by),
        reopened_at: to_instant(reopened_at, OF)?,
    })
}
