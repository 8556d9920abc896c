//! The server as a process among others.

use std::time::Duration;

use super::operations::{Viewer, viewer};
use super::setting::Setting;
use crate::support::{Backend, TestDatabase, both};

both! {
    async fn a_server_ends_in_order_when_told_to(db) {
        let setting = Setting::prepare(db).await;
        let (server, api) = setting.serve_clinic();
        api.ask::<Viewer>(viewer::Variables {}).await;
        let (code, took) = server.terminate();
        assert_eq!(code, Some(0));
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
}

#[tokio::test]
async fn a_sqlite_file_has_one_server_at_a_time() {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    let (mut first, api) = setting.serve_clinic();
    let said = setting.roundel.run(&["--config", "roundel.toml", "serve"]).failed(4);
    assert!(said.contains("another") && said.contains("unmigrated.db"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(first.lives());
    api.ask::<Viewer>(viewer::Variables {}).await;
    assert_eq!(first.terminate().0, Some(0));
    assert_eq!(setting.serve().terminate().0, Some(0), "the file is free again");
}
