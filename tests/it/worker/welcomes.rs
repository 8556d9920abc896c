//! A client's first mail.

use std::sync::Arc;

use roundel::app::reminders::{pause_mails, plan_welcomes, resume_mails};
use roundel::domain::ids::EnrollmentId;
use roundel::domain::people::{Contact, EmailAddress, Language};
use roundel::domain::reminders::{DeliveryKind, ReminderState as S, ReminderWhy as W};
use roundel::mail::transport::{DryRunTransport, Fault, Reply, Scripted, SendFailure, Stage, Why};

use crate::support::{LEASE, Member, ReadMail as _, ReminderFixture, TestDatabase, both, mailer};

const BASE: &str = "https://appointments.example.org";
/// The debounce after the fixtures' members were enrolled.
pub(super) const SETTLED: &str = "2026-03-02T12:03:00Z";

pub(super) async fn opened(db: TestDatabase) -> ReminderFixture {
    let mut fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    fixture.mailer = fixture.mailer.clone().with_links(BASE);
    fixture
}

impl ReminderFixture {
    pub(super) async fn welcome(&self) -> u64 {
        plan_welcomes(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    /// Another course of the same client, in no group.
    pub(super) async fn another_course(&self, member: Member) -> Member {
        let app = &self.clinic.app;
        let enrollment_id = EnrollmentId::mint(app.now(), app.entropy());
        let copy = "INSERT INTO enrollment (clinic_id, id, client_id, program_id, site_id, status, planned_sessions, enrolled_at)
            SELECT clinic_id, $3, client_id, program_id, site_id, 'ENROLLED', planned_sessions, enrolled_at FROM enrollment
            WHERE clinic_id = $1 AND id = $2";
        self.execute(copy, &[member.enrollment_id.uuid().into(), enrollment_id.uuid().into()]).await;
        Member { enrollment_id, ..member }
    }

    /// Kinds and states, earliest due first.
    pub(super) async fn kinds(&self) -> Vec<(DeliveryKind, S, Option<W>)> {
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

    async fn a_later_session_that_can_t_be_read_keeps_nobody_s_back(db) {
        let fixture = opened(db).await;
        let members = fixture.members(2).await;
        for start in ["2026-03-10T17:30:00Z", "2026-03-17T17:30:00Z"] {
            fixture.session(start, &members).await;
        }
        let third = fixture.session("2026-03-24T17:30:00Z", &members[..1]).await;
        let garbled = "UPDATE session SET local_start = 'half past six' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(garbled, &[third.uuid().into()]).await;
        assert_eq!(fixture.welcome().await, 2);
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 2);
        assert!(fixture.mail.sent().iter().all(|mail| !mail.text().contains("once a week")));
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
    async fn the_debounce_counts_from_its_planning(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        // The group first, its sessions later.
        fixture.clinic.at("2026-03-02T15:00:00Z");
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.at("2026-03-02T15:02:59Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-02T15:03:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn what_an_import_made_is_looked_over_for_an_hour(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let import = "INSERT INTO course_import (clinic_id, id, created_at, group_count, treatment_count, enrollment_count,
                session_count, mark_count, likely_duplicate_count, refused_row_count, standing)
            SELECT clinic_id, id, created_at, 0, 0, 0, 0, 0, 0, 0, '{}' FROM session_series WHERE clinic_id = $1";
        fixture.execute(import, &[]).await;
        let made = "INSERT INTO course_import_series (clinic_id, import_id, series_id)
            SELECT clinic_id, id, id FROM session_series WHERE clinic_id = $1";
        fixture.execute(made, &[]).await;
        fixture.welcome().await;
        fixture.clinic.at("2026-03-02T12:59:59Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-02T13:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn a_second_course_begins_without_one(db) {
        let fixture = opened(db).await;
        let zoe = fixture.member("Zoe", Language::En, "America/New_York").await;
        let second = fixture.another_course(zoe).await;
        fixture.session("2026-03-12T17:30:00Z", &[zoe]).await;
        fixture.session("2026-03-10T17:30:00Z", &[second]).await;
        assert_eq!((fixture.welcome().await, fixture.welcome().await), (1, 0), "of two that begin at once, one");
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert!(fixture.mail.sent()[0].text().contains("Tuesday, March 10, 2026"));
        assert_eq!(fixture.welcome().await, 0);
        let third = fixture.another_course(zoe).await;
        fixture.session("2026-03-11T17:30:00Z", &[third]).await;
        assert_eq!(fixture.welcome().await, 0);
        let unsettled = "SELECT COUNT(*) AS n FROM enrollment WHERE welcome_settled_at IS NULL";
        assert_eq!(fixture.clinic.database.number(unsettled).await, 0, "nothing is looked at again");

        // Somebody who came before the clinic wrote mails.
        let lou = fixture.member("Lou", Language::En, "America/New_York").await;
        let again = fixture.another_course(lou).await;
        fixture.session("2026-03-11T18:30:00Z", &[lou]).await;
        let came = "UPDATE participation SET attendance = 'ATTENDED' WHERE clinic_id = $1 AND enrollment_id = $2";
        fixture.execute(came, &[lou.enrollment_id.uuid().into()]).await;
        fixture.session("2026-03-12T18:30:00Z", &[again]).await;
        assert_eq!(fixture.welcome().await, 0);
    }

    async fn who_has_yet_to_agree_waits_for_one_of_two_courses(db) {
        let fixture = opened(db).await;
        let email = EmailAddress::parse("kim@clients.example").ok();
        let contact = Contact { email, email_consent_at: None };
        let kim = fixture.member_with("Kim", contact, Language::En, "America/New_York").await;
        let second = fixture.another_course(kim).await;
        fixture.session("2026-03-10T17:30:00Z", &[kim]).await;
        fixture.session("2026-03-12T17:30:00Z", &[second]).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.welcome().await, 0, "or they would get two once they agree");
    }

    async fn one_that_could_not_leave_in_time_stands_for_no_reminder(db) {
        let fixture = opened(db).await;
        let members = fixture.members(2).await;
        fixture.session("2026-03-02T12:03:00Z", &members[..1]).await;
        assert_eq!(fixture.welcome().await, 0, "it would be due when the session begins");
        fixture.session("2026-03-02T12:40:00Z", &members[1..]).await;
        assert_eq!(fixture.welcome().await, 1);
        assert_eq!(fixture.plan().await, 1);
        let late = "UPDATE reminder_delivery SET next_attempt_at = not_after WHERE clinic_id = $1 AND kind = 'WELCOME'";
        fixture.execute(late, &[]).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.mail.sent()[0].subject(), "Appointment reminder");
    }

    async fn planners_in_several_processes_welcome_each_client_once(db) {
        let fixture = opened(db).await;
        let members = fixture.members(5).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let (one, other) = (fixture.another_process(1).await, fixture.another_process(2).await);
        let plan = |app| {
            let mailer = fixture.mailer.clone();
            tokio::spawn(async move { plan_welcomes(&app, &mailer, &|| true).await.unwrap() })
        };
        let (one, other) = (plan(one), plan(other));
        assert_eq!(one.await.unwrap() + other.await.unwrap(), 5);
        assert_eq!(fixture.outbox().await.len(), 5);
    }

    async fn nothing_to_welcome_is_nearly_free(db) {
        let fixture = opened(db).await;
        let members = fixture.members(20).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        assert_eq!(fixture.welcome().await, 20);
        let before = fixture.clinic.app.statement_count();
        assert_eq!(fixture.welcome().await, 0);
        assert_eq!(fixture.clinic.app.statement_count() - before, 3);
    }

    async fn a_pause_keeps_it_and_a_dry_run_writes_it_for_nobody(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
        pause_mails(app, admin, "an import".parse().unwrap()).await.unwrap();
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await, Default::default());
        resume_mails(app, admin).await.unwrap();
        let nobody = mailer(Arc::new(DryRunTransport));
        assert_eq!(fixture.deliver_by(app, &nobody).await.suppressed, 1);
        assert_eq!(fixture.kinds().await, [(DeliveryKind::Welcome, S::Suppressed, Some(W::DryRun))]);
        assert_eq!((fixture.welcome().await, fixture.deliver().await.sent), (0, 0), "for good");
    }

    async fn it_is_tried_again_and_speaks_the_client_s_language(db) {
        let fixture = opened(db).await;
        let ines = fixture.member("Ines", Language::Es, "America/Bogota").await;
        fixture.session("2026-03-10T17:30:00Z", &[ines]).await;
        fixture.welcome().await;
        fixture.clinic.at(SETTLED);
        let fault = Fault::Reply(Reply::strip(451, "4.7.1 greylisted"));
        let failure = SendFailure::Temporary(Why { stage: Stage::Recipient, fault });
        fixture.mail.script([Scripted::Fail(failure)]);
        assert_eq!(fixture.deliver().await.put_off, 1);
        assert_eq!(fixture.welcome().await, 0);
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.sent, 1);
        let mail = fixture.mail.sent().pop().unwrap();
        assert_eq!(mail.subject(), "Su primera cita");
        let text = mail.text();
        assert!(text.contains("10 de marzo de 2026") && text.contains("12:30"), "{text}");
    }
}
