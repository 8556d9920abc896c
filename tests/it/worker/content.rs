//! What arrives, byte for byte.

use roundel::domain::people::Language;

use crate::support::{ReminderFixture, TestDatabase, both};

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
        .replace(sent[0].mail.message_id.opaque(), "[message id]")
        .replace(boundary, "[boundary]")
        .replace("\r\n", "\n")
}

both! {
    async fn a_reminder_in_english(db) {
        insta::assert_snapshot!("reminder_in_english", mail_in(db, Language::En, "America/New_York").await);
    }

    async fn a_reminder_in_spanish(db) {
        insta::assert_snapshot!("reminder_in_spanish", mail_in(db, Language::Es, "America/Bogota").await);
    }
}
