//! The courses that the clients of a file are in or wait for.

use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::Connection;
use super::super::dialect::is_any_of;
use super::super::entities::{enrollment, waitlist_entry};
use super::super::error::StorageError;
use super::super::values::to_instant;
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, ProgramId, WaitlistEntryId};
use crate::domain::imports::KnownTreatment;

const OF: &str = "enrollment";

/// The individual treatments of those clients, those that are over too: whose, in which program, and which.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_treatments(
    on: &Connection,
    clinic_id: ClinicId,
    clients: &[ClientId],
) -> Result<Vec<(ClientId, ProgramId, KnownTreatment)>, StorageError> {
    use enrollment::Column;
    let ids: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows = enrollment::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "enrollment.client_id", &ids))
        .filter(Column::GroupId.is_null())
        .all(on)
        .await?;
    rows.into_iter()
        .map(|row| {
            let known = KnownTreatment {
                id: EnrollmentId::from_uuid(row.id),
                enrolled_at: to_instant(row.enrolled_at, OF)?,
                ended_at: row.ended_at.map(|at| to_instant(at, OF)).transpose()?,
            };
            Ok((ClientId::from_uuid(row.client_id), ProgramId::from_uuid(row.program_id), known))
        })
        .collect()
}

/// The open entries of those clients: who waits for which program.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_waiting(
    on: &Connection,
    clinic_id: ClinicId,
    clients: &[ClientId],
) -> Result<Vec<((ClientId, ProgramId), WaitlistEntryId)>, StorageError> {
    use waitlist_entry::Column;
    let ids: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Uuid, Uuid)> = waitlist_entry::Entity::find()
        .select_only()
        .columns([Column::ClientId, Column::ProgramId, Column::Id])
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "waitlist_entry.client_id", &ids))
        .filter(Column::EndedOn.is_null())
        .into_tuple()
        .all(on)
        .await?;
    let entry = |(client, program, id)| {
        ((ClientId::from_uuid(client), ProgramId::from_uuid(program)), WaitlistEntryId::from_uuid(id))
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Who of those clients is in a course of which program.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_enrolled(
    on: &Connection,
    clinic_id: ClinicId,
    clients: &[ClientId],
) -> Result<Vec<(ClientId, ProgramId)>, StorageError> {
    use enrollment::Column;
    let ids: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Uuid)> = enrollment::Entity::find()
        .select_only()
        .columns([Column::ClientId, Column::ProgramId])
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "enrollment.client_id", &ids))
        .filter(Column::EndedAt.is_null())
        .into_tuple()
        .all(on)
        .await?;
    let pair = |(client, program)| (ClientId::from_uuid(client), ProgramId::from_uuid(program));
    Ok(rows.into_iter().map(pair).collect())
}
