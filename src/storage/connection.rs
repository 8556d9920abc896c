//! What storage functions run their statements on: the pool, or one open transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};

use super::dialect;
use super::presence::Presence;

/// The pool or one open transaction; counts statements, and remembers a lost race.
pub struct Connection {
    inner: Inner,
    statements: Arc<AtomicU64>,
    lost_race: AtomicBool,
}

enum Inner {
    Pool(DatabaseConnection, Arc<Presence>),
    Transaction(DatabaseTransaction),
}

impl Connection {
    pub(super) fn pool(
        pool: DatabaseConnection,
        presence: Arc<Presence>,
        statements: Arc<AtomicU64>,
    ) -> Self {
        Self { inner: Inner::Pool(pool, presence), statements, lost_race: AtomicBool::new(false) }
    }

    pub(super) fn transaction(transaction: DatabaseTransaction, statements: Arc<AtomicU64>) -> Self {
        Self { inner: Inner::Transaction(transaction), statements, lost_race: AtomicBool::new(false) }
    }

    pub(super) fn into_transaction(self) -> Option<DatabaseTransaction> {
        match self.inner {
            Inner::Transaction(transaction) => Some(transaction),
            Inner::Pool(..) => None,
        }
    }

    pub(super) fn lost_race(&self) -> bool {
        self.lost_race.load(Ordering::Relaxed)
    }

    fn note<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = &outcome
            && dialect::is_lost_race(error)
        {
            self.lost_race.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

/// The statement with its placeholders, for who looks for a slow one; never a value, which may be a client's.
fn trace(statement: &Statement) {
    tracing::trace!(target: "roundel::sql", sql = statement.sql.as_str());
}

macro_rules! on_inner {
    ($self:ident, $connection:ident => $call:expr) => {
        match &$self.inner {
            Inner::Pool($connection, presence) => presence.during($call).await,
            Inner::Transaction($connection) => $call.await,
        }
    };
}

#[async_trait::async_trait]
impl ConnectionTrait for Connection {
    fn get_database_backend(&self) -> DbBackend {
        match &self.inner {
            Inner::Pool(c, _) => ConnectionTrait::get_database_backend(c),
            Inner::Transaction(c) => ConnectionTrait::get_database_backend(c),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        trace(&statement);
        self.note(on_inner!(self, c => c.execute_raw(statement)))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.note(on_inner!(self, c => c.execute_unprepared(sql)))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        trace(&statement);
        self.note(on_inner!(self, c => c.query_one_raw(statement)))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        trace(&statement);
        self.note(on_inner!(self, c => c.query_all_raw(statement)))
    }
}
