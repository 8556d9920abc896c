//! Merges of two records of one client, and the courses that go with them.

use jiff::Timestamp;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Connection;
use super::client_snapshot;
use super::dialect::is_any_of_bound;
use super::entities::{
    client_import_row, client_merge, client_merge_enrollment, client_merge_waitlist_entry, enrollment,
};
use super::error::StorageError;
use super::insert::insert_all;
use super::statement::change;
use super::transaction::Transaction;
use super::values::{to_column, to_instant};
use crate::domain::ids::{ClientId, ClientMergeId, ClinicId, EnrollmentId, WaitlistEntryId};
use crate::domain::people::{ClientMerge, ClientRecord};
use crate::domain::series::PlanHash;
use crate::domain::slice::Slice;

const OF: &str = "client_merge";

/// Begins a statement that moves rows of the record `$2` back to `$3`, which went into it: `origin` has the ids of all records
/// whose rows came with that one, itself and whichever had gone into it before.
pub(super) const ORIGINS: &str = "
WITH RECURSIVE origin (id) AS (
    SELECT merged_id FROM client_merge
    WHERE clinic_id = $1 AND kept_id = $2 AND merged_id = $3 AND undone_at IS NULL
    UNION
    SELECT earlier.merged_id FROM origin
    JOIN client_merge earlier ON earlier.clinic_id = $1 AND earlier.kept_id = origin.id AND earlier.undone_at IS NULL
)";

/// A merge with what both records were before, which undoing it needs.
#[derive(Debug, Clone)]
pub struct StoredMerge {
    /// The merge.
    pub merge: ClientMerge,
    /// The record that was kept, before.
    pub kept_before: ClientRecord,
    /// The other, before.
    pub merged_before: ClientRecord,
}

/// Remembers a merge, by the hash of its plan.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_merge(
    tx: &Transaction,
    clinic_id: ClinicId,
    plan_hash: PlanHash,
    stored: &StoredMerge,
) -> Result<(), StorageError> {
    let StoredMerge { merge, kept_before, merged_before } = stored;
    let ClientMerge { id, kept_id, merged_id, merged_at, kept_version, undone_at } = merge;
    let row = client_merge::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        plan_hash: Set(plan_hash.to_string()),
        kept_id: Set(kept_id.uuid()),
        merged_id: Set(merged_id.uuid()),
        merged_at: Set(to_column(*merged_at)),
        kept_version: Set(*kept_version),
        kept_before: Set(client_snapshot::of_record(kept_before)?),
        merged_before: Set(client_snapshot::of_record(merged_before)?),
        undone_at: Set(undone_at.map(to_column)),
    };
    client_merge::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The merge that a plan of this hash made, if it was carried out.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_merge_of_plan(
    on: &Connection,
    clinic_id: ClinicId,
    plan_hash: PlanHash,
) -> Result<Option<ClientMerge>, StorageError> {
    let row = client_merge::Entity::find()
        .filter(client_merge::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(client_merge::Column::PlanHash.eq(plan_hash.to_string()))
        .one(on)
        .await?;
    row.as_ref().map(merge_of).transpose()
}

/// The merge of that id, if the clinic has one, locked until the transaction ends.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_merge(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ClientMergeId,
) -> Result<Option<StoredMerge>, StorageError> {
    let query = client_merge::Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock_exclusive();
    query.one(&**tx).await?.map(from_row).transpose()
}

/// A slice of the clinic's merges, newest first: of one client's records, kept or merged, if given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_merges(
    on: &Connection,
    clinic_id: ClinicId,
    client_id: Option<ClientId>,
    slice: Slice<ClientMergeId>,
) -> Result<Vec<ClientMerge>, StorageError> {
    use client_merge::Column as C;
    let rows = client_merge::Entity::find()
        .filter(C::ClinicId.eq(clinic_id.uuid()))
        .apply_if(client_id, |query, id| query.filter(C::KeptId.eq(id.uuid()).or(C::MergedId.eq(id.uuid()))))
        .apply_if(slice.after, |query, before| query.filter(C::Id.lt(before.uuid())))
        .order_by_desc(C::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.iter().map(merge_of).collect()
}

/// Writes down that a merge was undone.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn mark_merge_undone(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ClientMergeId,
    now: Timestamp,
) -> Result<(), StorageError> {
    client_merge::Entity::update_many()
        .set(client_merge::ActiveModel { undone_at: Set(Some(to_column(now))), ..Default::default() })
        .filter(client_merge::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(client_merge::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// After a client was made what they were: earlier merges into them find the record as they left it, at the version
/// that this now is.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn carry_kept_version(
    tx: &Transaction,
    clinic_id: ClinicId,
    kept_id: ClientId,
    from: i64,
    to: i64,
) -> Result<(), StorageError> {
    client_merge::Entity::update_many()
        .set(client_merge::ActiveModel { kept_version: Set(to), ..Default::default() })
        .filter(client_merge::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(client_merge::Column::KeptId.eq(kept_id.uuid()))
        .filter(client_merge::Column::KeptVersion.eq(from))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Remembers which enrollments a merge moved.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_moved_enrollments(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ClientMergeId,
    moved: &[EnrollmentId],
) -> Result<(), StorageError> {
    let row = |enrollment: &EnrollmentId| client_merge_enrollment::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        merge_id: Set(id.uuid()),
        enrollment_id: Set(enrollment.uuid()),
    };
    insert_all::<client_merge_enrollment::Entity, _>(tx, moved.iter().map(row)).await
}

/// The enrollments that a merge moved, in the order of their ids.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_moved_enrollments(
    on: &Connection,
    clinic_id: ClinicId,
    id: ClientMergeId,
) -> Result<Vec<EnrollmentId>, StorageError> {
    use client_merge_enrollment::Column as C;
    let ids: Vec<Uuid> = client_merge_enrollment::Entity::find()
        .select_only()
        .column(C::EnrollmentId)
        .filter(C::ClinicId.eq(clinic_id.uuid()))
        .filter(C::MergeId.eq(id.uuid()))
        .order_by_asc(C::EnrollmentId)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(EnrollmentId::from_uuid).collect())
}

/// Every enrollment of a client, in the order of their ids.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_enrollment_ids(
    on: &Connection,
    clinic_id: ClinicId,
    client_id: ClientId,
) -> Result<Vec<EnrollmentId>, StorageError> {
    let ids: Vec<Uuid> = enrollment::Entity::find()
        .select_only()
        .column(enrollment::Column::Id)
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(enrollment::Column::ClientId.eq(client_id.uuid()))
        .order_by_asc(enrollment::Column::Id)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(EnrollmentId::from_uuid).collect())
}

/// Gives those enrollments of one client, with their places in sessions and the time these take, to another. Time that
/// is over by `now` is freed, since both may have been down for the same session once.
///
/// # Errors
/// `Constraint(EnrollmentOpenOnce)` if the other has an open one in the same group; `Constraint(OccupancyOverlap)` if
/// the other is in a session at the same time; otherwise `StorageError`.
pub async fn move_courses(
    tx: &Transaction,
    clinic_id: ClinicId,
    from: ClientId,
    to: ClientId,
    enrollments: &[EnrollmentId],
    now: Timestamp,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let whose = || [clinic_id.uuid().into(), from.uuid().into(), to.uuid().into()];
    let (is_one, array) = is_any_of_bound(tx, "id", 4, &ids);
    let sql = format!(
        "UPDATE enrollment SET client_id = $3, row_version = row_version + 1 \
            WHERE clinic_id = $1 AND client_id = $2 AND {is_one}"
    );
    change(tx, &sql, whose().into_iter().chain([array])).await?;
    let (is_in_one, array) = is_any_of_bound(tx, "enrollment_id", 4, &ids);
    let sql = format!(
        "UPDATE participation SET client_id = $3, row_version = row_version + 1 \
            WHERE clinic_id = $1 AND client_id = $2 AND {is_in_one}"
    );
    change(tx, &sql, whose().into_iter().chain([array.clone()])).await?;
    let taken = |is_in_one: &str| {
        format!(
            "clinic_id = $1 AND holder_kind = 'CLIENT' AND holder_id = $2 AND session_id IN \
                (SELECT session_id FROM participation WHERE clinic_id = $1 AND {is_in_one})"
        )
    };
    let (over, over_array) = is_any_of_bound(tx, "enrollment_id", 3, &ids);
    let sql = format!("DELETE FROM occupancy WHERE {} AND ends_at <= $4", taken(&over));
    change(tx, &sql, [clinic_id.uuid().into(), from.uuid().into(), over_array, to_column(now).into()])
        .await?;
    let sql = format!("UPDATE occupancy SET holder_id = $3 WHERE {}", taken(&is_in_one));
    change(tx, &sql, whose().into_iter().chain([array])).await?;
    Ok(())
}

/// Gives those entries of the waiting list of one client to another.
///
/// # Errors
/// `Constraint(WaitlistEntryOpenOnce)` if the other waits for the same program; otherwise `StorageError`.
pub async fn move_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    from: ClientId,
    to: ClientId,
    entries: &[WaitlistEntryId],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    let (is_one, array) = is_any_of_bound(tx, "id", 4, &ids);
    let sql = format!(
        "UPDATE waitlist_entry SET client_id = $3, row_version = row_version + 1 \
            WHERE clinic_id = $1 AND client_id = $2 AND {is_one}"
    );
    change(tx, &sql, [clinic_id.uuid().into(), from.uuid().into(), to.uuid().into(), array]).await?;
    Ok(())
}

/// Remembers which entries of the waiting list a merge moved.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_moved_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ClientMergeId,
    moved: &[WaitlistEntryId],
) -> Result<(), StorageError> {
    let row = |entry: &WaitlistEntryId| client_merge_waitlist_entry::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        merge_id: Set(id.uuid()),
        entry_id: Set(entry.uuid()),
    };
    insert_all::<client_merge_waitlist_entry::Entity, _>(tx, moved.iter().map(row)).await
}

/// The entries of the waiting list that a merge moved.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_moved_entries(
    on: &Connection,
    clinic_id: ClinicId,
    id: ClientMergeId,
) -> Result<Vec<WaitlistEntryId>, StorageError> {
    use client_merge_waitlist_entry::Column as C;
    let ids: Vec<Uuid> = client_merge_waitlist_entry::Entity::find()
        .select_only()
        .column(C::EntryId)
        .filter(C::ClinicId.eq(clinic_id.uuid()))
        .filter(C::MergeId.eq(id.uuid()))
        .order_by_asc(C::EntryId)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(WaitlistEntryId::from_uuid).collect())
}

/// Forgets what imports did to a client, with what they kept of them.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn forget_imports_of(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
) -> Result<(), StorageError> {
    client_import_row::Entity::delete_many()
        .filter(client_import_row::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(client_import_row::Column::ClientId.eq(client_id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn merge_of(row: &client_merge::Model) -> Result<ClientMerge, StorageError> {
    Ok(ClientMerge {
        id: ClientMergeId::from_uuid(row.id),
        kept_id: ClientId::from_uuid(row.kept_id),
        merged_id: ClientId::from_uuid(row.merged_id),
        merged_at: to_instant(row.merged_at, OF)?,
        kept_version: row.kept_version,
        undone_at: row.undone_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}

fn from_row(row: client_merge::Model) -> Result<StoredMerge, StorageError> {
    let merge = merge_of(&row)?;
    let client_merge::Model { clinic_id, kept_id, merged_id, kept_before, merged_before, .. } = row;
    Ok(StoredMerge {
        merge,
        kept_before: client_snapshot::to_record(clinic_id, kept_id, kept_before)?,
        merged_before: client_snapshot::to_record(clinic_id, merged_id, merged_before)?,
    })
}
