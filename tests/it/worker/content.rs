//! What arrives, byte for byte.

use roundel::domain::people::Language;
use serde_json::json;

use crate::support::{ReadMail, ReminderFixture, TestDatabase, both};

const UPDATE_SITE: &str = include_str!("../../../graphql/operations/clinics/update_site.graphql");

/// The mail as it arrived, with what chance drew blotted out.
async fn mail_in(db: TestDatabase, language: Language, zone: &str) -> String {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let member = fixture.member("Zoë", language, zone).await;
    fixture.session("2026-03-10T17:30:00Z", &[member]).await;
    fixture.plan().await;
    fixture.clinic.at("2026-03-08T17:30:00Z");
    fixture.deliver().await;
    let sent = fixture.mail.sent();
    let bytes = String::from_utf8(sent[0].bytes.clone()).unwrap();
    let boundary = bytes.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    bytes
        .replace(sent[0].message_id.opaque(), "[message id]")
        .replace(boundary, "[boundary]")
        .replace("\r\n", "\n")
}

both! {
    async fn a_site_s_own_phone_and_crisis_lines_take_the_place_of_the_clinic_s(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        fixture.execute("UPDATE clinic SET phone = '+1 555 0100', crisis_lines = 'Call 988' WHERE id = $1", &[]).await;
        let member = fixture.member("Zoë", Language::En, "America/New_York").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.session("2026-03-17T17:30:00Z", &[member]).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let edit = json!({ "id": fixture.clinic.created.site.id.to_string(), "rowVersion": 1,
            "phone": "+34 555 0200", "crisisLines": "Call 024" });
        fixture.clinic.ask(UPDATE_SITE, json!({ "input": edit })).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-15T17:30:00Z");
        fixture.plan().await;
        fixture.deliver().await;
        let mails: Vec<String> = fixture.mail.sent().iter().map(|sent| sent.text()).collect();
        let (first, last) = (mails.first().unwrap(), mails.last().unwrap());
        assert!(first.contains("+1 555 0100") && first.contains("Call 988"), "{first}");
        assert!(last.contains("+34 555 0200") && last.contains("Call 024"), "{last}");
        assert!(!last.contains("+1 555 0100") && !last.contains("988"), "{last}");
    }

    async fn a_reminder_in_english(db) {
        insta::assert_snapshot!("reminder_in_english", mail_in(db, Language::En, "America/New_York").await);
    }

    async fn a_reminder_in_spanish(db) {
        insta::assert_snapshot!("reminder_in_spanish", mail_in(db, Language::Es, "America/Bogota").await);
    }
}
