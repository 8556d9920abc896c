//! The entries of the waiting list that an import of courses closed.

use sea_orm::ActiveValue::Set;

use super::super::entities::course_import_entry::{ActiveModel, Entity};
use super::super::error::StorageError;
use super::super::insert::insert_all;
use super::super::statement::change;
use super::super::transaction::Transaction;
use crate::domain::ids::{ClinicId, ImportId};
use crate::domain::waitlist::WaitlistEntry;

/// The entries that import `$2` of clinic `$1` closed.
pub(super) const ENTRIES: &str =
    "SELECT entry_id FROM course_import_entry WHERE clinic_id = $1 AND import_id = $2";

/// Keeps which entries an import closes, and what they were before.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_accepted_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    before: &[WaitlistEntry],
) -> Result<(), StorageError> {
    let row = |entry: &WaitlistEntry| ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        import_id: Set(id.uuid()),
        entry_id: Set(entry.id.uuid()),
        before_status: Set(entry.status.to_string()),
    };
    insert_all::<Entity, _>(tx, before.iter().map(row)).await
}

/// Opens the entries that an import closed, as they were before, and forgets that it did: three statements, however
/// many. Imports of clients that left an entry as the import found it find it so again.
///
/// # Errors
/// `Constraint(WaitlistEntryOpenOnce)` if one of the clients waits for the program again; otherwise `StorageError`.
pub async fn reopen_accepted_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<(), StorageError> {
    let keys = || [clinic_id.uuid().into(), id.uuid().into()];
    let sql = "UPDATE client_import_entry SET row_version = entry.row_version + 1 FROM waitlist_entry entry \
        JOIN course_import_entry made ON made.clinic_id = entry.clinic_id AND made.entry_id = entry.id \
        WHERE made.clinic_id = $1 AND made.import_id = $2 AND client_import_entry.clinic_id = entry.clinic_id \
            AND client_import_entry.entry_id = entry.id AND client_import_entry.row_version = entry.row_version - 1";
    change(tx, sql, keys()).await?;
    let sql = "UPDATE waitlist_entry SET status = made.before_status, ended_on = NULL, enrollment_id = NULL, \
            row_version = waitlist_entry.row_version + 1 \
        FROM course_import_entry made \
        WHERE made.clinic_id = $1 AND made.import_id = $2 AND waitlist_entry.clinic_id = made.clinic_id \
            AND waitlist_entry.id = made.entry_id";
    change(tx, sql, keys()).await?;
    let sql = "DELETE FROM course_import_entry WHERE clinic_id = $1 AND import_id = $2";
    change(tx, sql, keys()).await?;
    Ok(())
}
