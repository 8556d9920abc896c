//! Sessions ahead whose instants were derived with another release of the tz database.

use jiff::Timestamp;
use sea_orm::entity::prelude::Uuid;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::Connection;
use super::dialect::is_any_of;
use super::entities::session::{Column, Entity, Model};
use super::error::StorageError;
use super::sessions;
use super::statement::rows;
use super::transaction::Transaction;
use super::values::{to_column, to_instant};
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::series::{Session, SessionStatus};
use crate::domain::time::{UnknownZone, Zone};

/// A session as stored; its zone's name may be one that the current data don't have any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleSession {
    /// Which session.
    pub id: SessionId,
    /// When it starts, as stored.
    pub starts_at: Timestamp,
    /// The session, unless its zone is unknown.
    pub session: Result<Session, UnknownZone>,
}

/// The clinics with planned sessions after `now` that another release than `version` derived: one statement, which
/// reads the sessions ahead over their index and stops at a clinic's first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinics_with_stale_sessions(
    on: &Connection,
    version: &str,
    now: Timestamp,
) -> Result<Vec<ClinicId>, StorageError> {
    const SQL: &str = "
SELECT id FROM clinic
WHERE EXISTS (SELECT 1 FROM session
    WHERE session.clinic_id = clinic.id AND starts_at > $1 AND status = 'PLANNED' AND tzdb_version <> $2)
ORDER BY id";
    let clinics = rows::<IdRow>(on, SQL, [to_column(now).into(), version.into()]).await?;
    Ok(clinics.into_iter().map(|row| ClinicId::from_uuid(row.id)).collect())
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Locks the groups and treatments whose sessions are stale until the transaction ends, in the order of their ids, as
/// everybody does who makes, moves or cancels sessions, joins or leaves: two statements. SQLite has one lock.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_owners_of_stale_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    version: &str,
    now: Timestamp,
) -> Result<(), StorageError> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (owner, column) in [("therapy_group", "group_id"), ("enrollment", "enrollment_id")] {
        let sql = format!(
            "
SELECT id FROM {owner}
WHERE clinic_id = $1 AND id IN (
    SELECT series.{column} FROM session
    JOIN session_series series ON series.clinic_id = session.clinic_id AND series.id = session.series_id
    WHERE session.clinic_id = $1 AND session.starts_at > $2 AND session.status = 'PLANNED'
      AND session.tzdb_version <> $3)
ORDER BY id
FOR NO KEY UPDATE"
        );
        let values = [clinic_id.uuid().into(), to_column(now).into(), version.into()];
        rows::<IdRow>(tx, &sql, values).await?;
    }
    Ok(())
}

/// A page of the clinic's stale sessions in the order of their starts, from behind `after` on, each locked until the
/// transaction ends: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_stale_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    version: &str,
    now: Timestamp,
    after: Option<(Timestamp, SessionId)>,
    limit: u64,
) -> Result<Vec<StaleSession>, StorageError> {
    let stale = stale(version, now).filter(Column::ClinicId.eq(clinic_id.uuid()));
    let behind = after.map(|(starts_at, id)| {
        let later =
            Condition::any().add(Column::StartsAt.gt(to_column(starts_at))).add(Column::Id.gt(id.uuid()));
        Condition::all().add(Column::StartsAt.gte(to_column(starts_at))).add(later)
    });
    let page = stale.filter(behind.unwrap_or_else(Condition::all)).limit(limit).lock(LockType::Update);
    page.all(&**tx).await?.into_iter().map(from_row).collect()
}

/// The first stale sessions of all clinics, soonest first: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_stale_sessions(
    on: &Connection,
    version: &str,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<StaleSession>, StorageError> {
    stale(version, now).limit(limit).all(on).await?.into_iter().map(from_row).collect()
}

fn stale(version: &str, now: Timestamp) -> Select<Entity> {
    Entity::find()
        .filter(Column::StartsAt.gt(to_column(now)))
        .filter(Column::Status.eq(SessionStatus::Planned.word()))
        .filter(Column::TzdbVersion.ne(version))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
}

fn from_row(row: Model) -> Result<StaleSession, StorageError> {
    Ok(StaleSession {
        id: SessionId::from_uuid(row.id),
        starts_at: to_instant(row.starts_at, "session")?,
        session: match Zone::parse(&row.zone) {
            Ok(_) => Ok(sessions::from_row(row)?),
            Err(unknown) => Err(unknown),
        },
    })
}

/// Writes down that those sessions are what that release makes of them too. Nothing else of them changes, their
/// `row_version` neither: nobody who edits one has seen anything that is different now.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn confirm_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    ids: &[SessionId],
    version: &str,
) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    Entity::update_many()
        .col_expr(Column::TzdbVersion, Expr::value(version))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "id", &ids))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// How many planned sessions after `now` each release derived, by its name: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn count_sessions_by_release(
    on: &Connection,
    now: Timestamp,
) -> Result<Vec<(String, u64)>, StorageError> {
    const SQL: &str = "
SELECT tzdb_version, count(*) AS n FROM session
WHERE starts_at > $1 AND status = 'PLANNED'
GROUP BY tzdb_version
ORDER BY tzdb_version";
    let counted = rows::<ReleaseRow>(on, SQL, [to_column(now).into()]).await?;
    let count = |row: ReleaseRow| {
        Ok((row.tzdb_version, row.n.try_into().map_err(|_| StorageError::Corrupt("session"))?))
    };
    counted.into_iter().map(count).collect()
}

#[derive(FromQueryResult)]
struct ReleaseRow {
    tzdb_version: String,
    n: i64,
}

/// Every zone name that a series, or a session after `now`, is stored with: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_zones_of_sessions(on: &Connection, now: Timestamp) -> Result<Vec<String>, StorageError> {
    const SQL: &str = "
SELECT zone FROM session_series
UNION
SELECT zone FROM session WHERE starts_at > $1
ORDER BY zone";
    let zones = rows::<ZoneRow>(on, SQL, [to_column(now).into()]).await?;
    Ok(zones.into_iter().map(|row| row.zone).collect())
}

#[derive(FromQueryResult)]
struct ZoneRow {
    zone: String,
}
