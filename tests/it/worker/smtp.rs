//! The same over SMTP, with a real server.

use std::sync::Arc;
use std::time::Duration;

use roundel::domain::reminders::{ReminderState, ReminderWhy};
use roundel::mail::transport::{SmtpConfig, SmtpTransport, TlsMode};

use crate::support::{Behaviour, LEASE, ReminderFixture, SmtpServer, both, mailer};

both! {
    async fn reminders_reach_a_mail_server_one_recipient_each(db) {
        let server = SmtpServer::start();
        server.script([
            Behaviour::AnswerMessage(451, "4.3.0 later"),
            Behaviour::AnswerRecipient(550, "5.1.1 unknown"),
            Behaviour::TakeSilently,
        ]);
        let transport = SmtpTransport::new(SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            tls: TlsMode::None,
            ca_file: None,
            sign_in: None,
            hello_name: "roundel.example".to_owned(),
            timeout: Duration::from_millis(500),
            connections: 1,
            per_minute: None,
        });
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
}
