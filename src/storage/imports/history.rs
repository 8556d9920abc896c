//! The imports themselves.

use jiff::Timestamp;
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::super::Connection;
use super::super::entities::client_import::{ActiveModel, Column, Entity, Model};
use super::super::error::StorageError;
use super::super::transaction::Transaction;
use super::super::values::{to_column, to_instant};
use crate::domain::ids::{ClinicId, ImportId};
use crate::domain::imports::{ClientImport, ImportCounts};
use crate::domain::slice::Slice;

/// Inserts an import.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_import(
    tx: &Transaction,
    clinic_id: ClinicId,
    import: &ClientImport,
) -> Result<(), StorageError> {
    let ClientImport {
        id,
        created_at,
        counts: ImportCounts { created, updated, unchanged, likely_duplicates, refused },
        undone_at,
    } = import;
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        created_at: Set(to_column(*created_at)),
        created_count: Set(to_count(*created)),
        updated_count: Set(to_count(*updated)),
        unchanged_count: Set(to_count(*unchanged)),
        likely_duplicate_count: Set(to_count(*likely_duplicates)),
        refused_count: Set(to_count(*refused)),
        undone_at: Set(undone_at.map(to_column)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The import of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_import(
    on: &Connection,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<Option<ClientImport>, StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// The same, and nobody else undoes it until this transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_import(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<Option<ClientImport>, StorageError> {
    let query = Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock_exclusive();
    query.one(&**tx).await?.map(from_row).transpose()
}

/// A slice of the clinic's imports, newest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_imports(
    on: &Connection,
    clinic_id: ClinicId,
    slice: Slice<ImportId>,
) -> Result<Vec<ClientImport>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(slice.after, |query, before| query.filter(Column::Id.lt(before.uuid())))
        .order_by(Column::Id, Order::Desc)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes down that an import was undone.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn mark_undone(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { undone_at: Set(Some(to_column(now))), ..Default::default() })
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn to_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn from_row(row: Model) -> Result<ClientImport, StorageError> {
    const OF: &str = "client_import";
    let Model {
        clinic_id: _,
        id,
        created_at,
        created_count,
        updated_count,
        unchanged_count,
        likely_duplicate_count,
        refused_count,
        undone_at,
    } = row;
    let count = |stored: i64| u64::try_from(stored).map_err(|_| StorageError::Corrupt(OF));
    Ok(ClientImport {
        id: ImportId::from_uuid(id),
        created_at: to_instant(created_at, OF)?,
        counts: ImportCounts {
            created: count(created_count)?,
            updated: count(updated_count)?,
            unchanged: count(unchanged_count)?,
            likely_duplicates: count(likely_duplicate_count)?,
            refused: count(refused_count)?,
        },
        undone_at: undone_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
