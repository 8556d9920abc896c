//! Opening the database for a command: the only file of `cli` that knows storage.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::again::Again;
use super::error::CliError;
use crate::app::ambient::{SystemClock, SystemEntropy};
use crate::app::clinics::read_clinic;
use crate::app::{App, Failure, RacePatience};
use crate::config::{ConfigError, DatabaseSettings, Problem};
use crate::domain::access::Caller;
use crate::domain::audit::LogExposure;
use crate::storage::{self, Database, DatabaseUrl, GrantError, Limits, ServerLock, StorageError};

/// Why the database is of no use to a command, in words for who runs it.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error(
        "there is none at {url} yet. If yours is elsewhere, name it by --database-url, ROUNDEL__DATABASE__URL or \
         database.url in the configuration; to create one here:\n{step}"
    )]
    Missing { url: DatabaseUrl, step: String },
    #[error("{url} lacks {count} of its migrations; bring it up to date:\n{step}")]
    NotMigrated { url: DatabaseUrl, count: usize, step: String },
    #[error("{0} cannot be opened; {hint}", hint = way_out(.0))]
    Unreachable(DatabaseUrl, #[source] Box<dyn Error + Send + Sync>),
    #[error("{0} is locked by another process; try again when it has finished")]
    Locked(DatabaseUrl),
    #[error("{0}")]
    Other(DatabaseUrl, #[source] StorageError),
}

/// Where to look when a database can't be opened.
fn way_out(url: &DatabaseUrl) -> &'static str {
    if url.is_sqlite() {
        "may this user read and write the file and its folder?"
    } else {
        "does the server run there, and do the database and its user exist (createdb, createuser)?"
    }
}

/// The application over a database that is up to date.
pub(super) struct Opened {
    /// What use cases take.
    pub(super) app: App,
    db: Database,
    url: DatabaseUrl,
}

impl Opened {
    /// Opens the database, which must exist and have seen every migration.
    ///
    /// # Errors
    /// `Database` if it can't be used, with what to do about it: `again`, with another command.
    pub(super) async fn open(settings: &DatabaseSettings, again: &Again) -> Result<Self, CliError> {
        let url = url(settings)?;
        if url.sqlite_file().is_some_and(|file| !file.exists()) {
            return Err(Unusable::Missing { url, step: again.steps(["migrate".to_owned()]) }.into());
        }
        let db = connect(&url, settings).await?;
        ensure_migrated(&db, &url, again).await?;
        let patience =
            RacePatience::of_the_host(SignedDuration::from_secs(settings.lock_timeout_seconds.into()) / 2);
        let app =
            App::new(db.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy)).with_patience(patience);
        Ok(Self { app, db, url })
    }

    /// Passes if there is such a clinic.
    ///
    /// # Errors
    /// `Refused` if there is none, `Database` if nobody knows.
    pub(super) async fn ensure_clinic(&self, caller: &Caller) -> Result<(), CliError> {
        match read_clinic(&self.app, caller).await {
            Ok(_) => Ok(()),
            Err(Failure::NotFound) => {
                Err(CliError::Refused(format!("there is no clinic {} in {}", caller.clinic_id, self.url)))
            }
            Err(failure) => Err(self.failed("looking for the clinic", failure)),
        }
    }

    /// What a command fails with that met one of the common failures while `doing` something.
    pub(super) fn failed(&self, doing: &'static str, failure: Failure) -> CliError {
        match failure {
            Failure::Busy => Unusable::Locked(self.url.clone()).into(),
            Failure::Unavailable(error) => unusable(&self.url, error).into(),
            Failure::Internal(error) => CliError::Failed { doing, source: Box::new(error) },
            other @ (Failure::Denied(_) | Failure::NotFound | Failure::VanishedZone(_)) => {
                CliError::Failed { doing, source: Box::new(other) }
            }
        }
    }

    /// Closes the database in order: a SQLite file is whole by itself afterwards.
    ///
    /// # Errors
    /// `Database` if that fails.
    pub(super) async fn close(self) -> Result<(), CliError> {
        let Self { app: _, db, url } = self;
        db.close().await.map_err(|error| unusable(&url, error).into())
    }
}

/// The right to serve a database, until it is dropped.
pub(super) struct ServingLock {
    _held: Option<ServerLock>,
}

/// Takes the right to be the one server of a SQLite file, which need not exist yet but its folder must; PostgreSQL takes
/// any number of servers.
///
/// # Errors
/// `Database` if another server has it.
pub(super) fn lock_for_serving(settings: &DatabaseSettings) -> Result<ServingLock, CliError> {
    let lock = url(settings)?.sqlite_file().map(ServerLock::acquire).transpose();
    lock.map(|held| ServingLock { _held: held }).map_err(|error| CliError::Database(Box::new(error)))
}

/// Whether the database is a file that is not there.
///
/// # Errors
/// `Configuration` if its URL is none.
pub(super) fn is_missing(settings: &DatabaseSettings) -> Result<bool, CliError> {
    Ok(url(settings)?.sqlite_file().is_some_and(|file| !file.exists()))
}

/// The names of the migrations the database lacks, oldest first. Changes nothing, and makes no file.
///
/// # Errors
/// `Database` if it can't be used.
pub(super) async fn pending(settings: &DatabaseSettings) -> Result<Vec<String>, CliError> {
    let url = url(settings)?;
    if url.sqlite_file().is_some_and(|file| !file.exists()) {
        return Ok(storage::all_migrations());
    }
    let db = connect(&url, settings).await?;
    let pending = storage::pending_migrations(&db).await.map_err(|error| unusable(&url, error))?;
    db.close().await.map_err(|error| unusable(&url, error))?;
    Ok(pending)
}

/// Brings the database up to date, and makes a SQLite file that is missing: the names of the migrations it took.
///
/// # Errors
/// `Database` if it can't be used or a migration fails.
pub(super) async fn migrate(settings: &DatabaseSettings) -> Result<Vec<String>, CliError> {
    let url = url(settings)?;
    let db = connect(&url, settings).await?;
    let pending = bring_up_to_date(&db, &url).await?;
    db.close().await.map_err(|error| unusable(&url, error))?;
    Ok(pending)
}

/// The same, and then gives a role of the server what the service needs: how far it could change the audit log all the
/// same.
///
/// # Errors
/// `Refused` if there are no roles, no such one, or it is the owner; `Database` if it can't be used or a migration fails.
pub(super) async fn migrate_and_grant(
    settings: &DatabaseSettings,
    role: &str,
) -> Result<(Vec<String>, LogExposure), CliError> {
    let url = url(settings)?;
    if url.is_sqlite() {
        return Err(ungranted(&url, role, GrantError::NoRoles));
    }
    let db = connect(&url, settings).await?;
    storage::ensure_role(&db, role).await.map_err(|error| ungranted(&url, role, error))?;
    let pending = bring_up_to_date(&db, &url).await?;
    let left = storage::grant_to_service(&db, role).await.map_err(|error| ungranted(&url, role, error))?;
    db.close().await.map_err(|error| unusable(&url, error))?;
    Ok((pending, left))
}

async fn bring_up_to_date(db: &Database, url: &DatabaseUrl) -> Result<Vec<String>, CliError> {
    let pending = storage::pending_migrations(db).await.map_err(|error| unusable(url, error))?;
    // The migrator makes its own table before it looks, which a role that only serves may not.
    if !pending.is_empty() {
        storage::migrate(db).await.map_err(|error| unusable(url, error))?;
    }
    Ok(pending)
}

fn ungranted(url: &DatabaseUrl, role: &str, error: GrantError) -> CliError {
    match error {
        GrantError::NoRoles => CliError::Refused(format!(
            "{url} is a SQLite file, which has no roles: --grant-to is for PostgreSQL"
        )),
        GrantError::NoSuchRole => CliError::Refused(format!(
            "the server of {url} has no role `{role}`; make it with `createuser {role}`"
        )),
        GrantError::NotLesser => CliError::Refused(format!(
            "the role `{role}` is a superuser, or owns the tables, their schema or the database: what guards the audit \
             log does not bind it; name another role, and run the service as that one"
        )),
        GrantError::Storage(error) => unusable(url, error).into(),
    }
}

async fn connect(url: &DatabaseUrl, settings: &DatabaseSettings) -> Result<Database, CliError> {
    let limits = Limits {
        max_connections: settings.max_connections,
        lock_timeout: Duration::from_secs(settings.lock_timeout_seconds.into()) / 2,
    };
    let opened = Database::connect_at_once(url, limits).await;
    opened.map_err(|error| unusable(url, error).into())
}

async fn ensure_migrated(db: &Database, url: &DatabaseUrl, again: &Again) -> Result<(), CliError> {
    let pending = storage::pending_migrations(db).await.map_err(|error| unusable(url, error))?;
    match pending.len() {
        0 => Ok(()),
        count => {
            let step = again.steps(["migrate".to_owned()]);
            Err(Unusable::NotMigrated { url: url.clone(), count, step }.into())
        }
    }
}

fn unusable(url: &DatabaseUrl, error: StorageError) -> Unusable {
    let url = url.clone();
    match error {
        StorageError::Unavailable(cause) => Unusable::Unreachable(url, Box::new(cause)),
        StorageError::LostRace => Unusable::Locked(url),
        other @ (StorageError::Constraint(_)
        | StorageError::Corrupt(_)
        | StorageError::VanishedZone(_)
        | StorageError::Database(_)) => Unusable::Other(url, other),
    }
}

impl From<Unusable> for CliError {
    fn from(reason: Unusable) -> Self {
        Self::Database(Box::new(reason))
    }
}

/// The configured URL as storage takes it. The configuration's own check has let nothing else through.
fn url(settings: &DatabaseSettings) -> Result<DatabaseUrl, CliError> {
    settings.url.expose().parse().map_err(|error: storage::InvalidDatabaseUrl| {
        CliError::from(ConfigError::Invalid(vec![Problem {
            origin: "configuration".to_owned(),
            key: "database.url".to_owned(),
            given: Some(settings.url.to_string()),
            allowed: error.to_string(),
            suggestion: None,
        }]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_database_is_called_so_and_exits_with_4() {
        let url: DatabaseUrl = "postgres://roundel:hunter2@db/clinic".parse().unwrap();
        let error = CliError::from(unusable(&url, StorageError::LostRace));
        assert_eq!(error.code(), 4);
        let said = "the database cannot be used: postgres://db/clinic is locked by another process";
        assert!(error.message().starts_with(said), "{}", error.message());
    }
}
