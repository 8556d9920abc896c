//! Safety notices.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, EnrollmentId, MeasureId, SafetyNoticeId, StaffMemberId};
use crate::domain::measures::{NoticeState, SafetyNotice};
use crate::domain::slice::Slice;
use crate::storage::entities::safety_notice::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse, parse_option, to_column, to_instant};
use crate::storage::{Connection, Transaction, reach};

const OF: &str = "safety_notice";

/// Inserts a notice.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_safety_notice(
    tx: &Transaction,
    clinic_id: ClinicId,
    notice: &SafetyNotice,
) -> Result<(), StorageError> {
    Entity::insert(to_row(clinic_id, notice)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes a notice as it now stands. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_safety_notice(
    tx: &Transaction,
    clinic_id: ClinicId,
    notice: &SafetyNotice,
) -> Result<(), StorageError> {
    Entity::update(to_row(clinic_id, notice)).exec(&**tx).await?;
    Ok(())
}

/// The notice of that id, if there is one in reach.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_safety_notice(
    on: &Connection,
    reach: Reach,
    id: SafetyNoticeId,
) -> Result<Option<SafetyNotice>, StorageError> {
    let found =
        Entity::find().filter(reach::safety_notices(reach)).filter(Column::Id.eq(id.uuid())).one(on).await?;
    found.map(from_row).transpose()
}

/// The notices that were raised of one reading, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_notices_of_measure(
    on: &Connection,
    clinic_id: ClinicId,
    measure_id: MeasureId,
) -> Result<Vec<SafetyNotice>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::MeasureId.eq(measure_id.uuid()))
        .order_by_asc(Column::Id)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A slice of the notices in reach that nobody has looked at yet, newest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_open_notices(
    on: &Connection,
    reach: Reach,
    slice: Slice<SafetyNoticeId>,
) -> Result<Vec<SafetyNotice>, StorageError> {
    let rows = Entity::find()
        .filter(reach::safety_notices(reach))
        .filter(Column::State.eq(NoticeState::Open.word()))
        .apply_if(slice.after, |query, before| query.filter(Column::Id.lt(before.uuid())))
        .order_by_desc(Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn to_row(clinic_id: ClinicId, notice: &SafetyNotice) -> ActiveModel {
    let SafetyNotice {
        id,
        enrollment_id,
        measure_id,
        answer,
        state,
        raised_at,
        acknowledged_by,
        note,
        closed_at,
    } = notice;
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        measure_id: Set(measure_id.uuid()),
        answer: Set(i64::from(*answer)),
        state: Set(state.to_string()),
        raised_at: Set(to_column(*raised_at)),
        acknowledged_by: Set(acknowledged_by.map(StaffMemberId::uuid)),
        note: Set(note.as_ref().map(ToString::to_string)),
        closed_at: Set(closed_at.map(to_column)),
    }
}

fn from_row(row: Model) -> Result<SafetyNotice, StorageError> {
    let Model {
        clinic_id: _,
        id,
        enrollment_id,
        measure_id,
        answer,
        state,
        raised_at,
        acknowledged_by,
        note,
        closed_at,
    } = row;
    Ok(SafetyNotice {
        id: SafetyNoticeId::from_uuid(id),
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        measure_id: MeasureId::from_uuid(measure_id),
        answer: answer.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        state: parse(&state, OF)?,
        raised_at: to_instant(raised_at, OF)?,
        acknowledged_by: acknowledged_by.map(StaffMemberId::from_uuid),
        note: parse_option(note.as_deref(), OF)?,
        closed_at: closed_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
