//! A worker killed by SIGKILL with mails in every stage in its hands, and who takes over.
//!
//! Six mails are due at once and four leave at a time. Of the first four the server ignores one midway, takes one
//! without saying so, and takes two in order; two more are claimed and not begun. Then the worker dies.

#![expect(clippy::disallowed_methods, reason = "other processes are waited for: their clock is the real one")]

use std::collections::BTreeMap;
use std::io;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan as _};

use super::api::Api;
use super::course::{FIVE_DAYS, client, group, remind, schedule, sessions_of};
use super::outbox::{deliveries_of, standing, wait_for};
use super::server::{PATIENCE, Server};
use super::setting::Setting;
use crate::support::{Backend, Behaviour, Roundel, SmtpServer, TestDatabase};

const MAILS: usize = 6;

/// `roundel worker` as a process; killed when dropped.
struct WorkerProcess(Child);

impl WorkerProcess {
    fn start(roundel: &Roundel) -> Self {
        let mut child = roundel.start(&["--config", "roundel.toml", "worker"]);
        let mut log = child.stderr.take().unwrap();
        // Read to its end, so that the worker never waits for a reader.
        thread::spawn(move || io::copy(&mut log, &mut io::sink()));
        Self(child)
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn lives(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Plans a session with as many reminders as there are mails, all due at once: its id.
async fn a_session_that_is_due(api: &Api) -> String {
    remind(api, FIVE_DAYS).await;
    let mut members = Vec::new();
    for n in 0..MAILS {
        let address = format!("member{n}@clients.example");
        members.push(client(api, &format!("Member{n}"), "America/New_York", Some(&address)).await);
    }
    let group = group(api, &members.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let today = Timestamp::now().in_tz("America/New_York").unwrap().date();
    schedule(api, &group, today + 2.days()).await;
    sessions_of(api, &group).await[0].id.clone()
}

/// Waits until the worker holds four mails: one under way, one taken with the answer lost, two not begun.
async fn caught_in_the_act(api: &Api, session: &str, server: &SmtpServer) {
    let begun = Instant::now();
    while server.unanswered() < 2 {
        assert!(begun.elapsed() < PATIENCE, "{:#?}", deliveries_of(api, session).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    wait_for(api, session, "SENT", None, 2).await;
    assert_eq!(standing(api, session, "CLAIMED", None).await, 4);
    assert_eq!(server.received().len(), 3);
}

/// Everything arrived once; what was taken without an answer came a second time, as the same mail.
async fn nothing_is_lost_and_one_came_twice(api: &Api, session: &str, server: &SmtpServer) {
    wait_for(api, session, "SENT", None, MAILS).await;
    let deliveries = deliveries_of(api, session).await;
    assert_eq!(deliveries.len(), MAILS);
    let received = server.received();
    let mut arrived: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for mail in &received {
        assert_eq!(mail.to.len(), 1);
        arrived.entry(mail.message_id()).or_default().push(&mail.message);
    }
    let mut planned: Vec<String> = deliveries.iter().map(|one| one.message_id.clone()).collect();
    planned.sort_unstable();
    assert_eq!(arrived.keys().copied().collect::<Vec<_>>(), planned);
    let twice: Vec<_> = arrived.values().filter(|copies| copies.len() > 1).collect();
    assert_eq!((received.len(), twice.len()), (MAILS + 1, 1));
    assert_eq!(twice[0][0], twice[0][1]);
    // Of the two that had been begun nobody could know; the two that had not lost nothing.
    assert_eq!(deliveries.iter().filter(|one| one.unknown_outcomes == 1).count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_worker_held_is_delivered_by_the_other() {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let setting = Setting::prepare(database).await;
    setting.mailbox.script([Behaviour::IgnoreRecipient, Behaviour::TakeSilently]);
    let token = setting.clinic_with_token();
    let server = Server::start(&setting.roundel, &["--no-worker"]);
    let api = server.api(&token);
    let session = a_session_that_is_due(&api).await;

    let mut doomed = WorkerProcess::start(&setting.roundel);
    caught_in_the_act(&api, &session, &setting.mailbox).await;
    let mut heir = WorkerProcess::start(&setting.roundel);
    doomed.kill();
    nothing_is_lost_and_one_came_twice(&api, &session, &setting.mailbox).await;
    assert!(heir.lives());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_server_held_is_delivered_by_the_next_on_the_same_file() {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    setting.mailbox.script([Behaviour::IgnoreRecipient, Behaviour::TakeSilently]);
    let token = setting.clinic_with_token();
    let doomed = setting.serve();
    let api = doomed.api(&token);
    let session = a_session_that_is_due(&api).await;
    caught_in_the_act(&api, &session, &setting.mailbox).await;
    doomed.kill();

    let next = setting.serve();
    nothing_is_lost_and_one_came_twice(&next.api(&token), &session, &setting.mailbox).await;
    assert_eq!(next.terminate().0, Some(0));
}
