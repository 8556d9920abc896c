//! A session's roster, read to be marked.

use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, EntityName, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};

use super::entities::{enrollment, participation, session, session_series, site};
use super::error::StorageError;
use super::joins;
use super::marks::LateRow;
use super::participations::from_row;
use super::sessions;
use super::transaction::Transaction;
use crate::domain::attendance::{MarkingLock, RosterEntry};
use crate::domain::ids::{ClinicId, SeriesId, SessionId};
use crate::domain::series::Session;

/// The session, if the clinic has it, and its roster in the order of enrollment, locked until the transaction ends:
/// one statement, and one more for a session without a roster.
///
/// The enrollments are locked too, so that two sessions of one client, marked at once, both find their risk assessed
/// on all marks, and before the participations, as whoever ends an enrollment does. Everything that changes is among
/// the locked rows, because a lock that was waited for reads only those anew.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_roster(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_id: SessionId,
) -> Result<Option<(Session, Vec<RosterEntry>)>, StorageError> {
    let query = participation::Entity::find()
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::participation_enrollment())
        .join(JoinType::InnerJoin, joins::enrollment_site())
        .column(session::Column::StartsAt)
        .column(site::Column::LateCancelMinutes);
    let mut query = session::Column::iter()
        .fold(query, |query, column| query.column_as(column, format!("of_session_{}", column.as_str())))
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::SessionId.eq(session_id.uuid()))
        .order_by_asc(participation::Column::EnrollmentId);
    let locked =
        [session::Entity.table_ref(), enrollment::Entity.table_ref(), participation::Entity.table_ref()];
    QueryTrait::query(&mut query).lock_with_tables(LockType::NoKeyUpdate, locked);
    let mut of_session = None;
    let mut roster = Vec::new();
    for row in query.into_model::<RosterRow>().all(&**tx).await? {
        let RosterRow { participation, late, session } = row;
        roster.push(RosterEntry { participation: from_row(participation)?, late_rule: late.rule()? });
        of_session.get_or_insert(session);
    }
    let session = match of_session {
        Some(row) => Some(sessions::from_row(row)?),
        None => sessions::lock_session(tx, clinic_id, session_id).await?,
    };
    Ok(session.map(|session| (session, roster)))
}

/// After how many days the site of a series locks marks, if it does.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_marking_lock(
    tx: &Transaction,
    clinic_id: ClinicId,
    series_id: SeriesId,
) -> Result<Option<MarkingLock>, StorageError> {
    let days: Option<Option<i64>> = session_series::Entity::find()
        .select_only()
        .column(site::Column::MarkingLockDays)
        .join(JoinType::InnerJoin, joins::series_site())
        .filter(session_series::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(session_series::Column::Id.eq(series_id.uuid()))
        .into_tuple()
        .one(&**tx)
        .await?;
    let lock = days.flatten().map(MarkingLock::parse).transpose();
    lock.map_err(|_| StorageError::Corrupt("site"))
}

#[derive(FromQueryResult)]
struct RosterRow {
    #[sea_orm(nested)]
    participation: participation::Model,
    #[sea_orm(nested)]
    late: LateRow,
    #[sea_orm(nested(prefix = "of_session_"))]
    session: session::Model,
}
