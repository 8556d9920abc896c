//! A PostgreSQL server of a test's own, to be stopped and started. It listens on a port, as servers elsewhere do: one
//! that is away refuses connections, where a socket in the file system is simply not there.

use std::fs::{Permissions, set_permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::TestDatabase;

/// A running server with one empty database; stopped and removed when dropped.
pub(crate) struct Cluster {
    folder: TempDir,
    port: u16,
    /// The URL of its database.
    pub(crate) url: String,
}

impl Cluster {
    /// Makes one, or none if `tests/run` does not say where it may be: it then says so.
    #[expect(
        clippy::disallowed_methods,
        reason = "the suite is told by its environment where servers may be"
    )]
    pub(crate) async fn start() -> Option<Self> {
        let Some(parent) = std::env::var_os("ROUNDEL_TEST_CLUSTERS").map(PathBuf::from) else {
            let required = std::env::var("ROUNDEL_TEST_REQUIRE_POSTGRES").is_ok();
            assert!(!required, "ROUNDEL_TEST_REQUIRE_POSTGRES is set, ROUNDEL_TEST_CLUSTERS is not");
            std::io::Write::write_all(
                &mut std::io::stderr(),
                b"A test that stops PostgreSQL was left out: run tests/run\n",
            )
            .unwrap();
            return None;
        };
        let folder = tempfile::Builder::new().prefix("cluster.").tempdir_in(parent).unwrap();
        // The server's user must reach what is in it.
        set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = format!("postgres://postgres@127.0.0.1:{port}");
        let cluster = Self { folder, port, url: format!("{server}/roundel") };
        cluster.run("start_postgres \"$folder\"");
        TestDatabase::execute_on(&format!("{server}/postgres"), "CREATE DATABASE roundel").await;
        Some(cluster)
    }

    /// Ends the server at once, as a crash would: clients' connections break.
    pub(crate) fn stop(&self) {
        self.run("stop_postgres \"$folder\"");
    }

    /// Starts it again, and waits until it takes connections.
    pub(crate) fn start_again(&self) {
        self.run("launch_postgres \"$folder\"");
    }

    /// Runs a line with the functions of `tests/lib/postgres.sh`.
    fn run(&self, line: &str) {
        let ran = self.script(line).output().unwrap();
        assert!(ran.status.success(), "{line}: {}", String::from_utf8_lossy(&ran.stderr));
    }

    fn script(&self, line: &str) -> Command {
        const LIBRARIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lib");
        let whole = format!(
            "set -euo pipefail; folder=$1; source {LIBRARIES}/install.sh; source {LIBRARIES}/postgres.sh; \
             postgres_programs=$(find_postgres); postgres_commits=on; postgres_port=$2; {line}"
        );
        let mut command = Command::new("bash");
        command.args(["-c", &whole, "bash"]).arg(self.folder.path()).arg(self.port.to_string());
        command.stdin(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.script("stop_postgres \"$folder\"").output();
    }
}
