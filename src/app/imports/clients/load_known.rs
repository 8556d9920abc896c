//! What the clinic has of whom a file speaks.

use crate::app::people::load_records;
use crate::domain::ids::ClinicId;
use crate::domain::imports::{ClientRow, KnownClients};
use crate::domain::patch::Patch;
use crate::storage::{Connection, StorageError, imports};

/// How many clients are asked for at a time.
const BATCH: usize = 1000;

/// The clients whose external id or address a row names: a few statements for every thousand rows.
pub(super) async fn load_known(
    on: &Connection,
    clinic_id: ClinicId,
    rows: &[ClientRow],
) -> Result<KnownClients, StorageError> {
    let mut known = KnownClients::default();
    let cells = || rows.iter().filter_map(|row| row.cells.as_ref().ok());
    let external_ids: Vec<&str> =
        cells().filter_map(|cells| cells.external_id.as_ref()).map(|id| id.as_str()).collect();
    for batch in external_ids.chunks(BATCH) {
        let clients = imports::load_clients_by_external_id(on, clinic_id, batch).await?;
        load_records(on, clinic_id, clients).await?.into_iter().for_each(|record| known.add(record));
    }
    let emails: Vec<String> = cells()
        .filter_map(|cells| match &cells.email {
            Patch::Set(email) => Some(email.as_str().to_ascii_lowercase()),
            Patch::Keep | Patch::Clear => None,
        })
        .collect();
    for batch in emails.chunks(BATCH) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        for holder in imports::load_clients_by_email(on, clinic_id, &batch).await? {
            known.add_holder(&holder);
        }
    }
    Ok(known)
}
