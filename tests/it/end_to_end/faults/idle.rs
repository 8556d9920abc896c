//! Connections that are opened and say nothing.

#![expect(clippy::disallowed_methods, reason = "another process is timed: its clock is the real one")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::raw::get_soon;
use crate::end_to_end::operations::{Viewer, viewer};
use crate::end_to_end::server::Server;
use crate::end_to_end::setting::Setting;
use crate::support::{Backend, TestDatabase};

const IDLE: usize = 2000;

/// Opens them; a system that keeps some waiting for the server to take them is given time.
async fn many(address: SocketAddr) -> Vec<TcpStream> {
    let allowed = rlimit::increase_nofile_limit(IDLE as u64 + 200).unwrap();
    assert!(
        allowed > IDLE as u64 + 100,
        "this test needs {IDLE} open files: raise `ulimit -n`, now {allowed}"
    );
    let mut open = Vec::with_capacity(IDLE);
    for _ in 0..IDLE {
        let connecting = tokio::time::timeout(Duration::from_secs(10), TcpStream::connect(address));
        open.push(connecting.await.unwrap().unwrap());
    }
    open
}

/// Waits until the server has closed them all: how long it took.
async fn all_cut(open: Vec<TcpStream>) -> Duration {
    let begun = Instant::now();
    for mut connection in open {
        let heard = tokio::time::timeout(Duration::from_secs(15), connection.read(&mut [0; 1])).await;
        // The end, or a reset: closed in any case.
        assert!(matches!(heard, Ok(Ok(0) | Err(_))), "{heard:?} after {:?}", begun.elapsed());
    }
    begun.elapsed()
}

async fn two_thousand_are_in_nobodys_way(first: &str) {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    setting.configure_http("idle_timeout_seconds = 4");
    let token = setting.clinic_with_token();
    let mut server = Server::start_after(&setting.roundel, first, &["--no-worker"]);
    let api = server.api(&token);
    let ticks = || cpu_ticks(server.process());
    let open = many(server.address()).await;
    for _ in 0..5 {
        assert_eq!(get_soon(server.address(), "/readyz").await, 200);
        let begun = Instant::now();
        api.ask::<Viewer>(viewer::Variables {}).await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }
    let before = ticks();
    let took = all_cut(open).await;
    assert!(took < Duration::from_secs(8), "{took:?}");
    if let (Some(before), Some(after)) = (before, ticks()) {
        // A hundred ticks are a second; one that tried to take connections over and over would use hundreds.
        assert!(after - before < 200, "{} ticks", after - before);
    }
    api.ask::<Viewer>(viewer::Variables {}).await;
    assert!(server.lives());
    assert_eq!(server.terminate().0, Some(0));
}

/// The processor time that a process has used, where the system tells.
fn cpu_ticks(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_idle_connections_are_in_nobodys_way() {
    two_thousand_are_in_nobodys_way(":").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_are_they_where_the_system_allows_few_open_files() {
    two_thousand_are_in_nobodys_way("ulimit -n 400").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_where_it_allows_fewer_than_the_server_counted_on() {
    // So few that the system refuses connections before the server's own limit does.
    two_thousand_are_in_nobodys_way("ulimit -n 60").await;
}
