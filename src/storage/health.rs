//! What a database says of itself.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

use super::connection::Connection;
use super::error::StorageError;
use super::statement::rows;

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
