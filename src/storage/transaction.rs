//! Write transactions: begun `IMMEDIATE` on SQLite, tried again when another one was faster.

use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;

use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::connect::Database;
use super::connection::Connection;
use super::error::StorageError;

/// How often a transaction that lost a race is tried before the caller hears of it.
const ATTEMPTS: u32 = 8;

/// An open write transaction. A storage function that takes one writes.
#[derive(Clone)]
pub struct Transaction(Arc<Connection>);

impl Deref for Transaction {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.0
    }
}

/// Runs `work` in one write transaction: committed if it answers `Ok`, rolled back otherwise.
///
/// `work` may run several times (another transaction was faster), so it must not do anything outside the
/// database: no mail, no network. Its last clone of the transaction must be gone when it answers.
///
/// # Errors
/// What `work` answers; a failure to begin or commit becomes an error of the caller's through `internal`.
pub async fn write<T, E, F, Work>(
    db: &Database,
    internal: impl Fn(StorageError) -> E,
    mut work: F,
) -> Result<T, E>
where
    F: FnMut(Transaction) -> Work,
    Work: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        match attempt_once(db, &internal, &mut work).await {
            Attempt::Finished(outcome) => return outcome,
            Attempt::LostRace(outcome) if attempt == ATTEMPTS => return outcome,
            Attempt::LostRace(_) => attempt += 1,
        }
    }
}

enum Attempt<T, E> {
    Finished(Result<T, E>),
    LostRace(Result<T, E>),
}

async fn attempt_once<T, E, F, Work>(
    db: &Database,
    internal: &impl Fn(StorageError) -> E,
    work: &mut F,
) -> Attempt<T, E>
where
    F: FnMut(Transaction) -> Work,
    Work: Future<Output = Result<T, E>>,
{
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let failed = |error: sea_orm::DbErr| {
        let error = StorageError::from(error);
        let lost = matches!(error, StorageError::LostRace);
        let outcome = Err(internal(error));
        if lost { Attempt::LostRace(outcome) } else { Attempt::Finished(outcome) }
    };
    let begun = match db.pool.begin_with_options(options).await {
        Ok(begun) => begun,
        Err(error) => return failed(error),
    };
    let connection = Arc::new(Connection::transaction(begun, Arc::clone(&db.statements)));
    let outcome = work(Transaction(Arc::clone(&connection))).await;
    let lost = connection.lost_race();
    let transaction = Arc::into_inner(connection).and_then(Connection::into_transaction);
    match (outcome, transaction) {
        (Ok(value), Some(transaction)) => match transaction.commit().await {
            Ok(()) => Attempt::Finished(Ok(value)),
            Err(error) => failed(error),
        },
        // `work` kept a clone: nothing may be committed behind its back.
        (Ok(_), None) => Attempt::Finished(Err(internal(StorageError::Corrupt("an open transaction")))),
        (Err(error), transaction) => {
            if let Some(transaction) = transaction {
                // The connection is gone or the rollback worked; either way nothing of it stays.
                let _ = transaction.rollback().await;
            }
            if lost { Attempt::LostRace(Err(error)) } else { Attempt::Finished(Err(error)) }
        }
    }
}
