//! The database, or the server itself, is stopped in mid-load and started again.

#![expect(clippy::disallowed_methods, reason = "other processes are timed: their clock is the real one")]

use std::time::{Duration, Instant};

use super::load::Load;
use crate::end_to_end::operations::{Sites, sites};
use crate::end_to_end::server::Server;
use crate::end_to_end::setting::Setting;
use crate::support::{Backend, Cluster, TestDatabase};

const CLIENTS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_restart_of_postgres_in_mid_load() {
    let Some(cluster) = Cluster::start().await else { return };
    let setting = Setting::prepare_at(cluster.url.clone());
    let token = setting.clinic_with_token();
    let mut server = setting.serve();
    let api = server.api(&token);
    let load = Load::begin(&server.url_of("/graphql"), &token, CLIENTS);
    load.acknowledged(30).await;

    cluster.stop();
    load.refused(CLIENTS).await;
    // Nobody is kept waiting for a server that is not there.
    let begun = Instant::now();
    let (code, id) = api.refusal::<Sites>(sites::Variables { first: None, after: None }).await;
    assert_eq!((code.as_str(), id.len()), ("UNAVAILABLE", 32));
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    assert!(server.lives());

    cluster.start_again();
    load.acknowledged(30).await;
    let finished = load.end().await;
    finished.was_refused_by(&["UNAVAILABLE"], Duration::from_secs(8));
    finished.is_all_there().await;
    assert_eq!(server.terminate().0, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_postgres_that_takes_a_moment_is_waited_for() {
    let Some(cluster) = Cluster::start().await else { return };
    let setting = Setting::prepare_at(cluster.url.clone());
    let token = setting.clinic_with_token();
    let server = Server::start(&setting.roundel, &["--no-worker"]);
    let api = server.api(&token);
    api.ask::<Sites>(sites::Variables { first: None, after: None }).await;
    cluster.stop();
    let asked = api.ask::<Sites>(sites::Variables { first: None, after: None });
    let restarted = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(500));
        cluster.start_again();
        cluster
    });
    let (answer, cluster) = tokio::join!(asked, restarted);
    assert_eq!(answer.sites.nodes.len(), 1);
    drop(cluster);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_server_on_a_file_that_is_killed_in_mid_load() {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    let token = setting.clinic_with_token();
    let mut server = setting.serve();
    let load = Load::begin(&server.url_of("/graphql"), &token, CLIENTS);
    for _ in 0..3 {
        load.acknowledged(15).await;
        server.kill();
        load.refused(CLIENTS).await;
        server = setting.serve();
        load.redirect(&server.url_of("/graphql"));
    }
    load.acknowledged(15).await;
    let finished = load.end().await;
    finished.was_refused_by(&["CUT"], Duration::from_secs(20));
    finished.is_all_there().await;
    assert_eq!(server.terminate().0, Some(0));
}
