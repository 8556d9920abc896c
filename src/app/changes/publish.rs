//! The one reader of the feed in a process.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::feed::CAPACITY;
use crate::app::App;
use crate::storage::StorageError;
use crate::storage::change_feed::{FeedPosition, follow_notices, list_changes_since, read_end_of_feed};

/// Publishes what is committed from now on, by whatever process, until `stop` is ready.
///
/// It looks when a change of this process was committed, when the database tells of another's (PostgreSQL), and every
/// `period` in any case: that finds what a command beside the server wrote on SQLite, and what was told while the
/// connection that listens was lost.
pub async fn publish_changes(app: &App, period: Duration, stop: impl Future<Output = ()>) {
    tokio::select! {
        () = stop => (),
        () = read(app, period) => (),
        () = listen(app, period) => (),
    }
}

/// Elapsed time, not the clock's: a corrected clock must not hold the feed up.
async fn read(app: &App, period: Duration) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut position = None;
    let mut is_well = true;
    loop {
        let outcome = look(app, &mut position).await;
        match &outcome {
            Err(error) if is_well => {
                let cause: &(dyn std::error::Error + 'static) = error;
                tracing::warn!(cause, "the change feed cannot be read");
            }
            Ok(()) if !is_well => tracing::info!("the change feed is read again"),
            Ok(()) | Err(_) => (),
        }
        is_well = outcome.is_ok();
        tokio::select! {
            () = app.changes().woken(), if is_well => (),
            _ = ticks.tick() => (),
        }
    }
}

async fn look(app: &App, position: &mut Option<FeedPosition>) -> Result<(), StorageError> {
    let on = app.db.reader();
    let Some(since) = position else {
        *position = Some(read_end_of_feed(on).await?);
        return Ok(());
    };
    let (changes, mut end) = list_changes_since(on, since, CAPACITY).await?;
    if changes.len() >= CAPACITY as usize {
        // Nobody could keep up; who watches begins anew rather than miss some of it unknowingly.
        end = read_end_of_feed(on).await?;
        app.changes().publish_gap();
    } else {
        changes.into_iter().for_each(|change| app.changes().publish(change));
    }
    *position = Some(end);
    Ok(())
}

/// Wakes the reader when the database tells of entries; after a lost connection it tries again each `period`.
async fn listen(app: &App, period: Duration) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let outcome = follow_notices(&app.db, || app.changes().wake()).await;
        let cause = outcome.err();
        let cause = cause.as_ref().map(|error| error as &(dyn std::error::Error + 'static));
        tracing::debug!(cause, "nobody tells of changes: they are looked for instead");
    }
}
