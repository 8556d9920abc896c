//! A client says whether they come.

use axum::http::StatusCode;
use roundel::domain::people::Language;
use serde_json::json;

use super::desk::{DUE, Desk, START, page_of};
use crate::support::{both, done};

const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");

/// When the appointment begins on the clock of Berlin, by which sessions are moved.
const WALL_START: &str = "2026-03-10T18:30:00";

impl Desk {
    /// Staff take the mark of the client's place back.
    async fn take_back(&self) {
        let place = self.place().await;
        let input = json!({
            "participationId": place["id"], "expectedVersion": place["attendance"]["version"], "status": "UNRECORDED",
        });
        let corrected = self.fixture.clinic.ask(CORRECT_MARK, json!({ "input": input })).await;
        done(corrected["correctMark"].clone(), "participation");
    }
}

both! {
    async fn a_reminder_leads_to_a_page_that_says_when_and_nothing_else(db) {
        let desk = Desk::open(db, Language::En).await;
        let page = desk.get(&page_of(&desk.remind().await)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for told in ["Tuesday, March 10, 2026", "13:30 (America/New_York", "50 minutes", "Northside Clinic", "+1 555 0100"] {
            assert!(page.body.contains(told), "{told}\n{}", page.body);
        }
        for secret in ["Zo", "roup", "herap", "IPT", "Tuesdays", "ession", "Ada", "cli_", "par_", "<script"] {
            assert!(!page.body.contains(secret), "{secret}\n{}", page.body);
        }
        let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!((header("referrer-policy"), header("cache-control")), ("no-referrer".into(), "no-store".into()));
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("form-action 'self'"), "{policy}");
        assert!(!page.headers.contains_key("set-cookie"));
        assert!(page.body.contains("name=\"viewport\""));
    }

    async fn opening_a_link_changes_nothing(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        let (place, client) = (desk.place().await, desk.client().await);
        for path in [path.clone(), format!("{path}/calendar.ics"), path.clone()] {
            assert_eq!(desk.get(&path).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!((desk.place().await, desk.client().await), (place, client));
        assert_eq!(desk.count("attendance_mark").await, 0);
        let events = desk.fixture.clinic.audit_events(json!({ "first": 10 })).await;
        let read = events.iter().find(|event| event["operation"] == "appointmentLink").unwrap();
        assert_eq!((&read["kind"], &read["actorKind"]), (&json!("READ"), &json!("CLIENT")));
    }

    async fn who_can_t_come_is_marked_with_notice_in_time_and_may_take_it_back(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        let declined = desk.post(&path, "act=decline&reason=ILLNESS").await;
        assert_eq!(declined.status, StatusCode::OK);
        assert!(declined.body.contains("We have noted it") && declined.body.contains("that you can’t come"), "{}", declined.body);
        let place = desk.place().await;
        assert_eq!(place["rsvp"], "DECLINED");
        assert_eq!(place["attendance"], json!({ "status": "CANCELLED_BY_CLIENT", "reason": "ILLNESS", "noticeGivenAt": DUE, "version": 1 }));
        let events = desk.fixture.clinic.audit_events(json!({ "first": 5 })).await;
        let event = events.iter().find(|event| event["operation"] == "answerAppointment").unwrap();
        assert_eq!((&event["operation"], &event["actorKind"], &event["actorId"]),
            (&json!("answerAppointment"), &json!("CLIENT"), &json!(desk.member.client_id.to_string())));

        desk.fixture.clinic.at("2026-03-08T18:30:00Z");
        let again = desk.post(&path, "act=decline&reason=WORK").await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(desk.place().await, place, "the first notice counts");

        desk.post(&path, "act=confirm").await;
        let back = desk.place().await;
        assert_eq!((&back["rsvp"], &back["attendance"]["status"], &back["attendance"]["version"]),
            (&json!("CONFIRMED"), &json!("UNRECORDED"), &json!(2)));
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await, back);
        assert_eq!(desk.count("attendance_mark").await, 2);
    }

    async fn a_late_refusal_is_late_and_no_reminder_follows_it(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.fixture.clinic.at("2026-03-10T13:00:00Z");
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");
        desk.post(&path, "act=decline&reason=OTHER").await;
        assert_eq!(desk.place().await["attendance"]["status"], "LATE_CANCELLED");
        desk.fixture.clinic.at("2026-03-10T14:30:00Z");
        assert_eq!(desk.fixture.deliver().await.suppressed, 1, "the second reminder");
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.fixture.deliver().await.sent, 2, "they come after all, and who leads it hears so");
    }

    async fn what_was_cancelled_or_moved_since_tells_so_and_takes_no_answer(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.fixture.move_session(desk.session, "2026-03-12T19:00:00").await;
        let before = desk.place().await;
        let moved = desk.post(&path, "act=decline&reason=WORK").await;
        assert!(moved.body.contains("was changed") && moved.body.contains("Thursday, March 12, 2026"), "{}", moved.body);
        assert!(!moved.body.contains("noted") && !moved.body.contains("value=\"confirm\""), "{}", moved.body);
        desk.fixture.cancel_session(desk.session, false).await;
        let cancelled = desk.post(&path, "act=confirm").await;
        assert!(cancelled.body.contains("does not take place"), "{}", cancelled.body);
        assert_eq!(desk.place().await, before);
    }

    async fn who_confirmed_says_so_of_that_time_only(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");
        desk.fixture.move_session(desk.session, "2026-03-10T19:30:00").await;
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE");
        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE", "the mail spoke of the old time");
    }

    async fn a_move_undone_before_anybody_heard_of_it_leaves_the_answer(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=confirm").await;
        for elsewhere in ["2026-03-10T19:30:00", "2026-03-11T18:30:00"] {
            desk.fixture.move_session(desk.session, elsewhere).await;
            assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE", "of that time they said nothing");
        }
        desk.fixture.move_session(desk.session, WALL_START).await;
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");
        assert_eq!(desk.fixture.tell().await, 0);
        assert_eq!(desk.place().await["rsvp"], "CONFIRMED");

        desk.fixture.move_session(desk.session, "2026-03-10T19:30:00").await;
        assert_eq!(desk.fixture.tell().await, 1);
        desk.fixture.move_session(desk.session, WALL_START).await;
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE", "they have heard of another time since");
    }

    async fn a_move_undone_makes_no_confirmation_of_another_answer(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=confirm").await;
        desk.post(&path, "act=decline&reason=WORK").await;
        desk.take_back().await;
        desk.fixture.move_session(desk.session, "2026-03-10T19:30:00").await;
        desk.fixture.move_session(desk.session, WALL_START).await;
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE");
    }

    async fn who_is_expected_again_by_staff_is_reminded_and_asked_again(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=decline&reason=ILLNESS").await;
        let declined = desk.place().await;
        assert_eq!((&declined["rsvp"], &declined["attendance"]["status"]), (&json!("DECLINED"), &json!("CANCELLED_BY_CLIENT")));
        desk.take_back().await;
        let back = desk.place().await;
        assert_eq!((&back["rsvp"], &back["attendance"]["status"], &back["attendance"]["version"]),
            (&json!("NO_RESPONSE"), &json!("UNRECORDED"), &json!(2)));
        desk.fixture.clinic.at("2026-03-10T14:30:00Z");
        desk.fixture.deliver().await;
        let reminders = desk.fixture.subjects().iter().filter(|subject| *subject == "Appointment reminder").count();
        assert_eq!(reminders, 2, "{:?}", desk.fixture.subjects());
        desk.post(&path, "act=decline&reason=WORK").await;
        assert_eq!(desk.place().await["rsvp"], "DECLINED");
    }

    async fn a_page_ends_when_the_appointment_begins(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.fixture.clinic.at("2026-03-10T17:29:59Z");
        assert_eq!(desk.get(&path).await.status, StatusCode::OK);
        desk.fixture.clinic.at(START);
        assert_eq!(desk.post(&path, "act=decline&reason=WORK").await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.place().await["rsvp"], "NO_RESPONSE");
    }

    async fn the_calendar_s_file_is_the_mail_s_own_entry(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        let file = desk.get(&format!("{path}/calendar.ics")).await;
        assert_eq!(file.headers["content-type"], "text/calendar; method=PUBLISH; charset=utf-8");
        for line in ["METHOD:PUBLISH", "DTSTART:20260310T173000Z", "SUMMARY:Appointment", "SEQUENCE:0", "STATUS:CONFIRMED"] {
            assert!(file.body.contains(&format!("{line}\r\n")), "{line}\n{}", file.body);
        }
    }

    async fn a_client_reads_and_is_written_to_in_the_language_they_choose(db) {
        let desk = Desk::open(db, Language::Es).await;
        let path = page_of(&desk.remind().await);
        let page = desk.get(&path).await;
        assert!(page.body.contains("<html lang=\"es\">") && page.body.contains("martes, 10 de marzo de 2026"), "{}", page.body);
        assert!(page.body.contains("In English, please"), "{}", page.body);
        let english = desk.post(&path, "act=language&language=en").await;
        assert!(english.body.contains("Tuesday, March 10, 2026"), "{}", english.body);
        assert_eq!(desk.client().await["language"], "en");
    }
}
