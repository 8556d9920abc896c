//! Write transactions: begun `IMMEDIATE` on SQLite, tried again when another one was faster.

use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;

use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::connect::Database;
use super::connection::Connection;
use super::error::StorageError;

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
/// `again` is asked after each lost race, with how many there were, and waits before it answers yes: storage has neither
/// a clock nor chance.
///
/// # Errors
/// What `work` answers; through `internal`, a failure to begin or commit, and `LostRace` once `again` answers no.
pub async fn write<T, E, F, Work, Waiting>(
    db: &Database,
    internal: impl Fn(StorageError) -> E,
    again: impl Fn(u32) -> Waiting,
    mut work: F,
) -> Result<T, E>
where
    F: FnMut(Transaction) -> Work,
    Work: Future<Output = Result<T, E>>,
    Waiting: Future<Output = bool>,
{
    let mut lost = 0;
    loop {
        match attempt_once(db, &internal, &mut work).await {
            Attempt::Finished(outcome) => return outcome,
            Attempt::LostRace => lost += 1,
        }
        if !again(lost).await {
            return Err(internal(StorageError::LostRace));
        }
    }
}

enum Attempt<T, E> {
    Finished(Result<T, E>),
    LostRace,
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
    let failed = |error: sea_orm::DbErr| match StorageError::from(error) {
        StorageError::LostRace => Attempt::LostRace,
        other => Attempt::Finished(Err(internal(other))),
    };
    let begun = match db.presence.during(db.pool.begin_with_options(options)).await {
        Ok(begun) => begun,
        Err(error) => return failed(error),
    };
    let connection = Arc::new(Connection::transaction(begun, Arc::clone(&db.statements)));
    let outcome = work(Transaction(Arc::clone(&connection))).await;
    let lost = connection.lost_race();
    let transaction = Arc::into_inner(connection).and_then(Connection::into_transaction);
    match (outcome, transaction) {
        // A statement lost a race and `work` went on all the same: what it answers was not written.
        (Ok(_), Some(transaction)) if lost => {
            let _ = transaction.rollback().await;
            Attempt::LostRace
        }
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
            if lost { Attempt::LostRace } else { Attempt::Finished(Err(error)) }
        }
    }
}
