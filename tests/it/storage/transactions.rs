//! Write transactions.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use roundel::app::RacePatience;
use roundel::app::ambient::SeededEntropy;
use roundel::storage::{Database, Limits, StorageError, Transaction, write};
use sea_orm::ConnectionTrait;

use crate::support::{Backend, LIMITS, TestDatabase, both};

const WRITERS: usize = 12;

/// Makes a counter, and a pool whose transactions hardly wait for each other.
async fn impatient(db: &TestDatabase) -> Database {
    db.execute("CREATE TABLE counter (n INTEGER NOT NULL)").await;
    db.execute("INSERT INTO counter VALUES (0)").await;
    db.another_pool(Limits { lock_timeout: Duration::from_millis(1), ..LIMITS }).await
}

/// Adds one to what it read; on PostgreSQL only one of those that read the same may commit.
async fn count_up(tx: &Transaction, backend: Backend) -> Result<(), StorageError> {
    if backend == Backend::Postgres {
        tx.execute_unprepared("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").await?;
    }
    tx.execute_unprepared("UPDATE counter SET n = n + 1").await?;
    pause().await;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a transaction that takes a while, so that others lose against it"
)]
async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

async fn count(db: &TestDatabase) -> i32 {
    let statement =
        sea_orm::Statement::from_string(db.db.reader().get_database_backend(), "SELECT n FROM counter");
    db.db.reader().query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

both! {
    async fn a_transaction_whose_work_fails_leaves_nothing(db) {
        let runs = AtomicU32::new(0);
        let runs = &runs;
        let outcome: Result<(), StorageError> =
            write(&db.db, |error| error, |_| ready(true), |_tx| async move {
                runs.fetch_add(1, Ordering::Relaxed);
                Err(StorageError::Corrupt("nothing"))
            })
            .await;
        assert!(matches!(outcome, Err(StorageError::Corrupt("nothing"))));
        assert_eq!(runs.load(Ordering::Relaxed), 1, "only a lost race is tried again");
    }

    async fn writers_that_lose_races_against_each_other_all_get_through(db) {
        let impatient = impatient(&db).await;
        // On PostgreSQL they wait for the one before them, whose commit then fails them.
        let pool = if db.backend == Backend::Sqlite { impatient } else { db.db.clone() };
        let (backend, lost_races) = (db.backend, Arc::new(AtomicU32::new(0)));
        let writers = (0..WRITERS).map(|n| {
            let (pool, lost_races) = (pool.clone(), lost_races.clone());
            tokio::spawn(async move {
                let patience = RacePatience::of_the_host(SignedDuration::from_secs(30));
                let (races, entropy) = (&patience.begin(), &SeededEntropy::new(n as u64));
                let again = |lost| {
                    lost_races.fetch_add(1, Ordering::Relaxed);
                    races.again(lost, entropy)
                };
                write(&pool, |error| error, again, |tx| async move { count_up(&tx, backend).await }).await
            })
        });
        for written in futures_util::future::join_all(writers).await {
            written.unwrap().unwrap();
        }
        assert_eq!(count(&db).await, i32::try_from(WRITERS).unwrap());
        assert!(lost_races.load(Ordering::Relaxed) > 0, "nobody was in anybody's way");
    }

    async fn a_writer_that_always_loses_is_told_so_once_patience_ends(db) {
        let pool = impatient(&db).await;
        let backend = db.backend;
        let outcome: Result<(), String> = write(&db.db, |error| error.to_string(), |_| ready(true), |holder| {
            let pool = &pool;
            async move {
                count_up(&holder, backend).await.map_err(|error| error.to_string())?;
                // The rival waits a millisecond for the lock that the first one holds, each time.
                let rival = write(
                    pool,
                    |error| error,
                    |lost| ready(lost < 3),
                    |tx| async move { count_up(&tx, backend).await },
                );
                assert!(matches!(rival.await, Err(StorageError::LostRace)));
                Ok(())
            }
        })
        .await;
        outcome.unwrap();
        assert_eq!(count(&db).await, 1, "nothing of the loser stays");
    }
}
