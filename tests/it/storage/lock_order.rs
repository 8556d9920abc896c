//! Locks are taken in one order, so that changes that meet wait for each other. PostgreSQL only: SQLite has one lock.

use std::time::Duration;

use crate::support::{Backend, TestClinic, TestDatabase};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// Returns once somebody waits for a lock in that database.
#[expect(
    clippy::disallowed_methods,
    reason = "PostgreSQL keeps the time of its own, and tells nobody who waits"
)]
async fn somebody_waits(url: &str) {
    let waiting = "SELECT count(*) AS n FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..400 {
        if TestDatabase::number_on(url, waiting).await > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody waits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_marks_waits_for_an_ending_enrollment_without_holding_its_places() {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let url = database.url_text.clone();
    let clinic = TestClinic::open_at(database, "2026-03-02T12:00:00Z").await;
    let course = clinic.course("Tuesdays", 2, 1).await;
    // Whoever ends an enrollment has it locked, and then writes to its places.
    let ending = TestDatabase::hold_on(&url, "SELECT 1 FROM enrollment FOR UPDATE").await;
    let places = async {
        somebody_waits(&url).await;
        let free = clinic.database.try_execute("SELECT 1 FROM participation FOR UPDATE NOWAIT").await;
        ending.rollback().await.unwrap();
        free
    };
    let (answer, free) = tokio::join!(clinic.ask(MARK_ROSTER, course.roster(0, "EE")), places);
    assert_eq!(free, Ok(()));
    assert_eq!(answer["markRoster"]["participations"].as_array().unwrap().len(), 2, "{answer:#}");
}
