//! What staff are written by themselves, and that no mail of any kind tells of anybody else.

use mail_parser::MessageParser;
use roundel::app::reminders::plan_welcomes;
use roundel::app::staff_mails::{list_staff_mails, nudge_therapists, send_digests};
use roundel::domain::access::Role;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::domain::slice::Slice;
use roundel::mail::message::BuiltMail;

use crate::support::{ReadMail as _, ReminderFixture, both};

const NOW: &str = "2026-03-02T12:00:00Z";
/// Four hours and a minute after the session of the day before.
const MORNING: &str = "2026-03-03T22:21:00Z";

impl ReminderFixture {
    async fn nudge(&self) -> u64 {
        nudge_therapists(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    async fn digest(&self) -> u64 {
        send_digests(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    /// Where the mails to staff stand, in the order in which they were made.
    async fn to_staff(&self) -> Vec<(S, Option<W>)> {
        let slice = Slice { after: None, limit: 100 };
        let mut mails = list_staff_mails(&self.clinic.app, &self.clinic.admin, None, slice).await.unwrap();
        mails.sort_by_key(|mail| mail.id);
        mails.into_iter().map(|mail| (mail.state, mail.why)).collect()
    }
}

/// All that a mail's reader, or their mail program, could find in it.
fn everything_in(mail: &BuiltMail) -> String {
    let message = MessageParser::default().parse(mail.bytes()).unwrap();
    let raw = String::from_utf8(mail.bytes.clone()).unwrap();
    let html = message.body_html(0).unwrap();
    format!("{raw}\n{}\n{}\n{html}", mail.subject(), mail.text()).to_lowercase()
}

both! {
    async fn a_therapist_is_nudged_once_a_day_until_all_is_recorded(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        let session = fixture.session("2026-03-03T17:30:00Z", &members).await;
        fixture.clinic.at("2026-03-03T22:20:00Z");
        assert_eq!(fixture.nudge().await, 0, "it is over for less than four hours");
        fixture.clinic.at(MORNING);
        assert_eq!((fixture.nudge().await, fixture.nudge().await), (1, 0));
        assert_eq!(fixture.deliver().await.sent, 1);
        let mail = fixture.mail.sent().pop().unwrap();
        assert_eq!((mail.to.as_str(), mail.subject().as_str()), ("ada@northside.example", "Records to complete"));
        let text = mail.text();
        assert!(text.contains("One appointment of yours is over") && text.contains("When: Tuesday, March 3, 2026"), "{text}");
        assert!(!text.contains("Member") && text.contains("Please look in Roundel."), "{text}");

        fixture.clinic.at("2026-03-04T12:00:00Z");
        assert_eq!(fixture.nudge().await, 1, "another day");
        let cancel = "UPDATE session SET status = 'CANCELLED', cancelled_by = 'CLINIC' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(cancel, &[session.uuid().into()]).await;
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.to_staff().await, [(S::Sent, None), (S::Suppressed, Some(W::NothingToTell))]);
        fixture.clinic.at("2026-03-05T12:00:00Z");
        assert_eq!(fixture.nudge().await, 0);
    }

    async fn a_nudge_is_of_use_for_a_day_and_to_who_may_act(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        fixture.clinic.at(MORNING);
        fixture.nudge().await;
        fixture.clinic.at("2026-03-04T10:21:00Z");
        assert_eq!(fixture.deliver().await.expired, 1);
        fixture.nudge().await;
        fixture.execute("UPDATE staff_member SET disabled_at = '2026-03-01 00:00:00+00:00' WHERE clinic_id = $1", &[]).await;
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.to_staff().await, [(S::Expired, Some(W::TooLate)), (S::Suppressed, Some(W::NoLongerTheirs))]);
        fixture.clinic.at("2026-03-05T12:00:00Z");
        assert_eq!(fixture.nudge().await, 0);
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

    async fn no_mail_of_any_kind_has_a_byte_of_anybody_else(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let names = ["Quetzal", "Xanthippe", "Ysolde"];
        let mut members = Vec::new();
        for name in names {
            members.push(fixture.member(name, Language::En, "America/New_York").await);
        }
        let clinic = &fixture.clinic;
        let (_, coordinator) = clinic.staff_with_login("Wolfram", Role::Coordinator, ("UTC", Language::En)).await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        let second = fixture.session("2026-03-10T17:30:00Z", &members).await;
        plan_welcomes(&clinic.app, &fixture.mailer, &|| true).await.unwrap();
        fixture.plan().await;
        for at in ["2026-03-02T12:03:00Z", "2026-03-03T14:30:00Z", "2026-03-08T17:30:00Z"] {
            clinic.at(at);
            fixture.deliver().await;
        }
        clinic.at("2026-03-09T08:00:00Z");
        assert_eq!((fixture.nudge().await, fixture.digest().await), (1, 1));
        fixture.deliver().await;
        fixture.move_session(second, "2026-03-11T19:00:00").await;
        fixture.tell().await;
        let sent = fixture.mail.sent();
        let subjects = fixture.subjects();
        for subject in ["Your first appointment", "Appointment reminder", "Appointment moved", "Records to complete", "Your week in figures"] {
            assert!(subjects.iter().any(|one| one == subject), "{subject}: {subjects:?}");
        }
        for mail in sent {
            let to = mail.to.as_str();
            let all = everything_in(&mail);
            for name in names {
                let is_own = to.starts_with(&name.to_lowercase());
                assert_eq!(all.contains(&name.to_lowercase()), is_own, "{name} in a mail to {to}");
            }
            assert_eq!(all.contains("wolfram"), to == coordinator, "{to}");
            assert!(!all.contains("http://"), "{to}");
        }
    }
}
