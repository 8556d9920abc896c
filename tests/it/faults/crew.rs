//! Processes that are killed and started again.

#![expect(clippy::disallowed_methods, reason = "other processes are killed: their clock is the real one")]

use std::fs;
use std::io;
use std::process::Child;
use std::thread;
use std::time::Instant;

use crate::support::Roundel;

/// Several processes of the program on one database; killed when dropped.
pub(super) struct Crew {
    roundel: Roundel,
    command: &'static str,
    processes: Vec<Child>,
    /// When one was killed.
    pub(super) kills: Vec<Instant>,
}

impl Crew {
    /// Starts so many of that command, all mailing by that port.
    pub(super) fn start(url: &str, smtp_port: u16, command: &'static str, count: usize) -> Self {
        let roundel = Roundel::on(url);
        fs::write(roundel.folder().join("roundel.toml"), configuration(smtp_port)).unwrap();
        let mut crew = Self { roundel, command, processes: Vec::new(), kills: Vec::new() };
        crew.processes = (0..count).map(|_| crew.another()).collect();
        crew
    }

    fn another(&self) -> Child {
        let mut child = self.roundel.start(&["--config", "roundel.toml", self.command]);
        let mut log = child.stderr.take().unwrap();
        // Read to its end, so that it never waits for a reader.
        thread::spawn(move || io::copy(&mut log, &mut io::sink()));
        child
    }

    /// Kills one by SIGKILL and starts it again at once.
    pub(super) fn kill(&mut self, which: u64) {
        let index = usize::try_from(which % self.processes.len() as u64).unwrap();
        let next = {
            let doomed = &mut self.processes[index];
            assert!(doomed.try_wait().unwrap().is_none(), "it ended by itself");
            doomed.kill().unwrap();
            doomed.wait().unwrap();
            self.kills.push(Instant::now());
            self.another()
        };
        self.processes[index] = next;
    }

    /// Whether each is there.
    pub(super) fn all_live(&mut self) -> bool {
        self.processes.iter_mut().all(|child| child.try_wait().unwrap().is_none())
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for child in &mut self.processes {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The shortest lease that is allowed, and short waits.
fn configuration(smtp_port: u16) -> String {
    format!(
        r#"
[http]
listen = "127.0.0.1:0"
development = true

[mail]
transport = "smtp"
from_address = "appointments@northside.example"
message_id_host = "northside.example"

[mail.smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
timeout_seconds = 2

[worker]
notice_debounce_seconds = 1
lease_seconds = 10
backoff_base_seconds = 1
backoff_cap_seconds = 2

[worker.jobs.plan_reminders]
cron = "* * * * * *"

[worker.jobs.gather_notices]
cron = "* * * * * *"

[worker.jobs.deliver_reminders]
cron = "* * * * * *"
"#
    )
}
