//! Therapy groups.

use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::therapy_group;
use super::error::StorageError;
use super::reach;
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::groups::{GroupSizes, GroupStatus, GuestSeats, TherapyGroup};
use crate::domain::ids::{ClinicId, GroupId, ProgramId, SiteId};
use crate::domain::slice::Slice;

/// Inserts a group.
///
/// # Errors
/// `Constraint(Reference)` if program or site are not the clinic's; otherwise `StorageError`.
pub async fn insert_group(
    tx: &Transaction,
    clinic_id: ClinicId,
    group: &TherapyGroup,
) -> Result<(), StorageError> {
    therapy_group::Entity::insert(to_row(clinic_id, group)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes a group over the version before. Whoever calls it has it locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_group(
    tx: &Transaction,
    clinic_id: ClinicId,
    group: &TherapyGroup,
) -> Result<(), StorageError> {
    therapy_group::Entity::update(to_row(clinic_id, group)).exec(&**tx).await?;
    Ok(())
}

/// The group of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_group(
    on: &Connection,
    reach: Reach,
    id: GroupId,
) -> Result<Option<TherapyGroup>, StorageError> {
    let found = therapy_group::Entity::find()
        .filter(reach::groups(reach))
        .filter(therapy_group::Column::Id.eq(id.uuid()))
        .one(on)
        .await?;
    found.map(from_row).transpose()
}

/// Locks the group until the transaction ends, but not against rows that refer to it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_group(tx: &Transaction, clinic_id: ClinicId, id: GroupId) -> Result<(), StorageError> {
    therapy_group::Entity::find_by_id((clinic_id.uuid(), id.uuid()))
        .lock(LockType::NoKeyUpdate)
        .one(&**tx)
        .await?;
    Ok(())
}

/// Locks those groups in the order of their ids, as `lock_group` locks one: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_groups(tx: &Transaction, clinic_id: ClinicId, ids: &[GroupId]) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    therapy_group::Entity::find()
        .filter(therapy_group::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "therapy_group.id", &ids))
        .order_by_asc(therapy_group::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&**tx)
        .await?;
    Ok(())
}

/// The groups of those ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_groups(
    on: &Connection,
    reach: Reach,
    ids: &[GroupId],
) -> Result<Vec<TherapyGroup>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = therapy_group::Entity::find()
        .filter(reach::groups(reach))
        .filter(is_any_of(on, "therapy_group.id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A slice of the clinic's groups, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_groups(
    on: &Connection,
    reach: Reach,
    slice: Slice<GroupId>,
) -> Result<Vec<TherapyGroup>, StorageError> {
    let rows = therapy_group::Entity::find()
        .filter(reach::groups(reach))
        .apply_if(slice.after, |query, after| query.filter(therapy_group::Column::Id.gt(after.uuid())))
        .order_by_asc(therapy_group::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Takes (`+1`) or gives back (`-1`) one place: the row is locked until the transaction ends.
///
/// # Errors
/// `Constraint(GroupCapacity)` if there is none left; otherwise `StorageError`.
pub async fn change_enrolled_count(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: GroupId,
    by: i64,
) -> Result<(), StorageError> {
    therapy_group::Entity::update_many()
        .col_expr(
            therapy_group::Column::EnrolledCount,
            Expr::col(therapy_group::Column::EnrolledCount).add(by),
        )
        .col_expr(therapy_group::Column::RowVersion, Expr::col(therapy_group::Column::RowVersion).add(1))
        .filter(therapy_group::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(therapy_group::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Sets where the group stands.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_group_status(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: GroupId,
    status: GroupStatus,
) -> Result<(), StorageError> {
    therapy_group::Entity::update_many()
        .col_expr(therapy_group::Column::Status, Expr::value(status.word()))
        .col_expr(therapy_group::Column::RowVersion, Expr::col(therapy_group::Column::RowVersion).add(1))
        .filter(therapy_group::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(therapy_group::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn to_row(clinic_id: ClinicId, group: &TherapyGroup) -> therapy_group::ActiveModel {
    let TherapyGroup {
        id,
        program_id,
        site_id,
        name,
        status,
        admission,
        sizes,
        guest_seats,
        enrolled_count,
        created_at,
        row_version,
    } = group;
    therapy_group::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        program_id: Set(program_id.uuid()),
        site_id: Set(site_id.uuid()),
        name: Set(name.to_string()),
        status: Set(status.to_string()),
        admission: Set(admission.to_string()),
        min_size: Set(sizes.least),
        viable_size: Set(sizes.viable),
        max_size: Set(sizes.most),
        enrolled_count: Set(*enrolled_count),
        created_at: Set(to_column(*created_at)),
        row_version: Set(*row_version),
        guest_seats: Set(guest_seats.get()),
    }
}

fn from_row(row: therapy_group::Model) -> Result<TherapyGroup, StorageError> {
    const OF: &str = "therapy_group";
    let therapy_group::Model {
        clinic_id: _,
        id,
        program_id,
        site_id,
        name,
        status,
        admission,
        min_size,
        viable_size,
        max_size,
        enrolled_count,
        created_at,
        row_version,
        guest_seats,
    } = row;
    Ok(TherapyGroup {
        id: GroupId::from_uuid(id),
        program_id: ProgramId::from_uuid(program_id),
        site_id: SiteId::from_uuid(site_id),
        name: parse(&name, OF)?,
        status: parse(&status, OF)?,
        admission: parse(&admission, OF)?,
        sizes: GroupSizes { least: min_size, viable: viable_size, most: max_size },
        guest_seats: GuestSeats::parse(guest_seats).map_err(|_| StorageError::Corrupt(OF))?,
        enrolled_count,
        created_at: to_instant(created_at, OF)?,
        row_version,
    })
}
