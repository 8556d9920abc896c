//! The same over SMTP, with a real server.

use std::sync::Arc;
use std::time::Duration;

use roundel::domain::reminders::{ReminderState, ReminderWhy};
use roundel::mail::transport::{SmtpConfig, SmtpSignIn, SmtpTransport, TlsMode};

use crate::support::{
    At, Behaviour, FaultySmtp, Ill, LEASE, ReminderFixture, SmtpAccount, SmtpServer, Step, both, mailer,
};

const ACCOUNT: SmtpAccount =
    SmtpAccount { username: "desk@northside.example", password: "gr\u{fc}n 4711", mechanisms: "LOGIN PLAIN" };

/// In clear, over one connection.
fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        ca_file: None,
        sign_in: None,
        hello_name: "roundel.example".to_owned(),
        timeout: Duration::from_millis(500),
        connections: 1,
        per_minute: None,
    }
}

both! {
    async fn reminders_reach_a_mail_server_one_recipient_each(db) {
        let server = SmtpServer::start();
        server.script([
            Behaviour::AnswerMessage(451, "4.3.0 later"),
            Behaviour::AnswerRecipient(550, "5.1.1 unknown"),
            Behaviour::TakeSilently,
        ]);
        let transport = SmtpTransport::new(config(server.port));
        let smtp = mailer(Arc::new(transport.unwrap()));
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(4).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        let app = &fixture.clinic.app;
        let report = fixture.deliver_by(app, &smtp).await;
        assert_eq!((report.sent, report.put_off, report.failed), (1, 2, 1), "{:#?}", fixture.outbox().await);
        fixture.clinic.clock.advance(LEASE);
        let report = fixture.deliver_by(app, &smtp).await;
        assert_eq!((report.sent, report.put_off, report.failed), (2, 0, 0));

        let first_four = &fixture.outbox().await[..4];
        let failed = first_four.iter().find(|mail| mail.state == ReminderState::Failed).unwrap();
        assert_eq!(failed.why, Some(ReminderWhy::Refused));
        let unsure: Vec<_> = first_four.iter().filter(|mail| mail.unknowns == 1).collect();
        assert_eq!(unsure.len(), 1);

        let received = server.received();
        assert_eq!(received.len(), 4, "three mails, one of them twice");
        let with = |id: &str| received.iter().filter(|mail| mail.message.contains(id)).collect::<Vec<_>>();
        let twice = with(&unsure[0].message_id);
        assert_eq!(twice.len(), 2);
        assert_eq!(twice[0].message, twice[1].message);
        for mail in &received {
            assert_eq!(mail.to.len(), 1);
            assert_eq!(mail.from, "appointments@northside.example");
            let of_others = (0..4).map(|n| format!("member{n}@clients.example")).filter(|one| *one != mail.to[0]);
            for address in of_others {
                assert!(!mail.message.contains(&address));
            }
        }
    }

    async fn a_wrong_password_fails_no_mail_and_once_it_is_right_all_leave(db) {
        let server = FaultySmtp::start_for(ACCOUNT, |_| None);
        let by = |password: &str| {
            let sign_in = SmtpSignIn { username: ACCOUNT.username.to_owned(), password: password.into() };
            let config = SmtpConfig { sign_in: Some(sign_in), ..config(server.port) };
            mailer(Arc::new(SmtpTransport::new(config).unwrap()))
        };
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(3).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        let app = &fixture.clinic.app;
        let report = fixture.deliver_by(app, &by("hunter2")).await;
        assert_eq!((report.sent, report.put_off, report.failed), (0, 3, 0), "{:#?}", fixture.outbox().await);
        for mail in &fixture.outbox().await[..3] {
            assert_eq!((mail.state, mail.why), (ReminderState::Planned, Some(ReminderWhy::TemporaryFailure)));
            let detail = mail.why_detail.as_deref().unwrap();
            assert!(detail.contains("signing in: 535 5.7.8"), "{detail}");
            assert!(!detail.contains(ACCOUNT.username) && !detail.contains("hunter2"), "{detail}");
        }
        assert!(server.attempts().is_empty(), "nobody is named before we are let in");
        fixture.clinic.clock.advance(Duration::from_secs(31));
        let report = fixture.deliver_by(app, &by(ACCOUNT.password)).await;
        assert_eq!((report.sent, report.put_off, report.failed), (3, 0, 0), "{:#?}", fixture.outbox().await);
        assert_eq!(server.taken(), 3);
    }

    async fn sign_in_that_is_out_of_order_for_a_while_is_waited_for(db) {
        let server = FaultySmtp::start_for(ACCOUNT, |step| match step {
            Step::Connection(0) => Some((At::SignIn, Ill::Answer(454, "4.7.0 the directory is away"))),
            Step::Connection(1) => Some((At::SignIn, Ill::Drop)),
            _ => None,
        });
        let sign_in =
            SmtpSignIn { username: ACCOUNT.username.to_owned(), password: ACCOUNT.password.into() };
        let config = SmtpConfig { sign_in: Some(sign_in), ..config(server.port) };
        let smtp = mailer(Arc::new(SmtpTransport::new(config).unwrap()));
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        for told in ["signing in: 454 4.7.0", "signing in: connection lost"] {
            assert_eq!(fixture.deliver_by(&fixture.clinic.app, &smtp).await.put_off, 1);
            let detail = fixture.outbox().await[0].why_detail.clone().unwrap();
            assert!(detail.contains(told), "{detail}");
            fixture.clinic.clock.advance(Duration::from_secs(121));
        }
        assert_eq!(fixture.deliver_by(&fixture.clinic.app, &smtp).await.sent, 1);
        assert_eq!(server.taken(), 1);
    }
}
