//! Statements written by hand, where a builder would hide what the database is asked.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, Statement, Value};

use super::connection::Connection;
use super::error::StorageError;

/// Runs a query; its values are `$1`, `$2` … on both databases.
pub(super) async fn rows<Row: FromQueryResult>(
    on: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<Row>, StorageError> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    Ok(Row::find_by_statement(statement).all(on).await?)
}

/// Runs a statement that changes rows, and tells how many.
pub(super) async fn change(
    on: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StorageError> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    Ok(on.execute_raw(statement).await?.rows_affected())
}

/// A row that may not be readable, with columns that name it: one such row must not keep others from being read.
pub(super) struct Keyed<Key, Row> {
    key: Key,
    row: Option<Row>,
}

impl<Key: FromQueryResult, Row: FromQueryResult> FromQueryResult for Keyed<Key, Row> {
    fn from_query_result(result: &QueryResult, pre: &str) -> Result<Self, DbErr> {
        let key = Key::from_query_result(result, pre)?;
        Ok(Self { key, row: Row::from_query_result(result, pre).ok() })
    }
}

impl<Key, Row> Keyed<Key, Row> {
    /// What names the row.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// What the row means, by `meaning`; `of` names what can't be read. The error never holds a stored value.
    pub(super) fn read<T>(
        self,
        of: &'static str,
        meaning: impl FnOnce(Row) -> Result<T, StorageError>,
    ) -> (Key, Result<T, StorageError>) {
        let Self { key, row } = self;
        (key, row.ok_or(StorageError::Corrupt(of)).and_then(meaning))
    }
}
