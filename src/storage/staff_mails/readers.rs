//! Members of staff who are written to.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;

use super::super::Connection;
use super::super::error::StorageError;
use super::super::statement::rows;
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::time::Zone;

/// Somebody who is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffReader {
    /// Of which clinic's staff.
    pub clinic_id: ClinicId,
    /// Who.
    pub id: StaffMemberId,
    /// The zone they read times in; if the tz database has it no more, that of the clinic's first site.
    pub zone: Zone,
}

#[derive(FromQueryResult)]
struct Row {
    clinic_id: Uuid,
    id: Uuid,
    zone: String,
    site_zone: Option<String>,
}

/// The zone of the first site of the clinic of `m`.
pub(super) const SITE_ZONE: &str =
    "(SELECT site.zone FROM site WHERE site.clinic_id = m.clinic_id ORDER BY site.id LIMIT 1)";

/// The zone that somebody reads times in, or else one of the clinic's.
pub(super) fn zone_of(own: &str, site: Option<&str>) -> Zone {
    let own = Zone::stored(own);
    match site.map(Zone::stored) {
        Some(site) if !own.is_known() => site,
        Some(_) | None => own,
    }
}

/// The coordinators of all clinics who may act and have a login, clinic by clinic: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_coordinators(on: &Connection) -> Result<Vec<StaffReader>, StorageError> {
    list_readers(on, "m.role = 'COORDINATOR'").await
}

/// Whoever may lead sessions and has a login, clinic by clinic: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_leaders(on: &Connection) -> Result<Vec<StaffReader>, StorageError> {
    list_readers(on, "m.role <> 'VIEWER'").await
}

/// Those who may act and have a login, of those whom the condition on `m` takes in.
async fn list_readers(on: &Connection, which: &str) -> Result<Vec<StaffReader>, StorageError> {
    let sql = format!(
        "
SELECT m.clinic_id, m.id, m.zone, {SITE_ZONE} AS site_zone FROM staff_member m
JOIN account a ON a.id = m.account_id
WHERE {which} AND m.disabled_at IS NULL AND a.disabled_at IS NULL
ORDER BY m.clinic_id, m.id"
    );
    Ok(rows::<Row>(on, &sql, []).await?.into_iter().map(reader).collect())
}

fn reader(row: Row) -> StaffReader {
    let Row { clinic_id, id, zone, site_zone } = row;
    StaffReader {
        clinic_id: ClinicId::from_uuid(clinic_id),
        id: StaffMemberId::from_uuid(id),
        zone: zone_of(&zone, site_zone.as_deref()),
    }
}
