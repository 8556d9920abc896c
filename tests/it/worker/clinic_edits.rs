//! Mails of a clinic whose name, number or crisis lines are changed.

use roundel::app::Failure;
use roundel::app::clinics::{UpdateClinic, read_clinic, update_clinic};
use roundel::domain::access::Role;
use roundel::domain::name::Name;
use serde_json::json;

use crate::support::{ReadMail as _, ReminderFixture, both};

const NOW: &str = "2026-03-02T12:00:00Z";

both! {
    async fn a_name_that_was_stored_before_goes_out_as_ever_and_a_new_one_from_the_next_mail_on(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let clinic = &fixture.clinic;
        fixture.execute("UPDATE clinic SET mail_name = 'Harlem Group Therapy' WHERE id = $1", &[]).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 1);
        let text = sent[0].text();
        assert!(text.contains("Harlem Group Therapy") && text.contains("+1 555 0100"), "{text}");

        let edit = UpdateClinic {
            mail_name: Some("Harlem House".parse().unwrap()),
            phone: Some("+1 555 0199".parse().unwrap()),
            crisis_lines: Some("In an emergency call 911".parse().unwrap()),
        };
        let updated = update_clinic(&clinic.app, &clinic.admin, edit).await.unwrap();
        assert_eq!(updated.changed, ["mailName", "phone", "crisisLines"]);
        assert_eq!(read_clinic(&clinic.app, &clinic.admin).await.unwrap(), updated.clinic);
        clinic.at("2026-03-10T14:30:00Z");
        fixture.deliver().await;
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 2);
        let text = sent[1].text();
        for part in ["Harlem House", "+1 555 0199", "In an emergency call 911"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("Therapy") && !text.contains("+1 555 0100"), "{text}");
    }

    async fn two_edits_at_once_both_stand_and_each_is_recorded(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let (clinic, other) = (&fixture.clinic, fixture.another_process(8).await);
        for round in 0..10 {
            let phone: Option<Name> = Some(format!("+1 555 02{round:02}").parse().unwrap());
            let lines: Option<Name> = Some(format!("Call {round}").parse().unwrap());
            let call = UpdateClinic { phone: phone.clone(), ..UpdateClinic::default() };
            let crisis = UpdateClinic { crisis_lines: lines.clone(), ..UpdateClinic::default() };
            let (one, two) = tokio::join!(
                update_clinic(&clinic.app, &clinic.admin, call),
                update_clinic(&other, &clinic.admin, crisis),
            );
            assert_eq!((one.unwrap().changed, two.unwrap().changed), (vec!["phone"], vec!["crisisLines"]));
            let stands = read_clinic(&clinic.app, &clinic.admin).await.unwrap();
            assert_eq!((stands.phone, stands.crisis_lines), (phone, lines));
        }
        let subject = clinic.created.clinic.id.to_string();
        let events = clinic.audit_events(json!({ "subject": subject, "first": 100 })).await;
        let edits = events.iter().filter(|event| event["operation"] == "updateClinic");
        assert_eq!(edits.count(), 20);
    }

    async fn only_administrators_change_a_clinic(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let clinic = &fixture.clinic;
        let kim = clinic.staff("Kim", Role::Coordinator).await;
        let edit = UpdateClinic { phone: Some("1".parse().unwrap()), ..UpdateClinic::default() };
        let denied = update_clinic(&clinic.app, &kim, edit).await;
        assert!(matches!(denied, Err(Failure::Denied(_))), "{denied:?}");
        let stands = read_clinic(&clinic.app, &clinic.admin).await.unwrap();
        assert_eq!(stands, clinic.created.clinic);
    }
}
