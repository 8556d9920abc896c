//! No mail of any kind tells of anybody but its reader.

use std::time::Duration;

use mail_parser::MessageParser;
use roundel::app::reminders::plan_welcomes;
use roundel::app::staff_mails::{nudge_therapists, send_digests};
use roundel::domain::access::Role;
use roundel::domain::people::Language;
use roundel::domain::reminders::DeliveryKind;
use roundel::mail::message::BuiltMail;
use serde_json::json;

use super::desk::{DUE, Desk, page_of};
use crate::support::{ReadMail as _, both};

/// What a clinic with readers of both languages sends of a kind: a new kind is added here.
const fn subjects_of(kind: DeliveryKind) -> &'static [&'static str] {
    match kind {
        DeliveryKind::Reminder => &["Appointment reminder", "Recordatorio de cita"],
        DeliveryKind::Notice => &[
            "Appointment moved",
            "Cambio de cita",
            "Appointment cancelled",
            "Cita cancelada",
            "Appointment takes place after all",
            "Su cita se mantiene",
            "Your appointments have changed",
            "Sus citas han cambiado",
        ],
        DeliveryKind::Welcome => &["Your first appointment", "Su primera cita"],
        DeliveryKind::ClientDeclined => &[
            "Somebody can't come",
            "Somebody comes after all",
            "Alguien no puede venir",
            "Alguien vendrá después de todo",
        ],
        DeliveryKind::UnrecordedNudge => &["Records to complete", "Registros por completar"],
        DeliveryKind::StaffDigest => &["Your week in figures", "Su semana en cifras"],
    }
}

/// All that a mail's reader, or their mail program, could find in it.
fn everything_in(mail: &BuiltMail) -> String {
    let message = MessageParser::default().parse(mail.bytes()).unwrap();
    let raw = String::from_utf8(mail.bytes.clone()).unwrap();
    let html = message.body_html(0).unwrap();
    format!("{raw}\n{}\n{}\n{html}", mail.subject(), mail.text()).to_lowercase()
}

impl Desk {
    /// Clients change their minds, and sessions their times, so that each kind of mail leaves in both languages.
    async fn live(&self) {
        let (fixture, clinic) = (&self.fixture, &self.fixture.clinic);
        let quetzal = fixture.member("Quetzal", Language::Es, "Europe/Berlin").await;
        let ysolde = fixture.member("Ysolde", Language::En, "Asia/Kathmandu").await;
        clinic.staff_with_login("Wolfram", Role::Coordinator, ("UTC", Language::En)).await;
        clinic.staff_with_login("Xaver", Role::Coordinator, ("Europe/Berlin", Language::Es)).await;
        let (thorwald, _) =
            clinic.staff_with_login("Thorwald", Role::Therapist, ("Europe/Berlin", Language::Es)).await;
        let all = [self.member, quetzal, ysolde];
        fixture.session("2026-03-03T17:30:00Z", &[quetzal, ysolde]).await;
        let led = fixture.session("2026-03-03T15:00:00Z", &[quetzal]).await;
        let other_leader = "UPDATE session SET therapist_id = $2 WHERE clinic_id = $1 AND id = $3";
        fixture.execute(other_leader, &[thorwald.uuid().into(), led.uuid().into()]).await;
        let moved = fixture.session("2026-03-12T17:30:00Z", &all).await;
        let cancelled = fixture.session("2026-03-17T17:30:00Z", &all).await;
        plan_welcomes(&clinic.app, &fixture.mailer, &|| true).await.unwrap();
        fixture.plan().await;
        for at in ["2026-03-02T12:03:00Z", "2026-03-03T14:30:00Z"] {
            clinic.at(at);
            fixture.deliver().await;
        }
        fixture.move_session(moved, "2026-03-13T19:00:00").await;
        fixture.tell().await;
        fixture.cancel_session(cancelled, false).await;
        fixture.tell().await;
        self.edit(cancelled, json!({ "restore": true })).await;
        fixture.tell().await;
        fixture.cancel_session(cancelled, true).await;
        fixture.tell().await;

        clinic.at("2026-03-04T13:00:00Z");
        assert_eq!(nudge_therapists(&clinic.app, &fixture.mailer, &|| true).await.unwrap(), 2);
        fixture.deliver().await;
        clinic.at(DUE);
        fixture.deliver().await;
        let sent = fixture.mail.sent();
        let reminder = sent.iter().rev().find(|mail| mail.to.as_str() == "zoe@clients.example").unwrap();
        let path = page_of(reminder);
        for leader in [clinic.created.admin.id, thorwald] {
            fixture.execute(other_leader, &[leader.uuid().into(), self.session.uuid().into()]).await;
            for answer in ["act=decline&reason=ILLNESS", "act=confirm"] {
                clinic.clock.advance(Duration::from_secs(1));
                self.post(&path, answer).await;
                fixture.deliver().await;
            }
        }
        clinic.at("2026-03-09T08:00:00Z");
        assert_eq!(send_digests(&clinic.app, &fixture.mailer, &|| true).await.unwrap(), 2);
        fixture.deliver().await;
    }
}

both! {
    async fn no_mail_of_any_kind_has_a_byte_of_anybody_else(db) {
        let desk = Desk::open(db, Language::En).await;
        desk.live().await;
        let subjects = desk.fixture.subjects();
        for kind in DeliveryKind::ALL {
            for subject in subjects_of(*kind) {
                assert!(subjects.iter().any(|one| one == subject), "{kind}: {subject}: {subjects:?}");
            }
        }
        for mail in desk.fixture.mail.sent() {
            let to = mail.to.as_str();
            let all = everything_in(&mail);
            for (name, mailbox) in [("zoë", "zoe@"), ("quetzal", "quetzal@"), ("ysolde", "ysolde@")] {
                assert_eq!(all.contains(name), to.starts_with(mailbox), "{name} in a mail to {to}");
            }
            for name in ["wolfram", "xaver", "thorwald"] {
                assert_eq!(all.contains(name), to.starts_with(name), "{name} in a mail to {to}");
            }
            let is_staff = to.ends_with("@northside.example");
            assert!(!all.contains("http://"), "{to}");
            assert!(!is_staff || !all.contains("https://"), "{to}: there is no page for staff");
        }
    }
}
