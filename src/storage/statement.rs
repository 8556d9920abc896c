//! Statements written by hand, where a builder would hide what the database is asked.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

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
