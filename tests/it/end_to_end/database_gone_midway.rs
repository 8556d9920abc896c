//! The database goes away, or doesn't get round to it, in the middle of a change.

#![expect(clippy::disallowed_methods, reason = "another process is waited for: its clock is the real one")]

use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan as _};
use reqwest::StatusCode;

use super::api::Api;
use super::course::{announced_absence, client, done, group, schedule, sessions_of};
use super::operations::{MarkRoster, mark_roster};
use super::server::{PATIENCE, Server};
use super::setting::Setting;
use crate::support::{Backend, TestDatabase};

/// A served clinic with a session, and a mark that may be recorded in it.
struct Marking {
    setting: Setting,
    server: Server,
    api: Api,
    mark: mark_roster::Variables,
}

impl Marking {
    async fn prepare(database: TestDatabase, configuration: &str) -> Self {
        let setting = Setting::prepare(database).await;
        setting.configure(configuration);
        let token = setting.clinic_with_token();
        // Without a worker: nothing else writes.
        let server = Server::start(&setting.roundel, &["--no-worker"]);
        let api = server.api(&token);
        let ana = client(&api, "Ana", "America/New_York", None).await;
        let group = group(&api, &[&ana]).await;
        let today = Timestamp::now().in_tz("America/New_York").unwrap().date();
        schedule(&api, &group, today + 2.days()).await;
        let session = &sessions_of(&api, &group).await[0];
        let mark = announced_absence(&session.id, &session.participations[0].id);
        Self { setting, server, api, mark }
    }

    /// How many rows a mark adds to.
    async fn written(&self) -> [i64; 4] {
        let mut counts = [0; 4];
        let tables = ["attendance_mark", "audit_event", "change", "participation WHERE mark_version > 0"];
        for (count, table) in counts.iter_mut().zip(tables) {
            let query = format!("SELECT count(*) AS n FROM {table}");
            *count = TestDatabase::number_on(&self.setting.url, &query).await;
        }
        counts
    }

    /// The same mark again, now that nothing is in its way: recorded, once.
    async fn succeeds_now(mut self, before: [i64; 4]) {
        assert_eq!(self.written().await, before, "nothing stays of what failed");
        assert!(self.server.lives());
        let payload = self.api.ask::<MarkRoster>(self.mark.clone()).await;
        done!(payload.mark_roster, participations);
        let after = self.written().await;
        assert_eq!((after[0], after[1], after[3]), (before[0] + 1, before[1] + 1, before[3] + 1));
        assert!(after[2] > before[2]);
    }
}

fn tells_nothing(body: &str) {
    for secret in ["postgres", "sqlx", "sqlite", "attendance_mark", "connection", "terminat", "lock"] {
        assert!(!body.to_lowercase().contains(secret), "{secret}: {body}");
    }
}

/// Ends the connection of whoever waits for a lock in that database, as soon as somebody does.
async fn terminate_who_waits(url: &str, beside: &str) {
    let path = url.split('?').next().unwrap();
    let name = path.rsplit_once('/').unwrap().1;
    let terminate = format!(
        "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity \
         WHERE datname = '{name}' AND wait_event_type = 'Lock'"
    );
    let begun = Instant::now();
    while TestDatabase::number_on(beside, &terminate).await == 0 {
        assert!(begun.elapsed() < PATIENCE, "nobody waits");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn a_change_cut_off_while_it_waits_for(lock: &str) {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let beside = database.url_text.clone();
    let marking = Marking::prepare(database, "").await;
    let before = marking.written().await;
    let rival = TestDatabase::hold_on(&marking.setting.url, lock).await;
    let answer = marking.api.bytes::<MarkRoster>(marking.mark.clone());
    let ((status, body), ()) = tokio::join!(answer, terminate_who_waits(&marking.setting.url, &beside));
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains(r#""code":"UNAVAILABLE""#) && body.contains(r#""requestId":""#), "{body}");
    tells_nothing(&body);
    rival.rollback().await.unwrap();
    marking.succeeds_now(before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_whose_connection_is_cut_before_it_writes_leaves_nothing() {
    a_change_cut_off_while_it_waits_for("SELECT 1 FROM session FOR UPDATE").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_whose_connection_is_cut_after_it_has_written_leaves_nothing() {
    // The marks are written before it is recorded who wrote them.
    a_change_cut_off_while_it_waits_for("LOCK TABLE audit_event IN SHARE MODE").await;
}

async fn a_change_that_others_are_in_the_way_of(backend: Backend, lock: &str) {
    let Some(database) = TestDatabase::create(backend).await else { return };
    let marking = Marking::prepare(database, "[database]\nlock_timeout_seconds = 1\n").await;
    let before = marking.written().await;
    let rival = TestDatabase::hold_on(&marking.setting.url, lock).await;
    let begun = Instant::now();
    let (status, body) = marking.api.bytes::<MarkRoster>(marking.mark.clone()).await;
    // Half of it is for one lock.
    assert!(begun.elapsed() >= Duration::from_millis(500), "{:?}", begun.elapsed());
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains(r#""code":"BUSY""#) && body.contains("Nothing was changed: try again"), "{body}");
    tells_nothing(&body);
    rival.rollback().await.unwrap();
    marking.succeeds_now(before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_waits_too_long_for_the_file_is_told_so() {
    a_change_that_others_are_in_the_way_of(Backend::Sqlite, "UPDATE account SET email = email").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_waits_too_long_for_a_row_is_told_so() {
    a_change_that_others_are_in_the_way_of(Backend::Postgres, "SELECT 1 FROM session FOR UPDATE").await;
}
