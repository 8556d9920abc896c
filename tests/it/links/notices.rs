//! The page that a notice of a change leads to.

use axum::http::StatusCode;
use roundel::domain::people::Language;

use super::desk::{BASE, Desk, page_of};
use crate::support::{ReadMail as _, both};

both! {
    async fn who_had_confirmed_says_whether_they_come_at_the_new_time(db) {
        let desk = Desk::open(db, Language::En).await;
        let of_reminder = page_of(&desk.remind().await);
        desk.post(&of_reminder, "act=confirm").await;
        desk.fixture.move_session(desk.session, "2026-03-12T19:00:00").await;
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE");
        desk.fixture.tell().await;
        let notice = desk.newest();
        assert_eq!(notice.subject(), "Appointment moved");
        let path = page_of(&notice);
        let page = desk.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Thursday, March 12, 2026"), "{}", page.body);
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");
        desk.fixture.clinic.at("2026-03-12T18:00:00Z");
        assert_eq!(desk.post(&path, "act=decline&reason=WORK").await.status, StatusCode::NOT_FOUND, "it has begun");
    }

    async fn it_says_so_in_the_client_s_language(db) {
        let desk = Desk::open(db, Language::Es).await;
        desk.fixture.move_session(desk.session, "2026-03-12T19:00:00").await;
        desk.fixture.tell().await;
        let text = desk.newest().text();
        assert!(text.contains("Díganos en esta página si vendrá, por favor:"), "{text}");
    }

    async fn what_is_off_and_what_is_several_lead_to_none(db) {
        let desk = Desk::open(db, Language::En).await;
        let next = desk.fixture.session("2026-03-17T17:30:00Z", &[desk.member]).await;
        desk.fixture.move_session(desk.session, "2026-03-12T19:00:00").await;
        desk.fixture.move_session(next, "2026-03-18T19:00:00").await;
        desk.fixture.tell().await;
        desk.fixture.cancel_session(next, false).await;
        desk.fixture.tell().await;
        assert_eq!(desk.fixture.subjects(), ["Your appointments have changed", "Appointment cancelled"]);
        for mail in desk.fixture.mail.sent() {
            assert!(!mail.text().contains(BASE), "{}", mail.text());
        }
    }

    async fn one_of_several_that_takes_place_has_its_page_until_that_changes(db) {
        let mut desk = Desk::open(db, Language::En).await;
        let appended = desk.fixture.cancel_session(desk.session, true).await.appended.unwrap();
        desk.fixture.tell().await;
        assert_eq!(desk.fixture.subjects(), ["Your appointments have changed"]);
        let path = page_of(&desk.newest());
        desk.session = appended.id;
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");
        desk.fixture.move_session(appended.id, "2026-03-20T19:00:00").await;
        let changed = desk.post(&path, "act=confirm").await;
        assert!(changed.body.contains("was changed"), "{}", changed.body);
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE");
    }

    async fn one_of_several_that_is_moved_on_and_back_has_its_page_again(db) {
        let mut desk = Desk::open(db, Language::En).await;
        let appended = desk.fixture.cancel_session(desk.session, true).await.appended.unwrap();
        desk.fixture.tell().await;
        assert_eq!(desk.fixture.subjects(), ["Your appointments have changed"]);
        let path = page_of(&desk.newest());
        desk.session = appended.id;
        desk.fixture.move_session(appended.id, "2026-03-20T19:00:00").await;
        let changed = desk.post(&path, "act=confirm").await;
        assert!(changed.body.contains("was changed"), "{}", changed.body);
        desk.fixture.move_session(appended.id, &appended.local_start.to_string()).await;
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");
        assert_eq!(desk.fixture.tell().await, 0);
    }
}
