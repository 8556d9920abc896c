//! A client's first mail.

use roundel::app::reminders::plan_welcomes;
use roundel::domain::people::{Contact, EmailAddress, Language};
use roundel::domain::reminders::{DeliveryKind, ReminderState as S, ReminderWhy as W};

use crate::support::{ReadMail as _, ReminderFixture, TestDatabase, both};

const BASE: &str = "https://appointments.example.org";
/// The debounce after the fixtures' members were enrolled.
const SETTLED: &str = "2026-03-02T12:03:00Z";

async fn opened(db: TestDatabase) -> ReminderFixture {
    let mut fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    fixture.mailer = fixture.mailer.clone().with_links(BASE);
    fixture
}

impl ReminderFixture {
    async fn welcome(&self) -> u64 {
        plan_welcomes(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    /// Kinds and states, earliest due first.
    async fn kinds(&self) -> Vec<(DeliveryKind, S, Option<W>)> {
        self.outbox().await.into_iter().map(|mail| (mail.kind, mail.state, mail.why)).collect()
    }
}

both! {
    async fn the_first_mail_tells_the_first_appointment_once(db) {
        let fixture = opened(db).await;
        let zoe = fixture.member("Zoë", Language::En, "America/New_York").await;
        assert_eq!(fixture.welcome().await, 0, "there is no appointment yet");
        for start in ["2026-03-24T17:30:00Z", "2026-03-10T17:30:00Z", "2026-03-17T17:30:00Z"] {
            fixture.session(start, &[zoe]).await;
        }
        assert_eq!((fixture.welcome().await, fixture.welcome().await), (1, 0));
        assert_eq!(fixture.deliver().await.sent, 0, "a slip can be undone");
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 1);
        let mail = fixture.mail.sent().pop().unwrap();
        assert_eq!((mail.to.as_str(), mail.subject().as_str()), ("zoe@clients.example", "Your first appointment"));
        let text = mail.text();
        for told in ["Zoë", "Tuesday, March 10, 2026", "13:30 (America/New_York", "once a week", "Northside Clinic",
            "+1 555 0100", "https://appointments.example.org/m/"] {
            assert!(text.contains(told), "{told}\n{text}");
        }
        for secret in ["roup", "herap", "IPT", "Tuesdays", "ession", "Ada", "cli_"] {
            assert!(!text.contains(secret), "{secret}\n{text}");
        }
        assert!(String::from_utf8(mail.bytes.clone()).unwrap().contains("List-Unsubscribe: <https://"));
        assert_eq!(fixture.welcome().await, 0);
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        assert_eq!(fixture.deliver().await.sent, 1, "the reminder comes in its time");
    }

    async fn a_reminder_that_is_due_with_it_is_left_out_and_the_next_is_not(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        fixture.welcome().await;
        assert_eq!(fixture.plan().await, 2);
        assert_eq!(fixture.deliver().await.expired, 1, "two days before is over: the welcome tells it");
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 1);
        fixture.clinic.at("2026-03-03T14:30:00Z");
        assert_eq!(fixture.deliver().await.sent, 1, "three hours before");
        assert_eq!(fixture.kinds().await, [
            (DeliveryKind::Reminder, S::Expired, Some(W::Overtaken)),
            (DeliveryKind::Welcome, S::Sent, None),
            (DeliveryKind::Reminder, S::Sent, None),
        ]);
    }

    async fn it_tells_the_time_as_it_is_when_it_leaves(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let first = fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.session("2026-03-17T17:30:00Z", &members).await;
        fixture.welcome().await;
        fixture.move_session(first, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.kinds().await, [], "the next planning makes it anew");
        assert_eq!(fixture.welcome().await, 1);
        fixture.cancel_session(first, false).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 1);
        let text = fixture.mail.sent().pop().unwrap().text();
        assert!(text.contains("Tuesday, March 17, 2026") && !text.contains("once a week"), "{text}");
    }

    async fn without_consent_or_wish_it_stays_and_who_has_had_a_mail_gets_none(db) {
        let fixture = opened(db).await;
        let email = EmailAddress::parse("kim@clients.example").ok();
        let contact = Contact { email, email_consent_at: None };
        let kim = fixture.member_with("Kim", contact, Language::En, "America/New_York").await;
        let stopped = fixture.member("Lou", Language::En, "America/New_York").await;
        let stop = "UPDATE client SET reminders_stopped_at = '2026-03-02 00:00:00+00:00' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(stop, &[stopped.client_id.uuid().into()]).await;
        fixture.session("2026-03-10T17:30:00Z", &[kim, stopped]).await;
        assert_eq!(fixture.welcome().await, 2);
        fixture.clinic.at(SETTLED);
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.suppressed), (0, 2));
        let mut whys: Vec<_> = fixture.states().await.into_iter().map(|(_, why)| why.unwrap()).collect();
        whys.sort_unstable();
        assert_eq!(whys, [W::NoConsent, W::OptedOut]);

        let reminded = fixture.member("Mo", Language::En, "America/New_York").await;
        fixture.session("2026-03-04T12:00:00Z", &[reminded]).await;
        fixture.plan().await;
        fixture.deliver().await;
        assert_eq!(fixture.welcome().await, 0, "their first mail was a reminder");
    }

    async fn at_night_it_waits_for_the_morning(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T04:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.welcome().await;
        fixture.clinic.at("2026-03-02T04:03:00Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-02T13:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1, "eight o'clock in New York");
    }
}
