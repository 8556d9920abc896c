//! Opening the database that a URL names.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection as _, PgConnection, SqliteConnection};
use sea_orm::{ConnectOptions, DatabaseConnection, DbErr, RuntimeErr};
use url::Url;

use super::connection::Connection;
use super::error::StorageError;
use super::presence::Presence;

/// How long opening a connection may take, and how long one of the pool's is waited for while all are in use.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database URL: `sqlite://path/to/file.db` or `postgres://user:password@host/name`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// The text is no database URL that Roundel can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a usable database URL: expected `sqlite://FILE` or `postgres://USER@HOST/NAME`, with @, / and other signs of \
     a password percent-encoded (%40, %2F)"
)]
pub struct InvalidDatabaseUrl;

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;
    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        let file =
            text.strip_prefix("sqlite://").filter(|file| !file.is_empty() && !file.contains(":memory:"));
        let is_server = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        // With an @ or a / in the password the rest of it would be taken, and shown, for the host.
        let is_server = is_server && Url::parse(text).is_ok_and(|url| !url.path().contains('@'));
        if file.is_some() || is_server { Ok(Self(text.to_owned())) } else { Err(InvalidDatabaseUrl) }
    }
}

impl DatabaseUrl {
    /// Whether this is a SQLite file.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }

    /// The file, if this is SQLite.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<&Path> {
        self.0.strip_prefix("sqlite://").map(|rest| Path::new(rest.split('?').next().unwrap_or(rest)))
    }
}

/// Shows which kind of database and where; of a server's URL neither user nor password nor parameters.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sqlite_file().is_some() {
            return f.write_str(&self.0);
        }
        let Ok(url) = Url::parse(&self.0) else { return f.write_str("postgres://[hidden]") };
        write!(f, "postgres://{}", url.host_str().unwrap_or_default())?;
        if let Some(port) = url.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(url.path())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How much of it a process may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most connections held open at once.
    pub max_connections: u32,
    /// How long a statement waits for a lock that another transaction holds; then the race is lost.
    pub lock_timeout: Duration,
}

/// An open database: a pool of connections.
#[derive(Clone)]
pub struct Database {
    pub(super) pool: DatabaseConnection,
    pub(super) statements: Arc<AtomicU64>,
    pub(super) presence: Arc<Presence>,
    reader: Arc<Connection>,
}

impl Database {
    /// Opens the database; a SQLite file that does not exist is made, readable by its owner only.
    ///
    /// A server that refuses connections is given ten seconds to come up: what a service wants that starts with it.
    ///
    /// # Errors
    /// `Unavailable` if it can't be reached or the file can't be opened.
    pub async fn connect(url: &DatabaseUrl, limits: Limits) -> Result<Self, StorageError> {
        if let Some(file) = url.sqlite_file() {
            create_private(file).map_err(|error| {
                StorageError::Unavailable(DbErr::Custom(format!("{}: {error}", file.display())))
            })?;
        }
        // The URL is read as one on the way down, and there a space in a file's name must be escaped.
        let escaped = if url.sqlite_file().is_some() { url.0.replace(' ', "%20") } else { url.0.clone() };
        let Limits { max_connections, lock_timeout } = limits;
        let mut options = ConnectOptions::new(escaped);
        options
            .max_connections(max_connections)
            .connect_timeout(PATIENCE)
            .acquire_timeout(PATIENCE)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(move |postgres| {
                postgres.options([("lock_timeout", lock_timeout.as_millis())])
            })
            .map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(lock_timeout)
            })
            .map_sqlx_sqlite_pool_opts(|pool| {
                pool.after_release(|connection, _| Box::pin(is_out_of_its_transaction(connection)))
            });
        let pool = sea_orm::Database::connect(options).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let failed = |error| StorageError::from(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))));
        let presence = match url.sqlite_file() {
            Some(_) => Presence::of_file(),
            None => Presence::of_server(&url.0).map_err(failed)?,
        };
        let presence = Arc::new(presence);
        let reader = Arc::new(Connection::pool(pool.clone(), Arc::clone(&presence), Arc::clone(&statements)));
        Ok(Self { pool, statements, presence, reader })
    }

    /// Opens the database as `connect` does, but says at once why it can't be reached: what a person wants.
    ///
    /// # Errors
    /// `Unavailable` if it can't be reached or the file can't be opened.
    #[expect(clippy::disallowed_methods, reason = "a limit on I/O: the server may not answer")]
    pub async fn connect_at_once(url: &DatabaseUrl, limits: Limits) -> Result<Self, StorageError> {
        if url.sqlite_file().is_none() {
            let failed = |error| StorageError::from(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))));
            let attempt = tokio::time::timeout(PATIENCE, PgConnection::connect(&url.0)).await;
            let probe = attempt.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(failed)?;
            probe.close().await.map_err(failed)?;
        }
        Self::connect(url, limits).await
    }

    /// Where reads run: the pool, outside any transaction.
    #[must_use]
    pub fn reader(&self) -> &Connection {
        &self.reader
    }

    /// How many statements ran since the database was opened; tests compare it before and after a request.
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// `Unavailable` if it doesn't.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.pool.ping().await.map_err(StorageError::Unavailable)
    }

    /// Closes the pool; statements still running finish first.
    ///
    /// # Errors
    /// `Database` if the connections can't be closed in order.
    pub async fn close(self) -> Result<(), StorageError> {
        Ok(self.pool.close().await?)
    }
}

/// Whether a SQLite connection that is given back has no transaction any more.
///
/// A commit that finds the disk full rolls everything back by itself; the library goes on counting a transaction, and
/// would take the next one for a part of it: begun without `IMMEDIATE`, and perhaps never ended. Such a connection is
/// closed, and with it whatever it holds.
async fn is_out_of_its_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A rollback that was begun is done by then.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn create_private(file: &Path) -> std::io::Result<()> {
    if file.exists() {
        return Ok(());
    }
    if let Some(folder) = file.parent().map(PathBuf::from).filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_who_connects_and_how() {
        for (given, shown) in [
            ("sqlite:///var/lib/roundel.db", "sqlite:///var/lib/roundel.db"),
            ("postgres://roundel:hunter2@db.internal:5433/clinic", "postgres://db.internal:5433/clinic"),
            ("postgres://db/clinic?user=roundel&password=hunter2", "postgres://db/clinic"),
            ("postgresql://roundel:hunter2@%2Frun%2Fpg/clinic", "postgres://%2Frun%2Fpg/clinic"),
            ("postgres://roundel:hun%2Fter%402@db/clinic", "postgres://db/clinic"),
        ] {
            let url: DatabaseUrl = given.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), shown);
        }
    }

    #[test]
    fn what_is_neither_a_file_nor_a_server_is_refused() {
        for bad in [
            "",
            "sqlite://",
            "sqlite::memory:",
            "sqlite://:memory:",
            "roundel.db",
            "mysql://db/clinic",
            "postgres://roundel:hun/ter2@db/clinic",
            "postgres://roundel:h@nt/er2@db/clinic",
        ] {
            assert_eq!(bad.parse::<DatabaseUrl>(), Err(InvalidDatabaseUrl), "{bad}");
        }
    }
}
