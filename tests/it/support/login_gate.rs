//! A gate before the table of logins: those who add one at the same time gather there.

#![expect(
    clippy::disallowed_methods,
    reason = "other connections work beside the test: there is nothing to await"
)]

use std::time::Duration;

use sea_orm::DatabaseTransaction;

use super::TestDatabase;

/// A transaction that keeps others from adding a login and, on PostgreSQL, lets them look.
pub(crate) struct LoginGate {
    url: String,
    transaction: DatabaseTransaction,
}

impl LoginGate {
    /// Closes it in the database of that URL.
    pub(crate) async fn close(url: &str) -> Self {
        let lock = if url.starts_with("postgres") {
            "LOCK TABLE account IN SHARE MODE"
        } else {
            "UPDATE account SET email = email"
        };
        Self { url: url.to_owned(), transaction: TestDatabase::hold_on(url, lock).await }
    }

    /// Opens it once so many wait: they go on together. SQLite doesn't tell who waits: there, a moment later.
    pub(crate) async fn open_for(self, count: i64) {
        let Self { url, transaction } = self;
        if url.starts_with("postgres") {
            let waiting = "SELECT count(*) AS n FROM pg_stat_activity \
                           WHERE datname = current_database() AND wait_event_type = 'Lock'";
            let mut looks = 0;
            while TestDatabase::number_on(&url, waiting).await < count {
                looks += 1;
                assert!(looks < 400, "they do not gather");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        } else {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        transaction.rollback().await.unwrap();
    }
}
