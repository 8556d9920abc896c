//! Reminders of a time that was just changed: they wait for the notice of it, which stands for those due by then.

use std::time::Duration;

use roundel::domain::ids::SessionId;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};

use crate::support::{DEBOUNCE, ReminderFixture, TestDatabase, both};

const START: &str = "2026-03-10T17:30:00Z";

/// Next week's session, moved to tomorrow, with its reminders in the outbox: that of two days before is due. And one a week later.
async fn moved_to_tomorrow(db: TestDatabase) -> (ReminderFixture, SessionId, SessionId) {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
    let session = fixture.session(START, &[member]).await;
    let later = fixture.session("2026-03-17T17:30:00Z", &[member]).await;
    fixture.move_session(session, "2026-03-03T19:00:00").await;
    assert_eq!(fixture.plan().await, 2);
    (fixture, session, later)
}

async fn minutes_later(fixture: &ReminderFixture, minutes: u64) -> u64 {
    fixture.clinic.clock.advance(Duration::from_secs(60 * minutes));
    fixture.deliver().await.sent
}

both! {
    async fn a_slip_that_is_undone_in_time_reminds_nobody_of_a_wrong_time(db) {
        let (fixture, session, _) = moved_to_tomorrow(db).await;
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(minutes_later(&fixture, 2).await, 0);
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 1);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(minutes_later(&fixture, 10).await, 0);
        assert_eq!(fixture.subjects(), Vec::<String>::new());
    }

    async fn the_notice_tells_what_a_reminder_would_have_told_at_once(db) {
        let (fixture, ..) = moved_to_tomorrow(db).await;
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(minutes_later(&fixture, 3).await, 0);
        assert_eq!(fixture.subjects(), ["Appointment moved"]);
        let overtaken = (S::Expired, Some(W::Overtaken));
        assert_eq!(fixture.states().await, [overtaken, (S::Sent, None), (S::Planned, None)]);
        fixture.clinic.at("2026-03-03T15:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1, "three hours before");
        assert_eq!(fixture.subjects(), ["Appointment moved", "Appointment reminder"]);
    }

    async fn a_notice_that_has_left_stands_for_what_is_planned_after_it(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-03T19:00:00").await;
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.plan().await, 2);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.subjects(), ["Appointment moved"]);

        // Of another time, it says nothing.
        fixture.move_session(session, "2026-03-04T10:00:00").await;
        assert_eq!(fixture.plan().await, 2);
        fixture.execute("DELETE FROM notice WHERE clinic_id = $1 AND delivery_id IS NULL", &[]).await;
        fixture.execute("UPDATE notice SET is_latest = TRUE WHERE clinic_id = $1", &[]).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.subjects(), ["Appointment moved", "Appointment reminder"]);
    }

    async fn of_several_changes_in_one_mail_the_next_is_reminded_of_all_the_same(db) {
        let (fixture, _, later) = moved_to_tomorrow(db).await;
        fixture.move_session(later, "2026-03-18T19:00:00").await;
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(minutes_later(&fixture, 3).await, 1);
        assert_eq!(fixture.subjects(), ["Your appointments have changed", "Appointment reminder"]);
    }

    async fn a_notice_that_will_not_leave_keeps_no_reminder_back(db) {
        let (fixture, ..) = moved_to_tomorrow(db).await;
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.gather().await, 1);
        let failed = "UPDATE reminder_delivery SET state = 'FAILED', why = 'REFUSED' WHERE clinic_id = $1 AND kind = 'NOTICE'";
        fixture.execute(failed, &[]).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.subjects(), ["Appointment reminder"]);
    }

    async fn a_notice_that_nobody_puts_into_a_mail_keeps_a_reminder_back_for_an_hour(db) {
        let (fixture, ..) = moved_to_tomorrow(db).await;
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(minutes_later(&fixture, 30).await, 0);
        assert_eq!(minutes_later(&fixture, 31).await, 1);
        assert_eq!(fixture.subjects(), ["Appointment reminder"]);
    }

    async fn a_notice_that_the_server_puts_off_keeps_a_reminder_back_until_three_hours_before(db) {
        let (fixture, ..) = moved_to_tomorrow(db).await;
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.gather().await, 1);
        let put_off = "UPDATE reminder_delivery SET next_attempt_at = $2 WHERE clinic_id = $1 AND kind = 'NOTICE'";
        let until: chrono::DateTime<chrono::Utc> = "2026-03-03T17:00:00Z".parse().unwrap();
        fixture.execute(put_off, &[until.into()]).await;
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-03T14:59:00Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-03T15:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1, "the later of the two");
        assert_eq!(fixture.subjects(), ["Appointment reminder"]);
    }
}
