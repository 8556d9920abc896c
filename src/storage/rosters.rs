//! A session's roster: read to be marked, and the marks that then stand.

use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::entities::{enrollment, participation, session, site};
use super::error::StorageError;
use super::insert::upsert_all;
use super::joins;
use super::marks::LateRow;
use super::participations::{from_row, to_row};
use super::transaction::Transaction;
use crate::domain::attendance::{Participation, RosterEntry};
use crate::domain::ids::{ClinicId, SessionId};

/// The session's roster in the order of enrollment; the enrollments are locked until the transaction ends, so that
/// two sessions of one client, marked at once, both find their risk assessed on all marks. Lock the session first: a
/// lock that is waited for would otherwise leave older participations beside it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_roster(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_id: SessionId,
) -> Result<Vec<RosterEntry>, StorageError> {
    let mut query = participation::Entity::find()
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::participation_enrollment())
        .join(JoinType::InnerJoin, joins::enrollment_site())
        .column(session::Column::StartsAt)
        .column(site::Column::LateCancelMinutes)
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::SessionId.eq(session_id.uuid()))
        .order_by_asc(participation::Column::EnrollmentId);
    QueryTrait::query(&mut query).lock_with_tables(LockType::NoKeyUpdate, [enrollment::Entity]);
    let rows = query.into_model::<RosterRow>().all(&**tx).await?;
    rows.into_iter()
        .map(|row| {
            Ok(RosterEntry { participation: from_row(row.participation)?, late_rule: row.late.rule()? })
        })
        .collect()
}

/// Writes the marks that now stand, in one statement for any roster; of a row that exists nothing else changes.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn store_standing_marks(
    tx: &Transaction,
    clinic_id: ClinicId,
    participations: &[Participation],
) -> Result<(), StorageError> {
    use participation::Column as C;
    let mut on_conflict = OnConflict::columns([C::ClinicId, C::Id]);
    on_conflict
        .update_columns([
            C::Attendance,
            C::MinutesAttended,
            C::ArrivedLate,
            C::Reason,
            C::NoticeGivenAt,
            C::MarkVersion,
        ])
        .value(C::RowVersion, Expr::col((participation::Entity, C::RowVersion)).add(1));
    let rows = participations.iter().map(|one| to_row(clinic_id, one));
    upsert_all::<participation::Entity, _>(tx, rows, on_conflict).await
}

#[derive(FromQueryResult)]
struct RosterRow {
    #[sea_orm(nested)]
    participation: participation::Model,
    #[sea_orm(nested)]
    late: LateRow,
}
