//! Notices that were begun, and reached nobody, while their session changed again; and those whose successor was taken back.

use std::sync::Arc;
use std::time::Duration;

use roundel::app::reminders::{Delivery, DeliveryReport, DeliverySettings, deliver_due};
use roundel::domain::ids::SessionId;
use roundel::domain::jobs::WorkerName;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::mail::transport::{Fault, Reply, Scripted, SendFailure, Stage, Why};

use crate::support::{
    DEBOUNCE, HeldTransport, Hold, LEASE, ReadMail, ReminderFixture, SETTINGS, TestDatabase, both, mailer,
};

const NOW: &str = "2026-03-02T12:00:00Z";
/// A Tuesday.
const START: &str = "2026-03-10T17:30:00Z";

/// Tuesday's session of one client, with nothing told yet.
async fn opened(db: TestDatabase) -> (ReminderFixture, SessionId) {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    let members = fixture.members(1).await;
    let session = fixture.session(START, &members).await;
    (fixture, session)
}

/// Puts what was changed into a mail, ready to leave.
async fn gathered(fixture: &ReminderFixture) {
    fixture.clinic.clock.advance(DEBOUNCE);
    assert_eq!(fixture.gather().await, 1);
}

/// Hands the only mail that waits over; while the server thinks about it, `meanwhile` happens, and then it answers so.
async fn answered_after(
    fixture: &ReminderFixture,
    answer: Scripted,
    meanwhile: impl AsyncFnOnce(&ReminderFixture),
) -> DeliveryReport {
    fixture.mail.script([answer]);
    let held = HeldTransport::new(Arc::clone(&fixture.mail), Hold::BeforeTaking);
    let slow = mailer(held.clone());
    let (report, ()) = tokio::join!(fixture.deliver_by(&fixture.clinic.app, &slow), async {
        held.reached().await;
        meanwhile(fixture).await;
        held.open();
    });
    report
}

fn answer(code: u16) -> Why {
    Why { stage: Stage::Content, fault: Fault::Reply(Reply::strip(code, "")) }
}

fn put_off() -> Scripted {
    Scripted::Fail(SendFailure::Temporary(answer(451)))
}

/// The text of the only mail that arrived.
#[track_caller]
fn only_text(fixture: &ReminderFixture) -> String {
    let sent = fixture.mail.sent();
    assert_eq!(sent.len(), 1, "{:?}", fixture.subjects());
    sent[0].text()
}

both! {
    async fn a_cancellation_while_a_move_is_put_off_names_the_time_that_the_client_knows(db) {
        let (fixture, session) = opened(db).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        gathered(&fixture).await;
        let report = answered_after(&fixture, put_off(), async |fixture| {
            fixture.cancel_session(session, false).await;
        }).await;
        assert_eq!((report.sent, report.put_off), (0, 1));
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)), (S::Sent, None)]);
        assert_eq!(fixture.subjects(), ["Appointment cancelled"]);
        let text = only_text(&fixture);
        assert!(text.contains("Cancelled: Tuesday, March 10"), "{text}");
    }

    async fn a_move_while_a_move_is_refused_for_good_names_the_time_that_the_client_knows(db) {
        let (fixture, session) = opened(db).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        gathered(&fixture).await;
        let refused = Scripted::Fail(SendFailure::Permanent(answer(554)));
        let report = answered_after(&fixture, refused, async |fixture| {
            fixture.move_session(session, "2026-03-12T19:00:00").await;
        }).await;
        assert_eq!(report.failed, 1);
        assert_eq!(fixture.tell().await, 1);
        let text = only_text(&fixture);
        assert!(text.contains("Before: Tuesday, March 10") && text.contains("Now: Thursday, March 12"), "{text}");
    }

    async fn a_cancellation_while_the_answer_is_lost_names_the_time_that_the_client_may_have_read(db) {
        let (fixture, session) = opened(db).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        gathered(&fixture).await;
        let report = answered_after(&fixture, Scripted::AcceptButLoseAnswer, async |fixture| {
            fixture.cancel_session(session, false).await;
        }).await;
        assert_eq!(report.put_off, 1);
        assert_eq!(fixture.tell().await, 1);
        let sent = fixture.mail.sent();
        assert_eq!(fixture.subjects(), ["Appointment moved", "Appointment cancelled"]);
        assert!(sent[1].text().contains("Cancelled: Wednesday, March 11"), "{}", sent[1].text());
    }

    async fn what_a_reminder_told_meanwhile_is_what_the_client_knows(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-10T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-10T15:00:00").await;
        fixture.plan().await;
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.clock.advance(DEBOUNCE * 2);
        assert_eq!(fixture.deliver().await.sent, 1, "the start is near, and the notice is in no mail");
        assert_eq!(fixture.gather().await, 1);
        let report = answered_after(&fixture, put_off(), async |fixture| {
            fixture.cancel_session(session, false).await;
        }).await;
        assert_eq!(report.put_off, 1);
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.subjects(), ["Appointment reminder", "Appointment cancelled"]);
        let text = fixture.mail.sent()[1].text();
        assert!(text.contains("Cancelled: Tuesday, March 10, 2026, 15:00"), "{text}");
    }

    async fn a_move_undone_while_it_is_put_off_is_told_to_nobody(db) {
        let (fixture, session) = opened(db).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        gathered(&fixture).await;
        answered_after(&fixture, put_off(), async |fixture| {
            fixture.move_session(session, "2026-03-10T18:30:00").await;
        }).await;
        assert_eq!(fixture.tell().await, 1);
        let nothing_to_tell = (S::Suppressed, Some(W::NothingToTell));
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)), nothing_to_tell]);
        assert_eq!(fixture.subjects(), Vec::<String>::new());
    }

    async fn a_mail_handed_back_while_the_session_is_cancelled_counts_as_unread(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        let session = fixture.session(START, &members).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.gather().await, 3);
        // One connection: a wave of one mail, and then of two, the first of which is slow.
        let held = HeldTransport::nth(Arc::clone(&fixture.mail), Hold::BeforeTaking, 1);
        let (slow, app) = (mailer(held.clone()), &fixture.clinic.app);
        let delivery = Delivery {
            app,
            mailer: &slow,
            timer: fixture.clinic.clock.as_ref(),
            settings: DeliverySettings { at_once: 1, ..SETTINGS },
            worker: &WorkerName::draw(app.entropy()),
            keep_going: &|| true,
        };
        let (report, ()) = tokio::join!(deliver_due(&delivery), async {
            held.reached().await;
            fixture.cancel_session(session, false).await;
            fixture.clinic.clock.advance(Duration::from_secs(2));
            held.open();
        });
        let report = report.unwrap();
        assert_eq!((report.sent, report.handed_back, report.suppressed), (2, 1, 1));
        assert_eq!(fixture.tell().await, 3);
        let cancellations: Vec<String> = fixture.mail.sent()[2..].iter().map(|mail| mail.text()).collect();
        let naming = |day: &str| cancellations.iter().filter(|text| text.contains(day)).count();
        assert_eq!((naming("Cancelled: Tuesday, March 10"), naming("Cancelled: Wednesday, March 11")), (1, 2));
    }

    async fn a_cancellation_put_off_while_it_is_undone_and_made_again_is_told(db) {
        let (fixture, session) = opened(db).await;
        fixture.cancel_session(session, false).await;
        gathered(&fixture).await;
        let report = answered_after(&fixture, put_off(), async |fixture| {
            fixture.restore_session(session).await;
            fixture.cancel_session(session, false).await;
        }).await;
        assert_eq!((report.sent, report.put_off), (0, 1));
        assert_eq!(fixture.tell().await, 0, "the same mail tells it");
        assert_eq!(fixture.states().await, [(S::Sent, None)]);
        let text = only_text(&fixture);
        assert!(text.contains("Cancelled: Tuesday, March 10"), "{text}");
    }

    async fn a_cancellation_put_off_once_it_was_undone_and_then_made_again_is_told(db) {
        let (fixture, session) = opened(db).await;
        fixture.cancel_session(session, false).await;
        gathered(&fixture).await;
        answered_after(&fixture, put_off(), async |fixture| {
            fixture.restore_session(session).await;
        }).await;
        fixture.cancel_session(session, false).await;
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)), (S::Sent, None)]);
        let text = only_text(&fixture);
        assert!(text.contains("Cancelled: Tuesday, March 10"), "{text}");
    }

    async fn a_cancellation_in_doubt_that_is_undone_and_made_again_is_repeated_as_it_was(db) {
        let (fixture, session) = opened(db).await;
        fixture.cancel_session(session, false).await;
        gathered(&fixture).await;
        fixture.mail.script([Scripted::AcceptButLoseAnswer]);
        assert_eq!(fixture.deliver().await.put_off, 1);
        fixture.restore_session(session).await;
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.suppressed, 1, "another notice is to follow it");
        fixture.cancel_session(session, false).await;
        assert_eq!(fixture.states().await, [(S::Planned, None)]);
        assert_eq!(fixture.deliver().await.sent, 1);
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 2);
        assert_eq!((&sent[0].message_id, &sent[0].bytes), (&sent[1].message_id, &sent[1].bytes));
        assert_eq!(fixture.tell().await, 0);
    }

    async fn a_notice_whose_successor_was_taken_back_stands_for_reminders_again(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-03T19:00:00").await;
        assert_eq!(fixture.tell().await, 1);
        fixture.move_session(session, "2026-03-04T10:00:00").await;
        assert_eq!(fixture.move_session(session, "2026-03-03T19:00:00").await.notice_version, 2);
        assert_eq!(fixture.plan().await, 2);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(fixture.subjects(), ["Appointment moved"]);
        // The next change is told from what it told.
        fixture.cancel_session(session, false).await;
        assert_eq!(fixture.tell().await, 1);
        let text = fixture.mail.sent()[1].text();
        assert!(text.contains("Cancelled: Tuesday, March 3, 2026, 19:00"), "{text}");
    }
}
