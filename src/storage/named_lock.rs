//! Locks that stand for no row: who makes sessions and who enters closures exclude each other, and nobody else.

use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use super::error::StorageError;
use super::statement::change;
use super::transaction::Transaction;

/// What is locked.
#[derive(Debug, Clone, Copy)]
pub(super) enum NamedLock {
    /// A clinic's closures.
    Closures,
}

/// Takes a lock until the transaction ends, beside others who share it. SQLite has one lock.
pub(super) async fn share_named_lock(
    tx: &Transaction,
    lock: NamedLock,
    of: Uuid,
) -> Result<(), StorageError> {
    run(tx, "SELECT pg_advisory_xact_lock_shared($1)", lock, of).await
}

/// Takes a lock until the transaction ends, and nobody else has it then. SQLite has one lock.
pub(super) async fn take_named_lock(tx: &Transaction, lock: NamedLock, of: Uuid) -> Result<(), StorageError> {
    run(tx, "SELECT pg_advisory_xact_lock($1)", lock, of).await
}

async fn run(tx: &Transaction, sql: &str, lock: NamedLock, of: Uuid) -> Result<(), StorageError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        change(tx, sql, [key(lock, of).into()]).await?;
    }
    Ok(())
}

/// Two clinics that share a key wait for each other now and then, and that is all.
fn key(lock: NamedLock, of: Uuid) -> i64 {
    let name: u64 = match lock {
        NamedLock::Closures => 0x636c_6f73_7572_6573,
    };
    let (high, low) = of.as_u64_pair();
    (high ^ low ^ name).cast_signed()
}
