//! The clients that a file may speak of.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::super::Connection;
use super::super::clients::from_row;
use super::super::dialect::is_any_text_of;
use super::super::entities::client::{Column, Entity};
use super::super::error::StorageError;
use crate::domain::ids::ClinicId;
use crate::domain::people::Client;

/// The clients of those external ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_clients_by_external_id(
    on: &Connection,
    clinic_id: ClinicId,
    external_ids: &[&str],
) -> Result<Vec<Client>, StorageError> {
    load(on, clinic_id, "client.external_id", external_ids).await
}

/// The clients with those addresses, given in lower case, oldest first: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_clients_by_email(
    on: &Connection,
    clinic_id: ClinicId,
    emails: &[&str],
) -> Result<Vec<Client>, StorageError> {
    load(on, clinic_id, "lower(client.email)", emails).await
}

async fn load(
    on: &Connection,
    clinic_id: ClinicId,
    expression: &'static str,
    texts: &[&str],
) -> Result<Vec<Client>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_text_of(on, expression, texts))
        .all(on)
        .await?;
    // Sorted here: told to, SQLite reads all of the clinic's clients in that order.
    let mut clients = rows.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    clients.sort_unstable_by_key(|client| client.id);
    Ok(clients)
}
