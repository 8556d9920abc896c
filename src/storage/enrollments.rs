//! Enrollments.

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::enrollment;
use super::error::StorageError;
use super::reach;
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, GroupId, ProgramId, SiteId};
use crate::domain::slice::Slice;

/// Inserts an enrollment.
///
/// # Errors
/// `Constraint(EnrollmentOpenOnce)` if the client has an open one in that group; `Constraint(Reference)` if client,
/// program, site or group are not the clinic's; otherwise `StorageError`.
pub async fn insert_enrollment(
    tx: &Transaction,
    clinic_id: ClinicId,
    enrollment: &Enrollment,
) -> Result<(), StorageError> {
    let Enrollment {
        id,
        client_id,
        program_id,
        site_id,
        group_id,
        status,
        planned_sessions,
        former_planned_sessions,
        enrolled_at,
        ended_at,
        ending_agreed,
        row_version,
    } = enrollment;
    let row = enrollment::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        client_id: Set(client_id.uuid()),
        program_id: Set(program_id.uuid()),
        site_id: Set(site_id.uuid()),
        group_id: Set(group_id.map(GroupId::uuid)),
        status: Set(status.to_string()),
        planned_sessions: Set(*planned_sessions),
        enrolled_at: Set(to_column(*enrolled_at)),
        ended_at: Set(ended_at.map(to_column)),
        ending_agreed: Set(*ending_agreed),
        row_version: Set(*row_version),
        former_planned_sessions: Set(*former_planned_sessions),
    };
    enrollment::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Ends an enrollment if it still has the version its editor saw; answers whether it had.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn end_enrollment(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: EnrollmentId,
    seen_version: i64,
    status: EnrollmentStatus,
    ended_at: Timestamp,
    agreed: bool,
) -> Result<bool, StorageError> {
    let result = enrollment::Entity::update_many()
        .col_expr(enrollment::Column::Status, Expr::value(status.word()))
        .col_expr(enrollment::Column::EndedAt, Expr::value(to_column(ended_at)))
        .col_expr(enrollment::Column::EndingAgreed, Expr::value(agreed))
        .col_expr(enrollment::Column::RowVersion, Expr::value(seen_version + 1))
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(enrollment::Column::Id.eq(id.uuid()))
        .filter(enrollment::Column::RowVersion.eq(seen_version))
        .exec(&**tx)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Raises the versions of those enrollments and, if a number is given, sets how many sessions they are promised.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn promise_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    ids: &[EnrollmentId],
    promised: Option<usize>,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let promised = promised.and_then(|sessions| i64::try_from(sessions).ok());
    let mut update = enrollment::Entity::update_many()
        .col_expr(enrollment::Column::RowVersion, Expr::col(enrollment::Column::RowVersion).add(1));
    if let Some(sessions) = promised {
        update = update.col_expr(enrollment::Column::PlannedSessions, Expr::value(sessions));
    }
    update
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "id", &ids))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Sets how many sessions an enrollment is promised, and how many it was before the brief form was accepted, if that is so;
/// raises its version. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_promise(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: EnrollmentId,
    planned: i64,
    former: Option<i64>,
) -> Result<(), StorageError> {
    enrollment::Entity::update_many()
        .col_expr(enrollment::Column::RowVersion, Expr::col(enrollment::Column::RowVersion).add(1))
        .col_expr(enrollment::Column::PlannedSessions, Expr::value(planned))
        .col_expr(enrollment::Column::FormerPlannedSessions, Expr::value(former))
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(enrollment::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The enrollment of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_enrollment(
    on: &Connection,
    reach: Reach,
    id: EnrollmentId,
) -> Result<Option<Enrollment>, StorageError> {
    let found = enrollment::Entity::find()
        .filter(reach::enrollments(reach))
        .filter(enrollment::Column::Id.eq(id.uuid()))
        .one(on)
        .await?;
    found.map(from_row).transpose()
}

/// Whether an enrollment is in reach, and not as a guest's only.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn is_led(on: &Connection, reach: Reach, id: EnrollmentId) -> Result<bool, StorageError> {
    Ok(!load_led(on, reach, &[id]).await?.is_empty())
}

/// Those of them that are in reach, and not as guests' only: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_led(
    on: &Connection,
    reach: Reach,
    ids: &[EnrollmentId],
) -> Result<HashSet<EnrollmentId>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let found: Vec<Uuid> = enrollment::Entity::find()
        .select_only()
        .column(enrollment::Column::Id)
        .filter(reach::led_enrollments(reach))
        .filter(is_any_of(on, "enrollment.id", &ids))
        .into_tuple()
        .all(on)
        .await?;
    Ok(found.into_iter().map(EnrollmentId::from_uuid).collect())
}

/// Locks the enrollment until the transaction ends, but not against rows that refer to it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_enrollment(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: EnrollmentId,
) -> Result<(), StorageError> {
    enrollment::Entity::find_by_id((clinic_id.uuid(), id.uuid()))
        .lock(LockType::NoKeyUpdate)
        .one(&**tx)
        .await?;
    Ok(())
}

/// The enrollments of those ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_enrollments(
    on: &Connection,
    reach: Reach,
    ids: &[EnrollmentId],
) -> Result<Vec<Enrollment>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = enrollment::Entity::find()
        .filter(reach::enrollments(reach))
        .filter(is_any_of(on, "enrollment.id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The clinic's open enrollments by their ids, at most `limit` after the one given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_open_ids(
    on: &Connection,
    clinic_id: ClinicId,
    after: Option<EnrollmentId>,
    limit: u64,
) -> Result<Vec<EnrollmentId>, StorageError> {
    let ids: Vec<Uuid> = enrollment::Entity::find()
        .select_only()
        .column(enrollment::Column::Id)
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(enrollment::Column::EndedAt.is_null())
        .apply_if(after, |query, after| query.filter(enrollment::Column::Id.gt(after.uuid())))
        .order_by_asc(enrollment::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(EnrollmentId::from_uuid).collect())
}

/// A client's open enrollments, in the order of their ids.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_open_ids_of_client(
    on: &Connection,
    clinic_id: ClinicId,
    client_id: ClientId,
) -> Result<Vec<EnrollmentId>, StorageError> {
    let ids: Vec<Uuid> = enrollment::Entity::find()
        .select_only()
        .column(enrollment::Column::Id)
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(enrollment::Column::ClientId.eq(client_id.uuid()))
        .filter(enrollment::Column::EndedAt.is_null())
        .order_by_asc(enrollment::Column::Id)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(EnrollmentId::from_uuid).collect())
}

/// The open enrollments of those groups, group by group and oldest first: one statement, however many groups, and no
/// more rows than the groups have places.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_open_enrollments_of_groups(
    on: &Connection,
    reach: Reach,
    groups: &[GroupId],
) -> Result<Vec<Enrollment>, StorageError> {
    let groups: Vec<Uuid> = groups.iter().map(|id| id.uuid()).collect();
    let rows = enrollment::Entity::find()
        .filter(reach::enrollments(reach))
        .filter(is_any_of(on, "enrollment.group_id", &groups))
        .filter(enrollment::Column::EndedAt.is_null())
        // In the index's order: for any other, SQLite reads the whole clinic rather than sort.
        .order_by_asc(enrollment::Column::GroupId)
        .order_by_asc(enrollment::Column::Id)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A slice of the clinic's enrollments, oldest first: of one group or one client, if given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_enrollments(
    on: &Connection,
    reach: Reach,
    group_id: Option<GroupId>,
    client_id: Option<ClientId>,
    slice: Slice<EnrollmentId>,
) -> Result<Vec<Enrollment>, StorageError> {
    let rows = enrollment::Entity::find()
        .filter(reach::enrollments(reach))
        .apply_if(group_id, |query, id| query.filter(enrollment::Column::GroupId.eq(id.uuid())))
        .apply_if(client_id, |query, id| query.filter(enrollment::Column::ClientId.eq(id.uuid())))
        .apply_if(slice.after, |query, after| query.filter(enrollment::Column::Id.gt(after.uuid())))
        .order_by_asc(enrollment::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub(super) fn from_row(row: enrollment::Model) -> Result<Enrollment, StorageError> {
    const OF: &str = "enrollment";
    let enrollment::Model {
        clinic_id: _,
        id,
        client_id,
        program_id,
        site_id,
        group_id,
        status,
        planned_sessions,
        enrolled_at,
        ended_at,
        ending_agreed,
        row_version,
        former_planned_sessions,
    } = row;
    Ok(Enrollment {
        id: EnrollmentId::from_uuid(id),
        client_id: ClientId::from_uuid(client_id),
        program_id: ProgramId::from_uuid(program_id),
        site_id: SiteId::from_uuid(site_id),
        group_id: group_id.map(GroupId::from_uuid),
        status: parse(&status, OF)?,
        planned_sessions,
        former_planned_sessions,
        enrolled_at: to_instant(enrolled_at, OF)?,
        ended_at: ended_at.map(|at| to_instant(at, OF)).transpose()?,
        ending_agreed,
        row_version,
    })
}
