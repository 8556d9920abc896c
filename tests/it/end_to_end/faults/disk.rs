//! A disk without room.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rlimit::Resource;
use tempfile::TempDir;

use super::load::Load;
use super::raw::get_soon;
use crate::end_to_end::operations::{Sites, sites};
use crate::end_to_end::server::Server;
use crate::end_to_end::setting::Setting;

/// Where the file lies, and what bounds it.
enum Disk {
    /// A file system of a few megabytes.
    Small(TempDir),
    /// A large one, on which the server may not let a file grow.
    Quota(TempDir),
}

const BALLAST: &str = "ballast";

impl Disk {
    /// A file system of its own where this process may mount one; else a quota, and a line that says so.
    fn small() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|ran| ran.status.success());
        if mounted {
            return Self::Small(folder);
        }
        let line = b"No small file system can be mounted here: a full disk is tested by a quota instead\n";
        std::io::stderr().write_all(line).unwrap();
        Self::Quota(folder)
    }

    fn folder(&self) -> &Path {
        match self {
            Self::Small(folder) | Self::Quota(folder) => folder.path(),
        }
    }

    /// What a shell does before it starts the server: a signal that nobody ignores would end it.
    fn before(&self) -> &'static str {
        match self {
            Self::Small(_) => ":",
            Self::Quota(_) => "trap '' XFSZ",
        }
    }

    /// Takes all the room that is left.
    fn fill(&self, server: &Server) {
        match self {
            Self::Small(folder) => {
                let mut ballast = fs::File::create(folder.path().join(BALLAST)).unwrap();
                for size in [65_536, 1024, 1] {
                    while ballast.write_all(&vec![0; size]).is_ok() {}
                }
            }
            Self::Quota(folder) => {
                let sizes =
                    fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
                allow(server, sizes.max().unwrap());
            }
        }
    }

    /// Makes room again.
    fn free(&self, server: &Server) {
        match self {
            Self::Small(folder) => fs::remove_file(folder.path().join(BALLAST)).unwrap(),
            Self::Quota(_) => allow(server, rlimit::INFINITY),
        }
    }
}

/// Lets the server's files grow to so many bytes.
fn allow(server: &Server, bytes: u64) {
    let process = server.process().try_into().unwrap();
    rlimit::prlimit(process, Resource::FSIZE, Some((bytes, rlimit::INFINITY)), None).unwrap();
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Small(folder) = self {
            let _ = Command::new("umount").arg("--lazy").arg(folder.path()).status();
        }
    }
}

async fn what_was_acknowledged_outlives(disk: Disk) {
    let setting = Setting::prepare_at(format!("sqlite://{}", disk.folder().join("clinic.db").display()));
    let token = setting.clinic_with_token();
    let mut server = Server::start_after(&setting.roundel, disk.before(), &[]);
    let api = server.api(&token);
    let load = Load::begin(&server.url_of("/graphql"), &token, 3);
    load.acknowledged(20).await;

    disk.fill(&server);
    load.refused(12).await;
    // What shows no client needs no row, and is read as before.
    for _ in 0..5 {
        assert_eq!(
            api.ask::<Sites>(sites::Variables { first: None, after: None }).await.sites.nodes.len(),
            1
        );
        assert_eq!(get_soon(server.address(), "/readyz").await, 200);
    }
    assert!(server.lives());

    disk.free(&server);
    load.acknowledged(20).await;
    let finished = load.end().await;
    finished.was_refused_by(&["UNAVAILABLE"], Duration::from_secs(15));
    finished.is_all_there().await;
    assert_eq!(server.terminate().0, Some(0));
    setting.roundel.run(&["audit", "verify"]).done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_full_disk() {
    what_was_acknowledged_outlives(Disk::small()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_file_that_may_not_grow() {
    what_was_acknowledged_outlives(Disk::Quota(tempfile::tempdir().unwrap())).await;
}
