//! Who is mailed of a course that goes on in the brief form.

use roundel::app::brief_form::{
    AcceptBriefForm, UndoBriefFormError, accept_brief_form, preview_brief_form, undo_brief_form,
};
use roundel::domain::people::{EmailAddress, Language};

use crate::support::{Member, ReadMail, ReminderFixture, both};

async fn accept(fixture: &ReminderFixture, member: Member) {
    let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
    let plan = preview_brief_form(app, admin, member.enrollment_id).await.unwrap();
    let command = AcceptBriefForm { enrollment_id: member.enrollment_id, reason: None, plan_hash: plan.hash };
    accept_brief_form(app, admin, &command).await.unwrap();
}

both! {
    async fn the_member_is_told_which_appointments_are_off_and_nobody_else_anything(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let brief = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let other = fixture.member("Yan", Language::En, "Europe/Berlin").await;
        for day in 3..13 {
            fixture.session(&format!("2026-03-{day:02}T17:30:00Z"), &[brief, other]).await;
        }
        accept(&fixture, brief).await;
        let undo = undo_brief_form(&fixture.clinic.app, &fixture.clinic.admin, brief.enrollment_id);
        undo.await.unwrap();
        assert_eq!(fixture.tell().await, 0, "within the debounce nobody is mailed of either");
        accept(&fixture, brief).await;
        assert_eq!(fixture.tell().await, 1);
        let sent = fixture.mail.sent();
        let mail = &sent[0];
        assert_eq!(mail.to, EmailAddress::parse("zoe@clients.example").unwrap());
        let text = mail.text();
        assert!(text.contains("March 11") && text.contains("March 12"), "{text}");
        assert!(!text.contains("March 10") && !text.to_lowercase().contains("ipt"), "{text}");
        // Once the first of them has begun, it is no longer taken back.
        fixture.clinic.at("2026-03-11T18:00:00Z");
        let undo = undo_brief_form(&fixture.clinic.app, &fixture.clinic.admin, brief.enrollment_id);
        assert!(matches!(undo.await, Err(UndoBriefFormError::Begun(_))));
    }
}
