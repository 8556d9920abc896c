//! The guardians of adolescent clients.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Connection;
use super::clients::contact_from_columns;
use super::dialect::is_any_of;
use super::entities::guardian::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::to_column;
use crate::domain::ids::{ClientId, ClinicId, RowId};
use crate::domain::people::{Contact, Guardian, PreferredName};

/// Makes this the client's guardian, in place of the one there was.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replace_guardian(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    id: RowId,
    guardian: Option<&Guardian>,
) -> Result<(), StorageError> {
    Entity::delete_many()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::ClientId.eq(client_id.uuid()))
        .exec(&**tx)
        .await?;
    let Some(guardian) = guardian else { return Ok(()) };
    Entity::insert(to_row(clinic_id, client_id, id, guardian)).exec_without_returning(&**tx).await?;
    Ok(())
}

pub(super) fn to_row(
    clinic_id: ClinicId,
    client_id: ClientId,
    id: RowId,
    guardian: &Guardian,
) -> ActiveModel {
    let Guardian { preferred_name, contact: Contact { email, email_consent_at } } = guardian;
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        client_id: Set(client_id.uuid()),
        preferred_name: Set(preferred_name.as_str().to_owned()),
        email: Set(email.as_ref().map(|email| email.as_str().to_owned())),
        email_consent_at: Set(email_consent_at.map(to_column)),
    }
}

/// The guardians of those clients, of those who have one: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_guardians(
    on: &Connection,
    clinic_id: ClinicId,
    clients: &[ClientId],
) -> Result<HashMap<ClientId, Guardian>, StorageError> {
    let ids: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "guardian.client_id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: Model) -> Result<(ClientId, Guardian), StorageError> {
    const OF: &str = "guardian";
    let Model { clinic_id: _, id: _, client_id, preferred_name, email, email_consent_at } = row;
    let guardian = Guardian {
        preferred_name: PreferredName::parse(&preferred_name).map_err(|_| StorageError::Corrupt(OF))?,
        contact: contact_from_columns(email.as_deref(), email_consent_at, OF)?,
    };
    Ok((ClientId::from_uuid(client_id), guardian))
}
