//! A SQLite file that another program holds.

#![expect(clippy::disallowed_methods, reason = "another process is timed: its clock is the real one")]

use std::time::{Duration, Instant};

use super::load::Load;
use super::raw::get_soon;
use crate::end_to_end::operations::{Sites, sites};
use crate::end_to_end::server::Server;
use crate::end_to_end::setting::Setting;
use crate::support::{Backend, TestDatabase};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_program_has_locked_is_busy_and_reads_go_on() {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    setting.configure("[database]\nlock_timeout_seconds = 1");
    let token = setting.clinic_with_token();
    let mut server = Server::start(&setting.roundel, &["--no-worker"]);
    let api = server.api(&token);
    let load = Load::begin(&server.url_of("/graphql"), &token, 3);
    load.acknowledged(5).await;

    let rival = TestDatabase::lock_file(&setting.url).await;
    load.refused(6).await;
    let count = "SELECT count(*) AS n FROM client";
    let held = TestDatabase::number_on(&setting.url, count).await;
    for _ in 0..3 {
        let begun = Instant::now();
        assert_eq!(
            api.ask::<Sites>(sites::Variables { first: None, after: None }).await.sites.nodes.len(),
            1
        );
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        assert_eq!(get_soon(server.address(), "/readyz").await, 200);
    }
    load.refused(3).await;
    assert_eq!(TestDatabase::number_on(&setting.url, count).await, held, "nothing is written past a lock");
    rival.close().await.unwrap();

    load.acknowledged(10).await;
    let finished = load.end().await;
    // A change that was made just before, and whose read can't be put on record any more, is not called BUSY.
    finished.was_refused_by(&["BUSY", "UNAVAILABLE"], Duration::from_secs(5));
    finished.is_all_there().await;
    assert!(server.lives());
}
