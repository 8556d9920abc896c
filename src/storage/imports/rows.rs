//! Whom an import recorded and changed.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::super::Connection;
use super::super::client_snapshot::{from_json, to_json};
use super::super::dialect::is_any_of;
use super::super::entities::client_import_row::{ActiveModel, Column, Entity, Model};
use super::super::error::StorageError;
use super::super::insert::insert_all;
use super::super::statement;
use super::super::transaction::Transaction;
use crate::domain::ids::{ClientId, ClinicId, ImportId};
use crate::domain::imports::ImportedClient;
use crate::domain::slice::Slice;

/// Keeps whom an import recorded and changed.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_import_rows(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
    clients: &[ImportedClient],
) -> Result<(), StorageError> {
    let row = |imported: &ImportedClient| {
        let ImportedClient { client_id, row_version, before } = imported;
        Ok(ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            import_id: Set(import_id.uuid()),
            client_id: Set(client_id.uuid()),
            row_version: Set(*row_version),
            before: Set(before.as_deref().map(to_json).transpose()?),
        })
    };
    let rows = clients.iter().map(row).collect::<Result<Vec<_>, StorageError>>()?;
    insert_all::<Entity, _>(tx, rows).await
}

/// A slice of whom an import recorded and changed, in the order of their ids.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_import_rows(
    on: &Connection,
    clinic_id: ClinicId,
    import_id: ImportId,
    slice: Slice<ClientId>,
) -> Result<Vec<ImportedClient>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::ImportId.eq(import_id.uuid()))
        .apply_if(slice.after, |query, after| query.filter(Column::ClientId.gt(after.uuid())))
        .order_by_asc(Column::ClientId)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Forgets these of whom an import recorded and changed.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_import_rows(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
    clients: &[ClientId],
) -> Result<(), StorageError> {
    let clients: Vec<_> = clients.iter().map(|id| id.uuid()).collect();
    Entity::delete_many()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::ImportId.eq(import_id.uuid()))
        .filter(is_any_of(tx, "client_id", &clients))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// After a client whom a later import had changed was made what they were: the imports before it find them as they left
/// them, at the version that this now is.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn carry_version(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    from: i64,
    to: i64,
) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { row_version: Set(to), ..Default::default() })
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::ClientId.eq(client_id.uuid()))
        .filter(Column::RowVersion.eq(from))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// What has come to depend on an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dependants {
    /// Clients it recorded who were enrolled since.
    pub enrolled: u64,
    /// Clients it recorded or changed whom somebody edited since.
    pub edited: u64,
    /// Clients who were put on the waiting list since, or moved on it.
    pub waiting: u64,
    /// Clients it recorded who have reminders of their own.
    pub reminded: u64,
}

#[derive(FromQueryResult)]
struct DependantsRow {
    enrolled: i64,
    edited: i64,
    waiting: i64,
    reminded: i64,
}

/// How many of an import's clients were enrolled, edited, moved on the waiting list, or given reminders of their own since: one
/// statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_dependants(
    on: &Connection,
    clinic_id: ClinicId,
    import_id: ImportId,
) -> Result<Dependants, StorageError> {
    const SQL: &str = "
SELECT
    (SELECT COUNT(*) FROM client_import_row r
        WHERE r.clinic_id = $1 AND r.import_id = $2 AND r.before IS NULL AND EXISTS (
            SELECT 1 FROM enrollment e WHERE e.clinic_id = r.clinic_id AND e.client_id = r.client_id)) AS enrolled,
    (SELECT COUNT(*) FROM client_import_row r
        JOIN client c ON c.clinic_id = r.clinic_id AND c.id = r.client_id
        WHERE r.clinic_id = $1 AND r.import_id = $2 AND c.row_version <> r.row_version) AS edited,
    (SELECT COUNT(*) FROM (
        SELECT w.client_id FROM client_import_entry r
            JOIN waitlist_entry w ON w.clinic_id = r.clinic_id AND w.id = r.entry_id
            WHERE r.clinic_id = $1 AND r.import_id = $2 AND (w.row_version <> r.row_version
                OR r.before_version IS NOT NULL AND EXISTS (
                    SELECT 1 FROM waitlist_entry o WHERE o.clinic_id = w.clinic_id AND o.client_id = w.client_id
                        AND o.program_id = w.program_id AND o.id <> w.id AND o.ended_on IS NULL)
                OR r.before_version IS NOT NULL AND w.ended_on IS NOT NULL AND EXISTS (
                    SELECT 1 FROM enrollment e WHERE e.clinic_id = w.clinic_id AND e.client_id = w.client_id
                        AND e.program_id = w.program_id AND e.ended_at IS NULL))
        UNION
        SELECT w.client_id FROM client_import_row r
            JOIN waitlist_entry w ON w.clinic_id = r.clinic_id AND w.client_id = r.client_id
            WHERE r.clinic_id = $1 AND r.import_id = $2 AND r.before IS NULL AND NOT EXISTS (
                SELECT 1 FROM client_import_entry i WHERE i.clinic_id = w.clinic_id
                    AND i.import_id = r.import_id AND i.entry_id = w.id)
    ) AS gone_on) AS waiting,
    (SELECT COUNT(*) FROM client_import_row r
        WHERE r.clinic_id = $1 AND r.import_id = $2 AND r.before IS NULL AND EXISTS (
            SELECT 1 FROM reminder_policy p WHERE p.clinic_id = r.clinic_id AND p.client_id = r.client_id
                AND p.removed_at IS NULL)) AS reminded";
    let values = [clinic_id.uuid().into(), import_id.uuid().into()];
    let rows = statement::rows::<DependantsRow>(on, SQL, values).await?;
    let count = |stored: i64| u64::try_from(stored).unwrap_or_default();
    Ok(rows.first().map_or_else(Dependants::default, |row| Dependants {
        enrolled: count(row.enrolled),
        edited: count(row.edited),
        waiting: count(row.waiting),
        reminded: count(row.reminded),
    }))
}

fn from_row(row: Model) -> Result<ImportedClient, StorageError> {
    let Model { clinic_id, import_id: _, client_id, row_version, before } = row;
    Ok(ImportedClient {
        client_id: ClientId::from_uuid(client_id),
        row_version,
        before: before.map(|before| from_json(clinic_id, client_id, before).map(Box::new)).transpose()?,
    })
}
