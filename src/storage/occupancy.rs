//! Who and what is taken when. The database refuses an overlap for a therapist, a room or a client.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::occupancy;
use super::error::StorageError;
use super::insert::insert_all;
use super::transaction::Transaction;
use super::values::{a_day_before, to_column, to_instant};
use crate::domain::ids::{ClientId, ClinicId, RowId, SessionId};
use crate::domain::occupancy::{Holder, HolderKind, Occupancy};

/// Takes the times; all or, with an error, none.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if somebody or something is taken already; otherwise `StorageError`.
pub async fn insert_occupancy(
    tx: &Transaction,
    clinic_id: ClinicId,
    taken: &[Occupancy],
) -> Result<(), StorageError> {
    insert_all::<occupancy::Entity, _>(tx, taken.iter().map(|one| to_row(clinic_id, one))).await
}

/// Frees everybody and everything that those sessions take: one statement, however many.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_occupancy_of_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[SessionId],
) -> Result<(), StorageError> {
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    occupancy::Entity::delete_many()
        .filter(occupancy::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "session_id", &sessions))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Frees one holder from those sessions.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_occupancy_of_holder(
    tx: &Transaction,
    clinic_id: ClinicId,
    holder: Holder,
    sessions: &[SessionId],
) -> Result<(), StorageError> {
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    occupancy::Entity::delete_many()
        .filter(occupancy::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(occupancy::Column::HolderKind.eq(holder.kind().word()))
        .filter(occupancy::Column::HolderId.eq(holder.uuid()))
        .filter(is_any_of(tx, "session_id", &sessions))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Frees those clients from a session: one statement, however many.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_occupancy_of_clients(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_id: SessionId,
    clients: &[ClientId],
) -> Result<(), StorageError> {
    let clients: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    occupancy::Entity::delete_many()
        .filter(occupancy::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(occupancy::Column::SessionId.eq(session_id.uuid()))
        .filter(occupancy::Column::HolderKind.eq(HolderKind::Client.word()))
        .filter(is_any_of(tx, "holder_id", &clients))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// What those holders are taken by within `from..until`: one statement, however many holders.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_occupancy(
    on: &Connection,
    clinic_id: ClinicId,
    holders: &[Holder],
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Occupancy>, StorageError> {
    let ids: Vec<Uuid> = holders.iter().map(|holder| holder.uuid()).collect();
    let rows = occupancy::Entity::find()
        .filter(occupancy::Column::ClinicId.eq(clinic_id.uuid()))
        // Every kind: named, so that the index on (clinic, kind, holder, start) finds a holder.
        .filter(occupancy::Column::HolderKind.is_in(HolderKind::WORDS.iter().copied()))
        .filter(is_any_of(on, "occupancy.holder_id", &ids))
        .filter(occupancy::Column::StartsAt.lt(to_column(until)))
        .filter(occupancy::Column::StartsAt.gt(to_column(a_day_before(from))))
        .filter(occupancy::Column::EndsAt.gt(to_column(from)))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn to_row(clinic_id: ClinicId, taken: &Occupancy) -> occupancy::ActiveModel {
    let Occupancy { id, session_id, holder, starts_at, ends_at } = taken;
    occupancy::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        session_id: Set(session_id.uuid()),
        holder_kind: Set(holder.kind().word().to_owned()),
        holder_id: Set(holder.uuid()),
        starts_at: Set(to_column(*starts_at)),
        ends_at: Set(to_column(*ends_at)),
    }
}

fn from_row(row: occupancy::Model) -> Result<Occupancy, StorageError> {
    const OF: &str = "occupancy";
    let occupancy::Model { clinic_id: _, id, session_id, holder_kind, holder_id, starts_at, ends_at } = row;
    let kind = holder_kind.parse().map_err(|_| StorageError::Corrupt(OF))?;
    Ok(Occupancy {
        id: RowId::from_uuid(id),
        session_id: SessionId::from_uuid(session_id),
        holder: Holder::new(kind, holder_id),
        starts_at: to_instant(starts_at, OF)?,
        ends_at: to_instant(ends_at, OF)?,
    })
}
