//! `roundel serve` as a process.

#![expect(
    clippy::disallowed_methods,
    reason = "another process is timed and waited for: its clock is the real one"
)]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::api::Api;
use crate::support::Roundel;

/// How long anything may take that takes a moment.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; killed when dropped.
pub(super) struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts it with the folder's `roundel.toml` and these flags, and waits until it listens.
    pub(super) fn start(roundel: &Roundel, flags: &[&str]) -> Self {
        Self::of(roundel.start(&[&["--config", "roundel.toml", "serve"], flags].concat()))
    }

    /// The same from a shell that has run `first`, which may take something from it.
    pub(super) fn start_after(roundel: &Roundel, first: &str, flags: &[&str]) -> Self {
        Self::of(roundel.start_after(first, &[&["--config", "roundel.toml", "serve"], flags].concat()))
    }

    fn of(mut child: Child) -> Self {
        let urls = listening(child.stderr.take().unwrap());
        match urls.recv_timeout(PATIENCE) {
            Ok(url) => Self { child, url },
            Err(error) => {
                let _ = child.kill();
                panic!("the server does not listen: {error}");
            }
        }
    }

    /// The API, asked with that token.
    pub(super) fn api(&self, token: &str) -> Api {
        Api::new(self.url.clone(), token.to_owned())
    }

    /// The URL of another of its paths.
    pub(super) fn url_of(&self, path: &str) -> String {
        self.url.replace("/graphql", path)
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        let place = self.url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        place.parse().unwrap()
    }

    /// The process's number.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// What the system says of the process under that name, a number; none where there is no such thing to read.
    pub(super) fn status(&self, name: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        value.split_whitespace().next()?.parse().ok()
    }

    /// Whether the process is there.
    pub(super) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Sends SIGKILL and waits until the process is gone.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM: the exit code, and how long the end took.
    pub(super) fn terminate(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), begun.elapsed());
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the server does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the log to its end, so that the server never waits for a reader, and tells the URL that it names.
fn listening(stderr: ChildStderr) -> Receiver<String> {
    let (tell, told) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some((_, url)) = line.split_once("listening on ") {
                let _ = tell.send(url.to_owned());
            }
        }
    });
    told
}
