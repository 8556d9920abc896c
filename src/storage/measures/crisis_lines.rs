//! Whom to call: the crisis lines of a site or a clinic, by the enrollments that belong there.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::domain::ids::{ClinicId, EnrollmentId};
use crate::domain::name::Name;
use crate::storage::Connection;
use crate::storage::dialect::is_any_of_bound;
use crate::storage::error::StorageError;
use crate::storage::statement::rows;
use crate::storage::values::parse;

/// The crisis lines of the sites of those enrollments, or else the clinic's: one statement, however many. One without any is
/// missing.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_crisis_lines(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Name>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let (is_one, ids) = is_any_of_bound(on, "enrollment.id", 2, &ids);
    let sql = format!(
        "SELECT enrollment.id AS id, COALESCE(site.crisis_lines, clinic.crisis_lines) AS lines FROM enrollment \
         JOIN site ON site.clinic_id = enrollment.clinic_id AND site.id = enrollment.site_id \
         JOIN clinic ON clinic.id = enrollment.clinic_id WHERE enrollment.clinic_id = $1 AND {is_one}"
    );
    let found = rows::<LinesRow>(on, &sql, [clinic_id.uuid().into(), ids]).await?;
    let named = found.into_iter().filter_map(|LinesRow { id, lines }| Some((id, lines?)));
    named.map(|(id, lines)| Ok((EnrollmentId::from_uuid(id), parse(&lines, "site")?))).collect()
}

#[derive(FromQueryResult)]
struct LinesRow {
    id: Uuid,
    lines: Option<String>,
}
