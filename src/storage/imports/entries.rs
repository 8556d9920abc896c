//! What imports did on the waiting list.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Value};
use uuid::Uuid;

use super::super::dialect::{is_any_of, locking_against_itself};
use super::super::entities::client_import_entry::{ActiveModel, Column, Entity};
use super::super::entities::waitlist_entry;
use super::super::error::StorageError;
use super::super::insert::insert_all;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::to_date_column;
use crate::domain::ids::{ClientId, ClinicId, ImportId, SiteId, WaitlistEntryId};
use crate::domain::imports::ImportedEntry;

/// Keeps which entries of the waiting list an import made and changed.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_import_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
    entries: &[ImportedEntry],
) -> Result<(), StorageError> {
    let row = |imported: &ImportedEntry| {
        let ImportedEntry { entry_id, row_version, before } = imported;
        let before = before.as_ref();
        ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            import_id: Set(import_id.uuid()),
            entry_id: Set(entry_id.uuid()),
            row_version: Set(*row_version),
            before_version: Set(before.map(|entry| entry.row_version)),
            before_site_id: Set(before.and_then(|entry| entry.site_id).map(SiteId::uuid)),
            before_referred_on: Set(before.map(|entry| to_date_column(entry.referred_on))),
            before_priority: Set(before.map(|entry| entry.priority.to_string())),
            before_status: Set(before.map(|entry| entry.status.to_string())),
        }
    };
    insert_all::<Entity, _>(tx, entries.iter().map(row)).await
}

/// An entry that an import made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryOfImport {
    /// Which.
    pub id: WaitlistEntryId,
    /// Who waits.
    pub client_id: ClientId,
    /// Whether the import made it.
    pub made: bool,
}

#[derive(FromQueryResult)]
struct EntryRow {
    entry_id: Uuid,
    client_id: Uuid,
    before_version: Option<i64>,
}

/// Some of the entries that an import made or changed, and that it still remembers.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_import_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
    limit: u64,
) -> Result<Vec<EntryOfImport>, StorageError> {
    let sql = format!(
        "SELECT made.entry_id, entry.client_id, made.before_version FROM client_import_entry made \
         JOIN waitlist_entry entry ON entry.clinic_id = made.clinic_id AND entry.id = made.entry_id \
         WHERE made.clinic_id = $1 AND made.import_id = $2 ORDER BY made.entry_id LIMIT {limit}"
    );
    let found: Vec<EntryRow> = rows(tx, &sql, of(clinic_id, import_id)).await?;
    let entry = |row: EntryRow| {
        let EntryRow { entry_id, client_id, before_version } = row;
        EntryOfImport {
            id: WaitlistEntryId::from_uuid(entry_id),
            client_id: ClientId::from_uuid(client_id),
            made: before_version.is_none(),
        }
    };
    Ok(found.into_iter().map(entry).collect())
}

#[derive(FromQueryResult)]
struct Locked {
    #[expect(dead_code, reason = "the statement is run for its locks")]
    n: i64,
}

/// Nobody else changes the entries that an import made or changed until this transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_import_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
) -> Result<(), StorageError> {
    let locking = locking_against_itself(tx);
    let sql = format!(
        "SELECT count(*) AS n FROM (SELECT entry.id FROM waitlist_entry entry \
         JOIN client_import_entry made ON made.clinic_id = entry.clinic_id AND made.entry_id = entry.id \
         WHERE made.clinic_id = $1 AND made.import_id = $2 ORDER BY entry.id {locking}) AS locked"
    );
    rows::<Locked>(tx, &sql, of(clinic_id, import_id)).await.map(drop)
}

/// Makes the entries that an import changed what they were before: two statements, however many. Imports before it find
/// them as they left them, at the version that they now have.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn restore_import_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
) -> Result<(), StorageError> {
    let sql = "UPDATE waitlist_entry SET site_id = made.before_site_id, referred_on = made.before_referred_on, \
            priority = made.before_priority, status = made.before_status, former_status = NULL, \
            withdrawal_reason = NULL, ended_on = NULL, row_version = made.row_version + 1 \
        FROM client_import_entry made \
        WHERE made.clinic_id = $1 AND made.import_id = $2 AND made.before_version IS NOT NULL \
            AND waitlist_entry.clinic_id = made.clinic_id AND waitlist_entry.id = made.entry_id";
    change(tx, sql, of(clinic_id, import_id)).await?;
    let sql = "UPDATE client_import_entry AS earlier SET row_version = made.row_version + 1 \
        FROM client_import_entry made \
        WHERE made.clinic_id = $1 AND made.import_id = $2 AND earlier.clinic_id = made.clinic_id \
            AND earlier.entry_id = made.entry_id AND earlier.import_id <> made.import_id \
            AND earlier.row_version = made.before_version";
    change(tx, sql, of(clinic_id, import_id)).await?;
    Ok(())
}

/// Forgets what an import did to those entries.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_import_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    import_id: ImportId,
    entries: &[WaitlistEntryId],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    Entity::delete_many()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::ImportId.eq(import_id.uuid()))
        .filter(is_any_of(tx, "entry_id", &ids))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Forgets what any import did to those entries.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn forget_imports_of_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    entries: &[WaitlistEntryId],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    Entity::delete_many()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "entry_id", &ids))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Deletes entries of the waiting list.
///
/// # Errors
/// `Constraint(Reference)` if something still refers to one of them; otherwise `StorageError`.
pub async fn delete_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    entries: &[WaitlistEntryId],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    waitlist_entry::Entity::delete_many()
        .filter(waitlist_entry::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "id", &ids))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn of(clinic_id: ClinicId, import_id: ImportId) -> [Value; 2] {
    [clinic_id.uuid().into(), import_id.uuid().into()]
}
