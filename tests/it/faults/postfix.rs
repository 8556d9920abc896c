//! A real Postfix on the loopback: `tests/full` starts one and says where it is.

#![expect(clippy::disallowed_methods, reason = "another process is waited for: its clock is the real one")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use roundel::app::reminders::{Mailer, list_deliveries};
use roundel::domain::people::{EmailAddress, Language};
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::domain::slice::Slice;
use roundel::mail::message::Sender;
use roundel::mail::transport::{SmtpConfig, SmtpTransport, TlsMode};

use super::size::{postfix, size, tell};
use crate::support::{Backend, ReminderFixture, TestDatabase};

const SENDER: &str = "reminders@northside.example";

/// How long Postfix may take to put what it has taken into the mailbox.
const PATIENCE: Duration = Duration::from_secs(120);

/// The files of a Maildir, as they are.
fn delivered(maildir: &str) -> Vec<String> {
    let Ok(files) = fs::read_dir(format!("{maildir}/new")) else { return Vec::new() };
    files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok()).collect()
}

fn header<'a>(mail: &'a str, name: &str) -> Option<&'a str> {
    mail.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(name))
}

async fn through_postfix(backend: Backend) {
    let (port, maildir) = postfix().expect("ROUNDEL_POSTFIX_PORT and ROUNDEL_POSTFIX_BOX: see tests/full");
    let database = TestDatabase::create(backend).await.expect("a database");
    let config = SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        ca_file: None,
        sign_in: None,
        hello_name: "roundel.example".to_owned(),
        timeout: Duration::from_secs(20),
        connections: 4,
        per_minute: None,
    };
    let transport = Arc::new(SmtpTransport::new(config).unwrap());
    let from = Sender { address: EmailAddress::parse(SENDER).unwrap(), name: None };
    // Chance is the same in both tests, and the mailbox too.
    let host = format!("{backend:?}.northside.example").to_lowercase();
    let by_postfix = Mailer::new(transport, from, &host).unwrap();
    let mut fixture = ReminderFixture::open_at(database, "2026-03-02T12:00:00Z").await;
    fixture.mailer = by_postfix.clone();
    let mut members = fixture.members(size("ROUNDEL_MAIL_SESSIONS", 3) * 8).await;
    let expected = members.len();
    // Postfix knows no such mailbox; and wants to see this one's mail again later.
    let gone = fixture.member("Gone", Language::En, "UTC").await;
    let later = fixture.member("Later", Language::Es, "UTC").await;
    members.extend([gone, later]);
    for (minute, group) in members.chunks(50).enumerate() {
        fixture.session(&format!("2026-03-10T17:{minute:02}:00Z"), group).await;
    }
    fixture.plan().await;
    fixture.clinic.at("2026-03-08T18:00:00Z");
    let begun = Instant::now();
    let report = fixture.deliver_by(&fixture.clinic.app, &by_postfix).await;
    let took = begun.elapsed();
    assert_eq!((report.sent, report.failed, report.put_off), (expected as u64, 1, 1));

    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let mut accepted = BTreeMap::new();
    for state in [S::Sent, S::Failed, S::Planned] {
        let slice = Slice { after: None, limit: 10_000 };
        let app = &fixture.clinic.app;
        let rows = list_deliveries(app, &fixture.clinic.admin, Some(state), None, slice);
        for row in rows.await.unwrap() {
            if state == S::Failed {
                assert_eq!((row.client_id, row.why), (gone.client_id, Some(W::Refused)));
                assert_eq!(row.why_detail.as_deref(), Some("refused, at RCPT TO: 550 5.1.1"));
            } else if state == S::Planned && row.sends > 0 {
                assert_eq!((row.client_id, row.why), (later.client_id, Some(W::TemporaryFailure)));
                assert_eq!(row.why_detail.as_deref(), Some("not delivered for now, at RCPT TO: 451 4.7.1"));
            } else if state == S::Sent {
                accepted.insert(row.message_id, row.client_id);
            }
        }
    }
    assert_eq!(accepted.len(), expected);
    let waiting = Instant::now();
    loop {
        ids.clear();
        for mail in delivered(&maildir) {
            let id = header(&mail, "Message-ID: ").unwrap().to_owned();
            if accepted.contains_key(&id) {
                *ids.entry(id).or_default() += 1;
                let address = header(&mail, "Delivered-To: ").or(header(&mail, "X-Original-To: ")).unwrap();
                assert_eq!(header(&mail, "To: "), Some(address), "{mail}");
                assert_eq!(header(&mail, "Return-Path: "), Some("<reminders@northside.example>"));
            }
        }
        if ids.len() == expected {
            break;
        }
        assert!(waiting.elapsed() < PATIENCE, "{} of {expected} arrived", ids.len());
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert!(ids.values().all(|count| *count == 1), "each once");
    tell(&format!(
        "{backend:?} through Postfix: {expected} mails taken in {:.1} s, each in the mailbox once under its Message-ID; one \
         refused, one put off",
        took.as_secs_f64()
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Postfix: tests/full starts one"]
async fn postfix_gets_each_mail_once_from_sqlite() {
    through_postfix(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Postfix: tests/full starts one"]
async fn postfix_gets_each_mail_once_from_postgres() {
    through_postfix(Backend::Postgres).await;
}
