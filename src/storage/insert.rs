//! Inserting many rows within the databases' limits.

use sea_orm::{EntityTrait, Iterable};

use super::error::StorageError;
use super::transaction::Transaction;

/// SQLite binds at most 32,766 values in one statement; PostgreSQL 65,535.
const MOST_BINDS: usize = 32_000;

/// Inserts rows that have every column set, as many per statement as both databases take; none is no statement.
pub(super) async fn insert_all<E, A>(tx: &Transaction, rows: Vec<A>) -> Result<(), StorageError>
where
    E: EntityTrait<ActiveModel = A>,
    A: sea_orm::ActiveModelTrait<Entity = E> + Send,
{
    let chunk = MOST_BINDS / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(chunk).collect();
        E::insert_many(some).exec_without_returning(&**tx).await?;
    }
    Ok(())
}
