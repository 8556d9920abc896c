//! Reading the change feed in the order of commits, and hearing of its growth.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{DbBackend, DbErr, FromQueryResult, RuntimeErr, sqlx};
use uuid::Uuid;

use super::connect::Database;
use super::connection::Connection;
use super::dialect;
use super::error::StorageError;
use super::statement::rows;
use crate::domain::changes::PublishedChange;
use crate::domain::ids::ClinicId;

/// The channel that migration 14's trigger notifies.
const CHANNEL: &str = "roundel_change";

/// How long the connection that listens may take to be opened.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place in the feed: what lies before it has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPosition(String);

#[derive(FromQueryResult)]
struct Row {
    position: String,
    clinic_id: Option<Uuid>,
    subject: Option<String>,
    what: Option<String>,
}

/// The place behind everything that is committed.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_end_of_feed(on: &Connection) -> Result<FeedPosition, StorageError> {
    let rows: Vec<Row> = rows(on, dialect::end_of_feed(on), []).await?;
    let row = rows.into_iter().next().ok_or(StorageError::Corrupt("change"))?;
    Ok(FeedPosition(row.position))
}

/// Whatever was committed since that place, each entry once, at most `limit` of them; and the place behind all of it.
///
/// An entry whose transaction began earlier and commits later than another's is not passed over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_changes_since(
    on: &Connection,
    position: &FeedPosition,
    limit: u32,
) -> Result<(Vec<PublishedChange>, FeedPosition), StorageError> {
    let values = [position.0.clone().into(), i64::from(limit).into()];
    let rows: Vec<Row> = rows(on, dialect::feed_since(on), values).await?;
    let end = rows.last().map_or_else(|| position.clone(), |row| FeedPosition(row.position.clone()));
    let changes = rows.into_iter().filter_map(|Row { position: _, clinic_id, subject, what }| {
        let clinic_id = ClinicId::from_uuid(clinic_id?);
        Some(PublishedChange { clinic_id, what: what?, subject: subject? })
    });
    Ok((changes.collect(), end))
}

/// Calls `noticed` whenever some process has committed entries, until the connection is lost; never returns on SQLite,
/// which has no such notices.
///
/// # Errors
/// `StorageError` if the connection can't be had or breaks.
pub async fn follow_notices(db: &Database, noticed: impl Fn()) -> Result<(), StorageError> {
    if db.pool.get_database_backend() != DbBackend::Postgres {
        return std::future::pending().await;
    }
    let failed = |error: sqlx::Error| StorageError::from(DbErr::Conn(RuntimeErr::SqlxError(error.into())));
    // A connection of its own: it is held for good, and the pool's are for requests.
    let options = db.pool.get_postgres_connection_pool().connect_options();
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.as_ref().clone());
    let mut listener = PgListener::connect_with(&pool).await.map_err(failed)?;
    listener.ignore_pool_close_event(true);
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await.map_err(failed)?;
    // What was told before anybody listened.
    noticed();
    while listener.try_recv().await.map_err(failed)?.is_some() {
        noticed();
    }
    Ok(())
}
