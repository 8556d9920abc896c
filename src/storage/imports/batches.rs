//! Many clients in few statements.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::availability::{self, Person};
use super::super::dialect::is_any_of;
use super::super::entities::{availability_window, client, guardian};
use super::super::error::StorageError;
use super::super::insert::insert_all;
use super::super::reminders::delete_removed_policies;
use super::super::transaction::Transaction;
use super::super::{clients, guardians};
use crate::domain::ids::{ClientId, ClinicId, RowId};
use crate::domain::people::{AvailabilityWindow, Client, Guardian};

/// A new client with what belongs to them, each row with its id.
#[derive(Debug)]
pub struct NewClientRows {
    /// The client.
    pub client: Client,
    /// The guardian, if there is one.
    pub guardian: Option<(RowId, Guardian)>,
    /// When they can come.
    pub windows: Vec<(RowId, AvailabilityWindow)>,
}

/// Inserts clients with their guardians and windows: a few statements, as many rows in each as both databases take.
///
/// # Errors
/// `Constraint(ClientExternalIdOnce)` if a clinic's own number is taken; otherwise `StorageError`.
pub async fn insert_clients(
    tx: &Transaction,
    clinic_id: ClinicId,
    batch: &[NewClientRows],
) -> Result<(), StorageError> {
    let rows: Vec<_> = batch.iter().map(|new| clients::to_row(clinic_id, &new.client)).collect();
    insert_all::<client::Entity, _>(tx, rows).await?;
    let rows: Vec<_> = batch
        .iter()
        .filter_map(|new| {
            let (id, guardian) = new.guardian.as_ref()?;
            Some(guardians::to_row(clinic_id, new.client.id, *id, guardian))
        })
        .collect();
    insert_all::<guardian::Entity, _>(tx, rows).await?;
    let rows: Vec<_> = batch
        .iter()
        .flat_map(|new| {
            let person = Person::Client(new.client.id);
            new.windows.iter().map(move |(id, window)| availability::to_row(clinic_id, person, *id, *window))
        })
        .collect();
    insert_all::<availability_window::Entity, _>(tx, rows).await
}

/// The versions of those clients, whom nobody else changes until this transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_client_versions(
    tx: &Transaction,
    clinic_id: ClinicId,
    ids: &[ClientId],
) -> Result<HashMap<ClientId, i64>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, i64)> = client::Entity::find()
        .select_only()
        .columns([client::Column::Id, client::Column::RowVersion])
        .filter(client::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "client.id", &ids))
        .order_by_asc(client::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(&**tx)
        .await?;
    Ok(rows.into_iter().map(|(id, version)| (ClientId::from_uuid(id), version)).collect())
}

/// Deletes clients with what belongs to them, reminders of their own that were taken away among it.
///
/// # Errors
/// `Constraint(Reference)` if something still refers to one of them; otherwise `StorageError`.
pub async fn delete_clients(
    tx: &Transaction,
    clinic_id: ClinicId,
    ids: &[ClientId],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    delete_removed_policies(tx, clinic_id, &ids).await?;
    guardian::Entity::delete_many()
        .filter(guardian::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "client_id", &ids))
        .exec(&**tx)
        .await?;
    availability_window::Entity::delete_many()
        .filter(availability_window::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "client_id", &ids))
        .exec(&**tx)
        .await?;
    client::Entity::delete_many()
        .filter(client::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "id", &ids))
        .exec(&**tx)
        .await?;
    Ok(())
}
