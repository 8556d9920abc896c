//! Opening the database that a URL names.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, DatabaseConnection};

use super::connection::Connection;
use super::error::StorageError;

/// A database URL: `sqlite://path/to/file.db` or `postgres://user:password@host/name`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// The text is no database URL that Roundel can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a usable database URL: expected `sqlite://FILE` or `postgres://USER@HOST/NAME`")]
pub struct InvalidDatabaseUrl;

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;
    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        let file =
            text.strip_prefix("sqlite://").filter(|file| !file.is_empty() && !file.contains(":memory:"));
        let is_server = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if file.is_some() || is_server { Ok(Self(text.to_owned())) } else { Err(InvalidDatabaseUrl) }
    }
}

impl DatabaseUrl {
    /// The file, if this is SQLite.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<&Path> {
        self.0.strip_prefix("sqlite://").map(|rest| Path::new(rest.split('?').next().unwrap_or(rest)))
    }
}

/// Shows which kind of database and where, never a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.rsplit_once('@') {
            Some((_, place)) => write!(f, "postgres://…@{place}"),
            None => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An open database: a pool of connections.
#[derive(Clone)]
pub struct Database {
    pub(super) pool: DatabaseConnection,
    pub(super) statements: Arc<AtomicU64>,
    reader: Arc<Connection>,
}

impl Database {
    /// Opens the database; a SQLite file that does not exist is made, readable by its owner only.
    ///
    /// # Errors
    /// `Unavailable` if it can't be reached or the file can't be opened.
    pub async fn connect(url: &DatabaseUrl, max_connections: u32) -> Result<Self, StorageError> {
        if let Some(file) = url.sqlite_file() {
            create_private(file).map_err(|error| {
                StorageError::Unavailable(sea_orm::DbErr::Custom(format!("{}: {error}", file.display())))
            })?;
        }
        let mut options = ConnectOptions::new(url.0.clone());
        options
            .max_connections(max_connections)
            .connect_timeout(Duration::from_secs(10))
            .acquire_timeout(Duration::from_secs(10))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
            });
        let pool = sea_orm::Database::connect(options).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let reader = Arc::new(Connection::pool(pool.clone(), Arc::clone(&statements)));
        Ok(Self { pool, statements, reader })
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
