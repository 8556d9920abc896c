//! What a database says of itself.

use jiff::Timestamp;
use sea_orm::entity::prelude::DateTimeUtc;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

use super::connect::Database;
use super::connection::Connection;
use super::error::StorageError;
use super::statement::rows;
use super::values::{to_column, to_instant};

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseHealth {
    /// Its product and version: `SQLite 3.50.2`, `PostgreSQL 15.18 (…)`.
    pub product: String,
    /// The time by its own clock; a file has none.
    pub clock: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct SelfDescription {
    version: String,
    microseconds: Option<i64>,
}

/// Asks the database for its version and its time.
///
/// # Errors
/// `StorageError` if it fails.
pub async fn read_database_health(on: &Connection) -> Result<DatabaseHealth, StorageError> {
    const OF: &str = "the database's own version";
    let sql = match on.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT 'PostgreSQL ' || current_setting('server_version') AS version, \
             (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS microseconds"
        }
        _ => "SELECT 'SQLite ' || sqlite_version() AS version, NULL AS microseconds",
    };
    let described: Vec<SelfDescription> = rows(on, sql, []).await?;
    let SelfDescription { version, microseconds } =
        described.into_iter().next().ok_or(StorageError::Corrupt(OF))?;
    let clock = microseconds.map(Timestamp::from_microsecond).transpose();
    Ok(DatabaseHealth { product: version, clock: clock.map_err(|_| StorageError::Corrupt(OF))? })
}

/// What waits to be done, of all clinics together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseBacklog {
    /// Mails that are due and not sent, without those that wait for the end of quiet hours or for another mail, and paused clinics' apart.
    pub due: u64,
    /// Mails that are due and wait because their clinic's mails are paused.
    pub paused: u64,
    /// When the first of them became due.
    pub oldest_due_at: Option<Timestamp>,
    /// Rows of the audit log that are not sealed yet.
    pub unsealed: u64,
}

#[derive(FromQueryResult)]
struct BacklogRow {
    due: i64,
    paused: i64,
    oldest_due_at: Option<DateTimeUtc>,
    unsealed: i64,
}

/// Counts what waits to be done.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_backlog(on: &Connection, now: Timestamp) -> Result<DatabaseBacklog, StorageError> {
    const OF: &str = "the backlog";
    let sql = "SELECT due.due, due.paused, due.oldest_due_at, (SELECT count(*) FROM audit_unsealed) AS unsealed \
        FROM (SELECT count(*) FILTER (WHERE clinic.mails_paused_at IS NULL) AS due, \
                  count(clinic.mails_paused_at) AS paused, \
                  min(due_at) FILTER (WHERE clinic.mails_paused_at IS NULL) AS oldest_due_at \
              FROM reminder_delivery JOIN clinic ON clinic.id = reminder_delivery.clinic_id \
              WHERE state IN ('PLANNED', 'CLAIMED') AND due_at <= $1 \
                AND NOT (state = 'PLANNED' AND why IS NULL AND next_attempt_at > $1)) AS due";
    let counted: Vec<BacklogRow> = rows(on, sql, [to_column(now).into()]).await?;
    let BacklogRow { due, paused, oldest_due_at, unsealed } =
        counted.into_iter().next().ok_or(StorageError::Corrupt(OF))?;
    Ok(DatabaseBacklog {
        due: due.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        paused: paused.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        oldest_due_at: oldest_due_at.map(|at| to_instant(at, OF)).transpose()?,
        unsealed: unsealed.try_into().map_err(|_| StorageError::Corrupt(OF))?,
    })
}

/// How many connections a pool has in use, and how many idle.
#[must_use]
pub fn connections(db: &Database) -> (u32, u32) {
    let (open, idle) = match db.pool.get_database_backend() {
        DbBackend::Postgres => {
            let pool = db.pool.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        }
        _ => {
            let pool = db.pool.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        }
    };
    let idle = u32::try_from(idle).unwrap_or(u32::MAX);
    (open.saturating_sub(idle), idle)
}
