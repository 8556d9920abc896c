//! Mails a second, beside Postfix's `smtp-source` into the same `smtp-sink`. Only ratios of one run mean anything, and only
//! of a release build: `tests/full`.

#![expect(clippy::disallowed_methods, reason = "what it takes is measured by the real clock")]

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::stream;
use roundel::app::reminders::{Delivery, DeliverySettings, deliver_due};
use roundel::domain::jobs::WorkerName;
use roundel::mail::message::BuiltMail;
use roundel::mail::transport::{MailTransport as _, SmtpConfig, SmtpTransport, TlsMode};

use crate::size::{size, tell};
use crate::support::{Backend, ReminderFixture, SETTINGS, TestDatabase, mailer};

const CONNECTIONS: usize = 8;
const PEOPLE: usize = 100;
const ROUNDS: usize = 3;

/// Postfix's server that throws away what it takes; ended when dropped.
struct Sink {
    process: Child,
    port: u16,
}

impl Sink {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("smtp-sink");
        if is_root() {
            command.args(["-u", "nobody"]); // it insists
        }
        command.args([&format!("127.0.0.1:{port}"), "256"]);
        let process =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("smtp-sink, of Postfix");
        let sink = Self { process, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "smtp-sink does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        sink
    }

    fn transport(&self) -> SmtpTransport {
        let config = SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls: TlsMode::None,
            ca_file: None,
            sign_in: None,
            hello_name: "roundel.example".to_owned(),
            timeout: Duration::from_secs(20),
            connections: CONNECTIONS,
            per_minute: None,
        };
        SmtpTransport::new(config).unwrap()
    }

    /// What `smtp-source` sends in a second: so many mails of so many bytes, over connections that it keeps.
    fn source(&self, count: usize, bytes: usize) -> f64 {
        let begun = Instant::now();
        let mut command = Command::new("smtp-source");
        command.args([
            "-d",
            "-s",
            &CONNECTIONS.to_string(),
            "-m",
            &count.to_string(),
            "-l",
            &bytes.to_string(),
        ]);
        command.args(["-f", "appointments@northside.example", "-t", "member@clients.example"]);
        assert!(command.arg(format!("127.0.0.1:{}", self.port)).status().unwrap().success());
        count as f64 / begun.elapsed().as_secs_f64()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// So many reminders that are due.
async fn due(backend: Backend, count: usize) -> Option<ReminderFixture> {
    let fixture =
        ReminderFixture::open_at(TestDatabase::create(backend).await?, "2026-03-02T12:00:00Z").await;
    let only_one = "UPDATE reminder_rule SET retired_at = '2026-03-01T00:00:00+00:00'
        WHERE clinic_id = $1 AND minutes_before = 180";
    fixture.execute(only_one, &[]).await;
    let members = fixture.members(PEOPLE).await;
    for minute in 0..count / PEOPLE {
        fixture
            .session(&format!("2026-03-03T{:02}:{:02}:00Z", 12 + minute / 60, minute % 60), &members)
            .await;
    }
    assert_eq!(fixture.plan().await, count as u64);
    if backend == Backend::Postgres {
        fixture.clinic.database.execute("ANALYZE").await; // as the server does by itself within a minute
    }
    Some(fixture)
}

/// Mails a second by the transport alone.
async fn transported(sink: &Sink, mails: &Arc<Vec<BuiltMail>>) -> f64 {
    let transport = Arc::new(sink.transport());
    let begun = Instant::now();
    let sending = stream::iter(0..mails.len()).map(|index| {
        let (transport, mails) = (Arc::clone(&transport), Arc::clone(mails));
        async move {
            tokio::spawn(async move { transport.send(&mails[index], Duration::MAX).await.unwrap() })
                .await
                .unwrap()
        }
    });
    sending.buffer_unordered(CONNECTIONS).for_each(async |_| ()).await;
    let rate = mails.len() as f64 / begun.elapsed().as_secs_f64();
    transport.close().await;
    rate
}

/// Mails a second from the outbox to the mark that they were sent.
async fn end_to_end(sink: &Sink, backend: Backend, count: usize) -> Option<f64> {
    let fixture = due(backend, count).await?;
    let app = &fixture.clinic.app;
    let mailer = mailer(Arc::new(sink.transport())).with_links("https://northside.example");
    let delivery = Delivery {
        app,
        mailer: &mailer,
        timer: fixture.clinic.clock.as_ref(),
        settings: DeliverySettings { at_once: CONNECTIONS, batch_size: 200, ..SETTINGS },
        worker: &WorkerName::draw(app.entropy()),
        keep_going: &|| true,
    };
    let begun = Instant::now();
    let report = deliver_due(&delivery).await.unwrap();
    assert_eq!(report.sent, count as u64);
    Some(count as f64 / begun.elapsed().as_secs_f64())
}

fn best(rates: &[f64]) -> f64 {
    rates.iter().copied().fold(0.0, f64::max)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Postfix's smtp-sink and smtp-source, and a release build: tests/full"]
async fn mails_leave_at_a_good_part_of_the_speed_of_smtp_source() {
    let count = size("ROUNDEL_MAIL_BENCH", 3000);
    let sink = Sink::start();
    let fixture = due(Backend::Sqlite, count).await.unwrap();
    fixture.deliver().await;
    let mails = Arc::new(fixture.mail.sent());
    assert_eq!(mails.len(), count);
    let bytes = mails.iter().map(|mail| mail.bytes().len()).sum::<usize>() / count;
    let (mut source, mut transport, mut sqlite, mut postgres) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        source.push(sink.source(count, bytes));
        transport.push(transported(&sink, &mails).await);
        sqlite.extend(end_to_end(&sink, Backend::Sqlite, count).await);
        postgres.extend(end_to_end(&sink, Backend::Postgres, count).await);
    }
    let reference = best(&source);
    let ratio = |rates: &[f64]| format!("{:.0} a second, {:.2}", best(rates), best(rates) / reference);
    tell(&format!(
        "{count} mails of {bytes} bytes over {CONNECTIONS} connections, best of {ROUNDS}: smtp-source {reference:.0} a second; \
         the transport alone {} of that (to be 0.5); from the outbox to the mark, on SQLite {}, on PostgreSQL {} (to be 0.2)",
        ratio(&transport),
        ratio(&sqlite),
        ratio(&postgres)
    ));
    assert!(best(&transport) / reference >= 0.5, "the transport is slower than it is to be");
    // It is to be 0.2: so far, no slower than it was.
    for rates in [&sqlite, &postgres] {
        assert!(rates.is_empty() || best(rates) / reference >= 0.05, "far below what it was");
    }
}
