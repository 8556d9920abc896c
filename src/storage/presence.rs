//! Whether a database that gives no connection is away, or only busy.
//!
//! A pool whose server refuses connections tries again until its patience ends, and then says the same as a pool whose
//! connections are all in use. To whoever asks these are two things: one is to be told at once, the other waits its turn.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::{self, Connection as _, PgConnection, postgres::PgConnectOptions};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often a server is looked for while somebody waits for a connection, and how long that may take.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often in a row it must refuse to be away: a server that is started anew in the meantime is waited for.
const REFUSALS: u32 = 3;

/// Tells a server that is away from one that is busy. A file is never away.
pub(super) struct Presence(Option<Server>);

struct Server {
    options: PgConnectOptions,
    /// One look at a time, and one a second, however many wait.
    looks: Mutex<Interval>,
    count: AtomicU64,
    refused: AtomicBool,
}

/// What a look at a server found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Answers,
    Refuses,
    Silent,
}

impl Presence {
    /// Of a SQLite file.
    pub(super) const fn of_file() -> Self {
        Self(None)
    }

    /// Of a PostgreSQL server. Needs a runtime to be made in.
    ///
    /// # Errors
    /// `sqlx::Error` if the URL can't be read.
    pub(super) fn of_server(url: &str) -> Result<Self, sqlx::Error> {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self(Some(Server {
            options: url.parse()?,
            looks: Mutex::new(looks),
            count: AtomicU64::new(0),
            refused: AtomicBool::new(false),
        })))
    }

    /// Does `work`, which begins by waiting for a connection of the pool.
    ///
    /// # Errors
    /// `work`'s, with two readings of a pool that gave no connection: `ConnectionAcquire(Timeout)` says that all of them
    /// are in use, `Conn` that the server is away; the latter comes as soon as it has refused a few times.
    pub(super) async fn during<T>(&self, work: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        let Some(server) = &self.0 else { return work.await };
        let outcome = tokio::select! {
            biased;
            outcome = work => outcome,
            () = server.is_away() => return Err(away()),
        };
        match outcome {
            Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
                if server.find().await != Found::Answers =>
            {
                Err(away())
            }
            other => other,
        }
    }
}

fn away() -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(sqlx::Error::PoolTimedOut.into()))
}

impl Server {
    /// Returns once the server has refused a few times in a row; never, if it answers.
    async fn is_away(&self) {
        // What is answered at once, as nearly everything, costs no look.
        let mut grace = interval(LOOK_EVERY);
        grace.tick().await;
        grace.tick().await;
        let mut refusals = 0;
        while refusals < REFUSALS {
            refusals = if self.look().await { refusals + 1 } else { 0 };
        }
    }

    /// Whether the server refuses connections; takes the word of who looked while this one waited for its turn.
    async fn look(&self) -> bool {
        let before = self.count.load(Ordering::Acquire);
        let mut looks = self.looks.lock().await;
        if self.count.load(Ordering::Acquire) == before {
            looks.tick().await;
            let refused = self.find().await == Found::Refuses;
            self.refused.store(refused, Ordering::Release);
            self.count.fetch_add(1, Ordering::Release);
        }
        self.refused.load(Ordering::Acquire)
    }

    /// Knocks once.
    #[expect(clippy::disallowed_methods, reason = "a limit on I/O: the server may not answer")]
    async fn find(&self) -> Found {
        match tokio::time::timeout(LOOK_EVERY, PgConnection::connect_with(&self.options)).await {
            Ok(Ok(connection)) => {
                // It was only to see whether there is one.
                let _ = connection.close_hard().await;
                Found::Answers
            }
            Ok(Err(sqlx::Error::Io(_))) => Found::Refuses,
            // Shutting down or starting up: as good as refused.
            Ok(Err(sqlx::Error::Database(said)))
                if said.code().is_some_and(|code| code.starts_with("57")) =>
            {
                Found::Refuses
            }
            // It speaks, whatever it says: too many connections, for one.
            Ok(Err(_)) => Found::Answers,
            Err(_) => Found::Silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    /// A port of this machine that nobody listens on.
    fn nobodys_url() -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("postgres://roundel@127.0.0.1:{}/clinic", listener.local_addr().unwrap().port())
    }

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "what is measured is the time it really takes")]
    async fn a_server_that_refuses_is_away_after_some_three_seconds() {
        let presence = Presence::of_server(&nobodys_url()).unwrap();
        let begun = Instant::now();
        let waits = (0..20).map(|_| presence.during(std::future::pending::<Result<(), DbErr>>()));
        for outcome in futures_util::future::join_all(waits).await {
            assert!(matches!(outcome, Err(DbErr::Conn(_))), "{outcome:?}");
        }
        let took = begun.elapsed();
        assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(6), "{took:?}");
    }

    #[tokio::test]
    async fn a_pool_that_gave_up_on_a_server_that_is_not_there_says_so() {
        let timed_out = || async { Err::<(), _>(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) };
        let presence = Presence::of_server(&nobodys_url()).unwrap();
        assert!(matches!(presence.during(timed_out()).await, Err(DbErr::Conn(_))));
        let busy = Presence::of_file().during(timed_out()).await;
        assert!(matches!(busy, Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))));
    }
}
