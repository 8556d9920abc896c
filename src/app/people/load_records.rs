//! Clients with what belongs to them.

use crate::domain::ids::{ClientId, ClinicId};
use crate::domain::people::{Client, ClientDetails, ClientRecord};
use crate::storage::{Connection, StorageError, availability, guardians};

/// The clients as whole records, in their order: two statements, however many.
pub(in crate::app) async fn load_records(
    on: &Connection,
    clinic_id: ClinicId,
    clients: Vec<Client>,
) -> Result<Vec<ClientRecord>, StorageError> {
    if clients.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ClientId> = clients.iter().map(|client| client.id).collect();
    let mut guardians = guardians::load_guardians(on, clinic_id, &ids).await?;
    let mut windows = availability::load_of_clients(on, clinic_id, &ids).await?;
    let record = |client: Client| {
        let details = ClientDetails {
            guardian: guardians.remove(&client.id),
            availability: windows.remove(&client.id).unwrap_or_default(),
        };
        ClientRecord { client, details }
    };
    Ok(clients.into_iter().map(record).collect())
}
