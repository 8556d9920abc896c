//! What planning a series needs of clients: their zones, where they are, whether mail reaches them, and versions, not their
//! names.

use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Query, SimpleExpr, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{client, enrollment};
use super::error::StorageError;
use super::reach;
use super::values::{parse_option, parse_zone};
use crate::domain::access::Reach;
use crate::domain::ids::{ClientId, GroupId};
use crate::domain::people::Jurisdiction;
use crate::domain::time::Zone;

/// A client's zone, and the version it was read at.
#[derive(Debug, Clone)]
pub struct ClientZone {
    /// Whose.
    pub client_id: ClientId,
    /// The zone they live in.
    pub zone: Zone,
    /// Where they are, as far as licensing cares.
    pub location: Option<Jurisdiction>,
    /// Whether they have an address and consented to mail.
    pub is_mailed: bool,
    /// The client's version.
    pub row_version: i64,
}

/// The zones of those clients, in the order of their ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_client_zones(
    on: &Connection,
    reach: Reach,
    clients: &[ClientId],
) -> Result<Vec<ClientZone>, StorageError> {
    load(on, reach, named(on, clients)).await
}

/// The same of those clients and of the group's present members: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_client_zones_with_members(
    on: &Connection,
    reach: Reach,
    clients: &[ClientId],
    group_id: GroupId,
) -> Result<Vec<ClientZone>, StorageError> {
    // Both in one list of ids: for an OR, SQLite reads all of the clinic's clients.
    let named = Query::select()
        .column(client::Column::Id)
        .from(client::Entity)
        .and_where(client::Column::ClinicId.eq(reach.clinic_id.uuid()))
        .and_where(named(on, clients))
        .take();
    let wanted = Query::select()
        .column(enrollment::Column::ClientId)
        .from(enrollment::Entity)
        .and_where(enrollment::Column::ClinicId.eq(reach.clinic_id.uuid()))
        .and_where(enrollment::Column::GroupId.eq(group_id.uuid()))
        .and_where(enrollment::Column::EndedAt.is_null())
        .union(UnionType::Distinct, named)
        .take();
    load(on, reach, client::Column::Id.in_subquery(wanted)).await
}

fn named(on: &Connection, clients: &[ClientId]) -> SimpleExpr {
    let ids: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    is_any_of(on, "client.id", &ids)
}

async fn load(on: &Connection, reach: Reach, which: SimpleExpr) -> Result<Vec<ClientZone>, StorageError> {
    const OF: &str = "client";
    type Columns = (Uuid, String, Option<String>, Option<DateTimeUtc>, i64);
    let rows: Vec<Columns> = client::Entity::find()
        .select_only()
        .columns([
            client::Column::Id,
            client::Column::Zone,
            client::Column::Location,
            client::Column::EmailConsentAt,
            client::Column::RowVersion,
        ])
        .filter(reach::clients(reach))
        .filter(which)
        .order_by_asc(client::Column::Id)
        .into_tuple()
        .all(on)
        .await?;
    rows.into_iter()
        .map(|(id, zone, location, consented_at, row_version)| {
            Ok(ClientZone {
                client_id: ClientId::from_uuid(id),
                zone: parse_zone(&zone, ClientId::from_uuid(id))?,
                location: parse_option(location.as_deref(), OF)?,
                is_mailed: consented_at.is_some(),
                row_version,
            })
        })
        .collect()
}
