//! The database goes away under a running server, and comes back.

#![expect(
    clippy::disallowed_methods,
    reason = "another process is timed and waited for: its clock is the real one"
)]

use std::time::{Duration, Instant};

use reqwest::StatusCode;

use super::operations::{Sites, Viewer, sites, viewer};
use super::server::{PATIENCE, Server};
use super::setting::Setting;
use crate::support::{Backend, TestDatabase};

async fn readiness(server: &Server) -> StatusCode {
    reqwest::get(server.url_of("/readyz")).await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_outlives_its_database() {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let beside = database.url_text.clone();
    let setting = Setting::prepare(database).await;
    let (mut server, api) = setting.serve_clinic();
    let every_site = || sites::Variables { first: None, after: None };
    assert_eq!(api.ask::<Sites>(every_site()).await.sites.nodes.len(), 1);
    assert_eq!(readiness(&server).await, StatusCode::OK);

    let path = setting.url.split('?').next().unwrap();
    let name = path.rsplit_once('/').unwrap().1;
    TestDatabase::execute_on(&beside, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    let terminate =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    TestDatabase::execute_on(&beside, &terminate).await;

    let begun = Instant::now();
    let (code, id) = api.refusal::<Sites>(every_site()).await;
    assert_eq!(code, "UNAVAILABLE");
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    let (status, body) = api.bytes::<Viewer>(viewer::Variables {}).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains(r#""code":"UNAVAILABLE""#) && body.contains("try again in a while"), "{body}");
    for secret in ["postgres", "sqlx", "SELECT", name, "connect"] {
        assert!(!body.contains(secret), "{secret}: {body}");
    }
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    assert_eq!(readiness(&server).await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(server.lives());

    TestDatabase::execute_on(&beside, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    let back = Instant::now();
    while api.bytes::<Sites>(every_site()).await.0 != StatusCode::OK {
        assert!(back.elapsed() < PATIENCE && server.lives(), "it does not recover");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(api.ask::<Sites>(every_site()).await.sites.nodes.len(), 1);
    assert_eq!(server.terminate().0, Some(0));
}
