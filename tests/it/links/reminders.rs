//! A client wants no reminders.

use axum::http::StatusCode;
use roundel::domain::people::Language;
use roundel::domain::reminders::{DeliveryKind, ReminderState as S, ReminderWhy as W};
use serde_json::json;

use super::desk::{DUE, Desk, header, page_of, stop_of};
use crate::support::{both, done};

const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

both! {
    async fn every_mail_has_a_way_out_that_a_mail_program_can_take_by_itself(db) {
        let desk = Desk::open(db, Language::En).await;
        let reminder = desk.remind().await;
        assert_eq!(header(&reminder, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let path = stop_of(&reminder);
        assert!(path.starts_with("/m/stop/"), "{path}");
        assert_eq!(desk.get(&path).await.status, StatusCode::OK);
        assert_eq!(desk.client().await["remindersStoppedAt"], json!(null), "GET shows");
        for _ in 0..2 {
            let answer = desk.post(&path, "List-Unsubscribe=One-Click").await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!answer.headers.contains_key("set-cookie"));
            assert!(answer.body.contains("we write to you all the same"), "{}", answer.body);
        }
        assert_eq!(desk.client().await["remindersStoppedAt"], DUE);
        desk.post(&path, "act=start").await;
        assert_eq!(desk.client().await["remindersStoppedAt"], json!(null));
    }

    async fn reminders_stop_and_notices_go_on(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=stop").await;
        desk.fixture.clinic.at("2026-03-10T14:30:00Z");
        assert_eq!(desk.fixture.deliver().await.suppressed, 1);
        let states = desk.fixture.states().await;
        assert_eq!(states[1], (S::Suppressed, Some(W::OptedOut)));
        desk.fixture.cancel_session(desk.session, false).await;
        desk.fixture.tell().await;
        let notices = desk.fixture.notices().await;
        assert_eq!((notices[0].kind, notices[0].state), (DeliveryKind::Notice, S::Sent));
        let notice = desk.newest();
        assert!(stop_of(&notice).starts_with("/m/stop/"), "a notice has a way out too");
    }

    async fn staff_see_it_and_undo_it_and_the_reminder_goes_out(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = stop_of(&desk.remind().await);
        desk.post(&path, "act=stop").await;
        desk.fixture.clinic.at("2026-03-10T14:30:00Z");
        assert_eq!(desk.fixture.deliver().await.suppressed, 1);
        let client = desk.client().await;
        let input = json!({ "id": client["id"], "rowVersion": client["rowVersion"], "remindersStopped": false });
        let edited = desk.fixture.clinic.ask(UPDATE, json!({ "input": input })).await;
        assert_eq!(done(edited["updateClient"].clone(), "client")["remindersStoppedAt"], json!(null));
        assert_eq!(desk.fixture.deliver().await.sent, 1);
    }
}
