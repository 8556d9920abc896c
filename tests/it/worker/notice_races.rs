//! Notices under way: several workers, changes in between, a mail server, and what it costs.

use std::sync::Arc;
use std::time::Duration;

use roundel::app::notices::gather_due;
use roundel::app::series::{RescheduleSession, reschedule_session};
use roundel::domain::ids::SessionId;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::mail::transport::{SmtpConfig, SmtpTransport, TlsMode};

use crate::support::{
    Behaviour, DEBOUNCE, HeldTransport, Hold, LEASE, ReadMail, ReminderFixture, SmtpServer, TestDatabase,
    both, mailer,
};

const NOW: &str = "2026-03-02T12:00:00Z";
const START: &str = "2026-03-10T17:30:00Z";

fn smtp(server: &SmtpServer) -> SmtpTransport {
    let config = SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        tls: TlsMode::None,
        ca_file: None,
        sign_in: None,
        hello_name: "roundel.example".to_owned(),
        timeout: Duration::from_millis(500),
        connections: 1,
        per_minute: None,
    };
    SmtpTransport::new(config).unwrap()
}

/// A session that is moved again while the mail that tells of its first move is held.
async fn change_while_held(db: TestDatabase, hold: Hold) {
    let (fixture, session) = gathered(db).await;
    let held = HeldTransport::new(Arc::clone(&fixture.mail), hold);
    let slow = mailer(held.clone());
    let (report, ()) = tokio::join!(fixture.deliver_by(&fixture.clinic.app, &slow), async {
        held.reached().await;
        let moved = fixture.move_session(session, "2026-03-12T19:00:00").await;
        assert_eq!(moved.notice_version, 3);
        held.open();
    });
    assert_eq!(report.sent, 1);
    assert_eq!(fixture.tell().await, 1);
    let mails = fixture.mail.sent();
    assert_eq!(mails.len(), 2);
    assert!(mails[0].text().contains("Now: Wednesday, March 11"));
    let text = &mails[1].text();
    assert!(
        text.contains("Before: Wednesday, March 11") && text.contains("Now: Thursday, March 12"),
        "{text}"
    );
}

/// The only mail that arrives if a session is moved again after a server answered so to the first.
async fn change_after_a_failure(db: TestDatabase, behaviour: Behaviour) -> String {
    let server = SmtpServer::start();
    server.script([behaviour]);
    let (fixture, session) = gathered(db).await;
    let by_smtp = mailer(Arc::new(smtp(&server)));
    assert_eq!(fixture.deliver_by(&fixture.clinic.app, &by_smtp).await.put_off, 1);
    fixture.move_session(session, "2026-03-12T19:00:00").await;
    fixture.tell().await;
    assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)), (S::Sent, None)]);
    let sent = fixture.mail.sent();
    assert_eq!(sent.len(), 1, "{:?}", fixture.subjects());
    let text = sent[0].text();
    assert!(text.contains("Now: Thursday, March 12"), "{text}");
    text
}

/// A session moved from Tuesday to Wednesday, and the mail that tells its one client, ready to leave.
async fn gathered(db: TestDatabase) -> (ReminderFixture, SessionId) {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    let members = fixture.members(1).await;
    let session = fixture.session(START, &members).await;
    fixture.move_session(session, "2026-03-11T19:00:00").await;
    fixture.clinic.clock.advance(DEBOUNCE);
    assert_eq!(fixture.gather().await, 1);
    (fixture, session)
}

both! {
    async fn a_notice_reaches_a_mail_server_and_a_lost_answer_repeats_it_byte_for_byte(db) {
        let server = SmtpServer::start();
        server.script([Behaviour::TakeSilently]);
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let member = fixture.member("Zoe", Language::En, "America/New_York").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        fixture.gather().await;
        let by_smtp = mailer(Arc::new(smtp(&server)));
        assert_eq!(fixture.deliver_by(&fixture.clinic.app, &by_smtp).await.put_off, 1);
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver_by(&fixture.clinic.app, &by_smtp).await.sent, 1);
        let received = server.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].message, received[1].message);
        assert_eq!(received[0].to, ["zoe@clients.example"]);
        let text = received[0].text();
        assert!(text.contains("Subject: Appointment moved"), "{text}");
        assert!(text.contains("Tuesday, March 10, 2026, 13:30") && text.contains("Wednesday, March 11, 2026, 14:00"));
        assert_eq!(received[0].message_id(), fixture.notices().await[0].message_id);
    }

    async fn workers_in_several_processes_make_one_mail_of_it(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(5).await;
        let session = fixture.session(START, &members).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        let gather = |app| {
            let mailer = fixture.mailer.clone();
            tokio::spawn(async move { gather_due(&app, &mailer, &|| true).await.unwrap() })
        };
        let (one, other) =
            (gather(fixture.another_process(1).await), gather(fixture.another_process(2).await));
        assert_eq!(one.await.unwrap() + other.await.unwrap(), 5);
        assert_eq!(fixture.gather().await, 0);
        assert_eq!(fixture.notices().await.len(), 5);
        assert_eq!(fixture.deliver().await.sent, 5);
        assert_eq!(fixture.deliver().await.sent, 0);
    }

    async fn a_change_before_the_mail_leaves_takes_it_back(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        let session = fixture.session(START, &members).await;
        let other = fixture.session("2026-03-17T17:30:00Z", &members).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.move_session(other, "2026-03-18T19:00:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        fixture.gather().await;
        fixture.move_session(session, "2026-03-12T19:00:00").await;
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded))]);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.tell().await, 1, "both changes are told, a debounce later");
        assert_eq!(fixture.subjects(), ["Your appointments have changed"]);
        let text = &fixture.mail.sent()[0].text();
        assert!(text.contains("Before: Tuesday, March 10") && text.contains("Now: Thursday, March 12"), "{text}");
        assert!(text.contains("Now: Wednesday, March 18") && !text.contains("March 11"), "{text}");
    }

    async fn an_undo_before_the_mail_leaves_tells_nobody(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        let session = fixture.session(START, &members).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        fixture.gather().await;
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 1);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(fixture.mail.sent().len(), 0);
    }

    async fn a_change_while_the_mail_leaves_is_told_by_another(db) {
        change_while_held(db, Hold::BeforeTaking).await;
    }

    async fn a_change_once_the_mail_has_left_is_told_by_another(db) {
        change_while_held(db, Hold::AfterTaking).await;
    }

    async fn a_mail_put_off_is_taken_back_by_a_change(db) {
        let text = change_after_a_failure(db, Behaviour::AnswerMessage(451, "4.3.0 later")).await;
        assert!(text.contains("Before: Tuesday, March 10"), "{text}");
    }

    async fn a_mail_in_doubt_is_not_repeated_after_a_change(db) {
        let text = change_after_a_failure(db, Behaviour::TakeSilently).await;
        assert!(text.contains("Before: Wednesday, March 11"), "it may have arrived: {text}");
    }

    async fn a_change_and_its_mails_cost_the_same_statements_for_one_client_and_for_twenty(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(20).await;
        let app = &fixture.clinic.app;
        let cost = async |start: &str, count: usize, to: &str| {
            let session_id = fixture.session(start, &members[..count]).await;
            let command = RescheduleSession {
                session_id,
                row_version: 1,
                local_start: to.parse().unwrap(),
                zone: None,
                minutes: None,
            };
            let before = app.statement_count();
            reschedule_session(app, &fixture.clinic.admin, command).await.unwrap();
            let moving = app.statement_count() - before;
            fixture.clinic.clock.advance(DEBOUNCE);
            let before = app.statement_count();
            assert_eq!(fixture.gather().await, count as u64);
            (moving, app.statement_count() - before)
        };
        let for_one = cost("2026-03-10T17:30:00Z", 1, "2026-03-10T19:30:00").await;
        let for_twenty = cost("2026-03-17T17:30:00Z", 20, "2026-03-17T19:30:00").await;
        assert_eq!(for_one, for_twenty);
        assert!(for_one.1 <= 10, "{for_one:?}");
        let before = app.statement_count();
        assert_eq!(fixture.gather().await, 0);
        assert_eq!(app.statement_count() - before, 1, "nothing to tell is nearly free");
    }
}
