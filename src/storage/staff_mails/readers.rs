//! Members of staff who are written to.

use jiff::Timestamp;
use sea_orm::entity::prelude::Uuid;
use sea_orm::{FromQueryResult, QuerySelect};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::entities::session;
use super::super::error::StorageError;
use super::super::statement::rows;
use super::unrecorded::unrecorded;
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
    let sql = format!(
        "
SELECT m.clinic_id, m.id, m.zone, {SITE_ZONE} AS site_zone FROM staff_member m
JOIN account a ON a.id = m.account_id
WHERE m.role = 'COORDINATOR' AND m.disabled_at IS NULL AND a.disabled_at IS NULL
ORDER BY m.clinic_id, m.id"
    );
    Ok(rows::<Row>(on, &sql, []).await?.into_iter().map(reader).collect())
}

/// Those of a clinic who may act, have a login, and led sessions that ended before then and are not recorded: two statements.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_unrecorded_leads(
    on: &Connection,
    clinic_id: ClinicId,
    ended_before: Timestamp,
) -> Result<Vec<StaffReader>, StorageError> {
    let leads: Vec<Uuid> = unrecorded(clinic_id, ended_before)
        .column(session::Column::TherapistId)
        .distinct()
        .into_tuple()
        .all(on)
        .await?;
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    let (among, leads) = is_any_of_bound(on, "m.id", 2, &leads);
    let sql = format!(
        "
SELECT m.clinic_id, m.id, m.zone, {SITE_ZONE} AS site_zone FROM staff_member m
JOIN account a ON a.id = m.account_id
WHERE m.clinic_id = $1 AND {among} AND m.disabled_at IS NULL AND a.disabled_at IS NULL
ORDER BY m.id"
    );
    let found = rows::<Row>(on, &sql, [clinic_id.uuid().into(), leads]).await?;
    Ok(found.into_iter().map(reader).collect())
}

fn reader(row: Row) -> StaffReader {
    let Row { clinic_id, id, zone, site_zone } = row;
    StaffReader {
        clinic_id: ClinicId::from_uuid(clinic_id),
        id: StaffMemberId::from_uuid(id),
        zone: zone_of(&zone, site_zone.as_deref()),
    }
}
