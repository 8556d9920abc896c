//! Running the schema's changes.

use roundel_migrations::{Migrator, MigratorTrait};

use super::connect::Database;
use super::error::StorageError;

/// The names of all changes this build knows, oldest first: what an empty database has pending.
#[must_use]
pub fn all_migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The names of the changes this database has not seen yet, oldest first. Only reads, even an empty database.
///
/// # Errors
/// `StorageError` if the database can't be read, or has seen changes that this build doesn't know.
pub async fn pending_migrations(db: &Database) -> Result<Vec<String>, StorageError> {
    let pending = Migrator::get_pending_migrations_read_only(&db.pool).await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}

/// Brings the database to the newest schema, each change whole or not at all; a second run does nothing.
///
/// # Errors
/// `StorageError` if a change fails; the changes before it stay.
pub async fn migrate(db: &Database) -> Result<(), StorageError> {
    Ok(Migrator::up(&db.pool, None).await?)
}
