//! Databases to throw away.
//!
//! SQLite: a temporary file (never `:memory:`, which sees no contention). PostgreSQL: a clone of a template that is
//! migrated once per run, on the server that `ROUNDEL_TEST_POSTGRES_URL` names; `tests/run` sets one up.

use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use roundel::storage::{Database, DatabaseUrl, Limits, migrate};
use roundel_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement,
    TransactionTrait,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// What a pool of a test takes, unless the test says otherwise.
pub(crate) const LIMITS: Limits = Limits { max_connections: 8, lock_timeout: Duration::from_secs(10) };

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// An empty, migrated database; gone when dropped.
pub(crate) struct TestDatabase {
    pub(crate) db: Database,
    pub(crate) backend: Backend,
    pub(crate) url: DatabaseUrl,
    /// The URL as text, for another process; `url` shows itself masked.
    pub(crate) url_text: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A new database, or none if this run has no PostgreSQL (it then says so once).
    pub(crate) async fn create(backend: Backend) -> Option<Self> {
        let (url, folder) = match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", folder.path().join("clinic.db").display());
                (url, Some(folder))
            }
            Backend::Postgres => (clone_of_template().await?, None),
        };
        let (url_text, url): (_, DatabaseUrl) = (url.clone(), url.parse().unwrap());
        let db = Database::connect(&url, LIMITS).await.unwrap();
        if backend == Backend::Sqlite {
            migrate(&db).await.unwrap();
        }
        Some(Self { db, backend, url, url_text, _folder: folder })
    }

    /// The URL of another database beside this one, without any table; on SQLite not even a file.
    pub(crate) async fn unmigrated(&self) -> String {
        match self.backend {
            Backend::Sqlite => self.url_text.replace("clinic.db", "unmigrated.db"),
            Backend::Postgres => {
                let path = self.url_text.split('?').next().unwrap();
                let name = format!("{}_unmigrated", path.rsplit_once('/').unwrap().1);
                self.execute(&format!("CREATE DATABASE {name}")).await;
                url_of(&self.url_text, &name)
            }
        }
    }

    /// Runs one statement past the application: for states that no use case leads to yet.
    pub(crate) async fn execute(&self, sql: &str) {
        Self::execute_on(&self.url_text, sql).await;
    }

    /// The same in the database of that URL.
    pub(crate) async fn execute_on(url: &str, sql: &str) {
        let connection = one_connection(url).await;
        connection.execute_unprepared(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    /// The number that a query of the database of that URL answers as `n`.
    pub(crate) async fn number_on(url: &str, sql: &str) -> i64 {
        let connection = one_connection(url).await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        connection.close().await.unwrap();
        row.try_get("", "n").unwrap()
    }

    /// The names of this database's tables.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let connection = one_connection(&self.url_text).await;
        let sql =
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'";
        let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        connection.close().await.unwrap();
        rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
    }

    /// The same in this database.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        Self::number_on(&self.url_text, sql).await
    }

    /// An open transaction in the database of that URL that has run one statement and keeps its locks until dropped.
    pub(crate) async fn hold_on(url: &str, sql: &str) -> DatabaseTransaction {
        let transaction = one_connection(url).await.begin().await.unwrap();
        transaction.execute_unprepared(sql).await.unwrap();
        transaction
    }

    /// A connection that keeps everybody else from writing to the SQLite file of that URL, until it is closed.
    pub(crate) async fn lock_file(url: &str) -> DatabaseConnection {
        let connection = one_connection(url).await;
        connection.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
        connection
    }

    /// Runs one statement that may be refused: the database's message.
    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), String> {
        let connection = one_connection(&self.url_text).await;
        let outcome = connection.execute_unprepared(sql).await;
        connection.close().await.unwrap();
        outcome.map(drop).map_err(|error| error.to_string())
    }

    /// A role of this server that may sign in and nothing else, with a name that no other test has.
    pub(crate) async fn new_role(&self) -> String {
        let role = format!("lesser {}", drawn());
        self.execute(&format!("CREATE ROLE \"{role}\" LOGIN")).await;
        role
    }

    /// The same database, used as another role; this one is still the owner's.
    pub(crate) async fn as_role(&self, role: &str) -> Self {
        let role = role.replace(' ', "%20");
        let url_text = self.url_text.replace("postgres://postgres@", &format!("postgres://{role}@"));
        assert_ne!(url_text, self.url_text);
        let url: DatabaseUrl = url_text.parse().unwrap();
        let db = Database::connect(&url, LIMITS).await.unwrap();
        Self { db, backend: self.backend, url, url_text, _folder: None }
    }

    /// A second pool on the same database, as another process would have.
    pub(crate) async fn another_pool(&self, limits: Limits) -> Database {
        Database::connect(&self.url, limits).await.unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "the suite is told by its environment where PostgreSQL is")]
fn server_url() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    URL.get_or_init(|| {
        let url = std::env::var("ROUNDEL_TEST_POSTGRES_URL").ok();
        if url.is_none() {
            let required = std::env::var("ROUNDEL_TEST_REQUIRE_POSTGRES").is_ok();
            assert!(!required, "ROUNDEL_TEST_REQUIRE_POSTGRES is set, ROUNDEL_TEST_POSTGRES_URL is not");
            // Past the harness's capture: one line, whatever passes.
            let line = b"The PostgreSQL half was left out: run tests/run, or set ROUNDEL_TEST_POSTGRES_URL\n";
            std::io::stderr().write_all(line).unwrap();
        }
        url
    })
    .as_deref()
}

fn url_of(server: &str, database: &str) -> String {
    let (head, query) = server.split_once('?').map_or((server, ""), |(head, query)| (head, query));
    let (place, _) = head.rsplit_once('/').unwrap();
    if query.is_empty() { format!("{place}/{database}") } else { format!("{place}/{database}?{query}") }
}

/// The template's name changes with the schema, so that a server kept between runs never serves an old one.
fn template_name() -> String {
    let newest = Migrator::migrations().last().unwrap().name().to_owned();
    format!("roundel_template_{}", newest.replace(|c: char| !c.is_alphanumeric(), "_"))
}

/// Makes the template unless another test process did; an advisory lock lets one at a time look.
async fn make_template(server: &str) -> String {
    let name = template_name();
    let admin = one_connection(server).await;
    admin.execute_unprepared("SELECT pg_advisory_lock(7205759)").await.unwrap();
    let query = format!("SELECT 1 AS one FROM pg_database WHERE datname = '{name}'");
    let known = admin.query_one_raw(Statement::from_string(DbBackend::Postgres, query)).await.unwrap();
    if known.is_none() {
        let raw = format!("{name}_raw");
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {raw}")).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {raw}")).await.unwrap();
        let db = Database::connect(
            &url_of(server, &raw).parse().unwrap(),
            Limits { max_connections: 1, ..LIMITS },
        )
        .await
        .unwrap();
        migrate(&db).await.unwrap();
        db.close().await.unwrap();
        admin.execute_unprepared(&format!("ALTER DATABASE {raw} RENAME TO {name}")).await.unwrap();
    }
    admin.close().await.unwrap();
    name
}

async fn one_connection(server: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}

/// A name that nothing in the server has.
fn drawn() -> String {
    format!("{:016x}", getrandom::u64().unwrap())
}

async fn clone_of_template() -> Option<String> {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let server = server_url()?;
    let template = TEMPLATE.get_or_init(|| make_template(server)).await;
    // Not of the process's number: a long run comes round to numbers whose databases a killed test left.
    let name = format!("roundel_test_{}", drawn());
    let admin = one_connection(server).await;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    Some(url_of(server, &name))
}
