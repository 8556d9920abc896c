//! One change of the schema: SQL for both databases and what only one of them needs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// A named change. Statements are separated by a blank line.
pub(crate) struct Change {
    /// The name recorded in the database; it also gives the order.
    pub(crate) name: &'static str,
    /// Statements for both databases, with `$uuid`, `$instant` and `$json` for the types named differently.
    pub(crate) both: &'static str,
    /// Statements that only PostgreSQL runs, afterwards.
    pub(crate) postgres: &'static str,
    /// Statements that only SQLite runs, afterwards.
    pub(crate) sqlite: &'static str,
}

impl MigrationName for Change {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Change {
    /// All or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (types, own) = match manager.get_database_backend() {
            DbBackend::Postgres => {
                ([("$uuid", "uuid"), ("$instant", "timestamptz"), ("$json", "jsonb")], self.postgres)
            }
            DbBackend::Sqlite => ([("$uuid", "blob"), ("$instant", "text"), ("$json", "text")], self.sqlite),
            other => return Err(DbErr::Custom(format!("{other:?} is not supported"))),
        };
        for statement in self.both.split("\n\n").chain(own.split("\n\n")) {
            if statement.trim().is_empty() {
                continue;
            }
            let sql = types.iter().fold(statement.to_owned(), |sql, (name, kind)| sql.replace(name, kind));
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
