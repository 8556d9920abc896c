//! What staff are written by themselves.

use std::time::Duration;

use roundel::app::bounces::record_report;
use roundel::app::reminders::{pause_mails, resume_mails};
use roundel::app::staff_mails::{list_staff_mails, nudge_therapists, send_digests};
use roundel::domain::access::Role;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::domain::slice::Slice;
use roundel::domain::staff_mails::StaffDelivery;
use roundel::mail::transport::{Fault, Reply, Scripted, SendFailure, Stage, Why};
use serde_json::json;

use crate::support::{ReadMail as _, ReminderFixture, both, bounce_report};

const RESEND: &str = include_str!("../../../graphql/operations/reminders/resend_delivery.graphql");

/// A Monday, seven o'clock in New York.
const NOW: &str = "2026-03-02T12:00:00Z";
/// Of the Tuesday after it.
const SESSION: &str = "2026-03-03T17:30:00Z";
/// Eight o'clock in New York, where the leader is, on the day after that.
const MORNING: &str = "2026-03-04T13:00:00Z";

impl ReminderFixture {
    async fn nudge(&self) -> u64 {
        nudge_therapists(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    async fn digest(&self) -> u64 {
        send_digests(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    /// The mails to staff, in the order in which they were made.
    async fn staff_mails(&self) -> Vec<StaffDelivery> {
        let slice = Slice { after: None, limit: 100 };
        let mut mails = list_staff_mails(&self.clinic.app, &self.clinic.admin, None, slice).await.unwrap();
        mails.sort_by_key(|mail| mail.id);
        mails
    }

    /// Where they stand.
    async fn to_staff(&self) -> Vec<(S, Option<W>)> {
        self.staff_mails().await.into_iter().map(|mail| (mail.state, mail.why)).collect()
    }

    /// A report of the mail that arrived last, that nobody has that address: whether it is new.
    async fn bounce(&self) -> bool {
        let message = bounce_report(&self.arrived().pop().unwrap(), "failed", "5.1.1", true);
        record_report(&self.clinic.app, message.as_bytes(), false).await.unwrap().is_new
    }
}

both! {
    async fn a_therapist_is_nudged_once_a_day_until_all_is_recorded(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        let session = fixture.session(SESSION, &members).await;
        fixture.clinic.at("2026-03-03T22:30:00Z");
        assert_eq!(fixture.nudge().await, 0, "this morning it had not been held");
        fixture.clinic.at("2026-03-04T12:59:59Z");
        assert_eq!(fixture.nudge().await, 0, "it is not eight yet");
        fixture.clinic.at(MORNING);
        assert_eq!((fixture.nudge().await, fixture.nudge().await), (1, 0));
        assert_eq!(fixture.deliver().await.sent, 1);
        let mail = fixture.mail.sent().pop().unwrap();
        assert_eq!((mail.to.as_str(), mail.subject().as_str()), ("ada@northside.example", "Records to complete"));
        let text = mail.text();
        assert!(text.contains("One appointment of yours is over") && text.contains("When: Tuesday, March 3, 2026"), "{text}");
        assert!(!text.contains("Member") && text.contains("Please look in Roundel."), "{text}");

        fixture.clinic.at("2026-03-05T13:00:00Z");
        assert_eq!(fixture.nudge().await, 1, "another day");
        let cancel = "UPDATE session SET status = 'CANCELLED', cancelled_by = 'CLINIC' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(cancel, &[session.uuid().into()]).await;
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.to_staff().await, [(S::Sent, None), (S::Suppressed, Some(W::NothingToTell))]);
        fixture.clinic.at("2026-03-06T13:00:00Z");
        assert_eq!(fixture.nudge().await, 0);
    }

    async fn a_nudge_is_of_use_for_a_day_and_to_who_may_act(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session(SESSION, &members).await;
        fixture.clinic.at(MORNING);
        fixture.nudge().await;
        fixture.clinic.at("2026-03-05T01:00:00Z");
        assert_eq!(fixture.deliver().await.expired, 1);
        assert_eq!(fixture.nudge().await, 0, "it is evening");
        for (day, lost) in [("2026-03-05", "role = 'VIEWER'"), ("2026-03-06", "disabled_at = '2026-03-01 00:00:00+00:00'")] {
            fixture.clinic.at(&format!("{day}T13:00:00Z"));
            assert_eq!(fixture.nudge().await, 1);
            fixture.execute(&format!("UPDATE staff_member SET {lost} WHERE clinic_id = $1"), &[]).await;
            assert_eq!(fixture.deliver().await.suppressed, 1);
            let back = "UPDATE staff_member SET role = 'ADMIN', disabled_at = NULL WHERE clinic_id = $1";
            fixture.execute(back, &[]).await;
        }
        let not_theirs = (S::Suppressed, Some(W::NoLongerTheirs));
        assert_eq!(fixture.to_staff().await, [(S::Expired, Some(W::TooLate)), not_theirs, not_theirs]);
        fixture.execute("UPDATE staff_member SET role = 'VIEWER' WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at("2026-03-09T12:00:00Z");
        assert_eq!(fixture.nudge().await, 0);
    }

    async fn nobody_is_nudged_at_the_weekend_nor_of_what_is_long_past(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session("2025-12-01T17:30:00Z", &members).await;
        fixture.clinic.at("2026-03-02T13:00:00Z");
        assert_eq!(fixture.nudge().await, 0, "three months ago");
        fixture.session("2026-03-06T17:30:00Z", &members).await;
        for weekend in ["2026-03-07T13:00:00Z", "2026-03-08T12:00:00Z"] {
            fixture.clinic.at(weekend);
            assert_eq!(fixture.nudge().await, 0);
        }
        // The clocks went forward.
        fixture.clinic.at("2026-03-09T12:00:00Z");
        assert_eq!(fixture.nudge().await, 1);
        fixture.deliver().await;
        let text = fixture.mail.sent().pop().unwrap().text();
        assert!(text.contains("Friday, March 6, 2026") && !text.contains("2025"), "{text}");
    }

    async fn two_workers_a_pause_and_a_lost_answer_make_no_second_mail(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session(SESSION, &members).await;
        fixture.clinic.at(MORNING);
        let (one, two) = (fixture.another_process(1).await, fixture.another_process(2).await);
        let (by_one, by_two) = tokio::join!(
            nudge_therapists(&one, &fixture.mailer, &|| true),
            nudge_therapists(&two, &fixture.mailer, &|| true)
        );
        assert_eq!(by_one.unwrap() + by_two.unwrap(), 1);
        let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
        pause_mails(app, admin, "moving".parse().unwrap()).await.unwrap();
        assert_eq!(fixture.deliver().await, Default::default());
        resume_mails(app, admin).await.unwrap();
        fixture.mail.script([Scripted::AcceptButLoseAnswer]);
        assert_eq!(fixture.deliver().await.put_off, 1);
        fixture.clinic.clock.advance(Duration::from_secs(300));
        let (by_one, by_two) = tokio::join!(
            fixture.deliver_by(&one, &fixture.mailer),
            fixture.deliver_by(&two, &fixture.mailer)
        );
        assert_eq!(by_one.sent + by_two.sent, 1);
        let arrived = fixture.mail.sent();
        assert_eq!((arrived.len(), &arrived[0].bytes), (2, &arrived[1].bytes), "repeated as it was");
        assert_eq!(fixture.to_staff().await, [(S::Sent, None)]);
    }

    async fn a_mail_that_cannot_be_read_fails_alone_and_a_zone_that_is_gone_gives_way_to_the_site_s(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let clinic = &fixture.clinic;
        let (berta, _) = clinic.staff_with_login("Berta", Role::Coordinator, ("America/New_York", Language::En)).await;
        let (carl, address) = clinic.staff_with_login("Carl", Role::Coordinator, ("America/New_York", Language::En)).await;
        let gone = "UPDATE staff_member SET zone = 'Mars/Base' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(gone, &[carl.uuid().into()]).await;
        clinic.at("2026-03-09T12:00:00Z");
        assert_eq!(fixture.digest().await, 2, "the site is in New York");
        let broken = "UPDATE reminder_delivery SET content = '{}' WHERE clinic_id = $1 AND staff_member_id = $2";
        fixture.execute(broken, &[berta.uuid().into()]).await;
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.failed), (1, 1));
        assert_eq!(fixture.mail.sent().pop().unwrap().to.as_str(), address);
        let failed = fixture.staff_mails().await.into_iter().find(|mail| mail.state == S::Failed).unwrap();
        assert_eq!((failed.why, failed.staff_member_id), (Some(W::NotBuilt), berta));
    }

    async fn a_mail_to_staff_that_comes_back_is_recorded_once_and_two_stop_what_can_wait(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session(SESSION, &members).await;
        fixture.clinic.at(MORNING);
        fixture.nudge().await;
        fixture.deliver().await;
        assert_eq!((fixture.bounce().await, fixture.bounce().await), (true, false));
        assert_eq!(fixture.clinic.database.number("SELECT COUNT(*) AS n FROM audit_event WHERE operation = 'recordBounce'").await, 1);
        let came_back = (S::Failed, Some(W::Bounced));
        assert_eq!(fixture.to_staff().await, [came_back]);
        let id = fixture.staff_mails().await[0].id.to_string();
        let answer = fixture.clinic.ask(RESEND, json!({ "input": { "deliveryId": id } })).await["resendDelivery"].clone();
        assert_eq!(answer["userErrors"][0]["code"], "TO_STAFF");

        fixture.clinic.at("2026-03-05T13:00:00Z");
        fixture.nudge().await;
        let fault = Fault::Reply(Reply::strip(550, "5.1.1 unknown"));
        fixture.mail.script([Scripted::Fail(SendFailure::Permanent(Why { stage: Stage::Recipient, fault }))]);
        assert_eq!(fixture.deliver().await.failed, 1, "a refusal at once counts too");
        fixture.clinic.at("2026-03-06T13:00:00Z");
        fixture.nudge().await;
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.to_staff().await.pop(), Some((S::Suppressed, Some(W::AddressSuspended))));
        fixture.session("2026-04-06T17:30:00Z", &members).await;
        fixture.clinic.at("2026-04-07T12:00:00Z");
        fixture.nudge().await;
        assert_eq!(fixture.deliver().await.sent, 1, "thirty days later it is tried again");
    }

    async fn coordinators_get_the_week_in_figures_on_their_own_monday(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let clinic = &fixture.clinic;
        let (_, berta) = clinic.staff_with_login("Berta", Role::Coordinator, ("Europe/Berlin", Language::Es)).await;
        let (carl, _) = clinic.staff_with_login("Carl", Role::Coordinator, ("America/New_York", Language::En)).await;
        clinic.staff_with_login("Dora", Role::Therapist, ("Europe/Berlin", Language::En)).await;
        clinic.at("2026-03-09T06:59:59Z");
        assert_eq!(fixture.digest().await, 0);
        clinic.at("2026-03-09T07:00:00Z");
        assert_eq!((fixture.digest().await, fixture.digest().await), (1, 0), "eight o'clock in Berlin");
        assert_eq!(fixture.deliver().await.sent, 1);
        let mail = fixture.mail.sent().pop().unwrap();
        assert_eq!((mail.to.as_str(), mail.subject().as_str()), (berta.as_str(), "Su semana en cifras"));
        let text = mail.text();
        for told in ["Citas de la semana pasada: 1", "Plazas ocupadas: ninguna anotada", "Citas de esta semana: 1",
            "Citas sin anotar: 1", "Tareas pendientes: 0", "Correos fallidos la semana pasada: 0"] {
            assert!(text.contains(told), "{told}\n{text}");
        }
        // A tick that was missed is caught up; the one in New York is due since noon.
        clinic.at("2026-03-10T13:00:00Z");
        assert_eq!((fixture.digest().await, fixture.digest().await), (1, 0));
        let other_role = "UPDATE staff_member SET role = 'VIEWER' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(other_role, &[carl.uuid().into()]).await;
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.to_staff().await, [(S::Sent, None), (S::Suppressed, Some(W::NoLongerTheirs))]);
        clinic.at("2026-03-11T13:00:00Z");
        assert_eq!(fixture.digest().await, 0);
    }
}
