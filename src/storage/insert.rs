//! Inserting many rows within the databases' limits.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, Iterable};

use super::error::StorageError;
use super::transaction::Transaction;

/// SQLite binds at most 32,766 values in one statement; PostgreSQL 65,535.
const MOST_BINDS: usize = 32_000;

/// Inserts rows that have every column set, as many per statement as both databases take; none is no statement.
///
/// The future is boxed so that it holds the rows and not the iterator: a closure over references in it would keep
/// every future around it from being `Send` for any lifetime, which resolvers have to be.
pub(super) fn insert_all<'a, E, A>(
    tx: &'a Transaction,
    rows: impl IntoIterator<Item = A>,
) -> BoxFuture<'a, Result<(), StorageError>>
where
    E: EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E> + Send + 'a,
{
    in_chunks::<E, A>(tx, rows.into_iter().collect(), None).boxed()
}

/// The same for rows of which some exist: `on_conflict` says by which key, and what becomes of them.
pub(super) fn upsert_all<'a, E, A>(
    tx: &'a Transaction,
    rows: impl IntoIterator<Item = A>,
    on_conflict: OnConflict,
) -> BoxFuture<'a, Result<(), StorageError>>
where
    E: EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E> + Send + 'a,
{
    in_chunks::<E, A>(tx, rows.into_iter().collect(), Some(on_conflict)).boxed()
}

async fn in_chunks<E, A>(
    tx: &Transaction,
    mut rows: Vec<A>,
    on_conflict: Option<OnConflict>,
) -> Result<(), StorageError>
where
    E: EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let chunk = MOST_BINDS / E::Column::iter().count().max(1);
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(chunk));
        let mut insert = E::insert_many(std::mem::replace(&mut rows, rest));
        if let Some(on_conflict) = &on_conflict {
            insert = insert.on_conflict(on_conflict.clone());
        }
        insert.exec_without_returning(&**tx).await?;
    }
    Ok(())
}
