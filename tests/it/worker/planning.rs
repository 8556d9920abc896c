//! Filling the outbox.

use jiff::Timestamp;
use roundel::domain::reminders::ReminderState;

use crate::support::{ReminderFixture, both};

const NOW: &str = "2026-03-02T12:00:00Z";

both! {
    async fn planning_twice_plans_each_reminder_once(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.session("2026-03-31T17:30:00Z", &members).await;
        assert_eq!(fixture.plan().await, 6, "three people by two offsets; the second session is too far ahead");
        assert_eq!(fixture.plan().await, 0);

        let outbox = fixture.outbox().await;
        let due = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(outbox.iter().map(|mail| mail.due_at).max(), Some(due("2026-03-10T14:30:00Z")));
        assert_eq!(outbox.iter().map(|mail| mail.due_at).min(), Some(due("2026-03-08T17:30:00Z")));
        assert!(outbox.iter().all(|mail| mail.state == ReminderState::Planned));
        assert!(outbox.iter().all(|mail| mail.not_after == due("2026-03-10T17:30:00Z")));
        let mut ids: Vec<_> = outbox.iter().map(|mail| &mail.message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 6, "each has a Message-ID of its own");
    }

    async fn planners_in_several_processes_plan_each_reminder_once(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(5).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let (one, other) = (fixture.another_process(1).await, fixture.another_process(2).await);
        let plan = |app| {
            let mailer = fixture.mailer.clone();
            let horizon = jiff::SignedDuration::from_hours(240);
            tokio::spawn(async move {
                roundel::app::reminders::plan_due(&app, &mailer, horizon, &|| true).await.unwrap()
            })
        };
        let (one, other) = (plan(one), plan(other));
        assert_eq!(one.await.unwrap() + other.await.unwrap(), 10);
        assert_eq!(fixture.outbox().await.len(), 10);
    }

    async fn planning_costs_the_same_statements_for_one_place_and_for_fifty(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(50).await;
        let cost = async |session_start: &str, count: usize| {
            fixture.session(session_start, &members[..count]).await;
            let before = fixture.clinic.app.statement_count();
            assert_eq!(fixture.plan().await, 2 * count as u64);
            fixture.clinic.app.statement_count() - before
        };
        let for_one = cost("2026-03-09T17:30:00Z", 1).await;
        let for_fifty = cost("2026-03-10T17:30:00Z", 50).await;
        assert_eq!(for_one, for_fifty);
        assert!(for_one <= 5, "{for_one} statements");

        let before = fixture.clinic.app.statement_count();
        assert_eq!(fixture.plan().await, 0);
        assert_eq!(fixture.clinic.app.statement_count() - before, 2, "nothing to plan is nearly free");
    }

    async fn more_places_than_one_transaction_takes_are_planned_in_several(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(60).await;
        for day in 3..=11 {
            fixture.session(&format!("2026-03-{day:02}T17:30:00Z"), &members).await;
        }
        // The first session is closer than 48 hours: its one late reminder is kept, since nothing else is near.
        assert_eq!(fixture.plan().await, 9 * 60 * 2);
        assert_eq!(fixture.plan().await, 0);
    }

    async fn who_will_not_come_and_who_has_left_is_not_planned_for(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let (gone, declined) = (members[0].enrollment_id.uuid(), members[1].enrollment_id.uuid());
        fixture
            .execute(
                "UPDATE enrollment SET status = 'ENDED_EARLY', ended_at = enrolled_at, ending_agreed = TRUE
                 WHERE clinic_id = $1 AND id = $2",
                &[gone.into()],
            )
            .await;
        fixture
            .execute(
                "UPDATE participation SET rsvp = 'DECLINED' WHERE clinic_id = $1 AND enrollment_id = $2",
                &[declined.into()],
            )
            .await;
        assert_eq!(fixture.plan().await, 2);
        let outbox = fixture.outbox().await;
        assert!(outbox.iter().all(|mail| mail.client_id == members[2].client_id));
    }
    async fn who_completed_their_course_is_reminded_of_what_concludes_it(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture
            .execute(
                "UPDATE enrollment SET status = 'COMPLETED', ended_at = enrolled_at, ending_agreed = TRUE WHERE clinic_id = $1",
                &[],
            )
            .await;
        let taken = "UPDATE participation SET attendance = 'NOT_EXPECTED' WHERE clinic_id = $1 AND enrollment_id = $2";
        fixture.execute(taken, &[members[1].enrollment_id.uuid().into()]).await;
        assert_eq!(fixture.plan().await, 2);
        let outbox = fixture.outbox().await;
        assert!(outbox.iter().all(|mail| mail.client_id == members[0].client_id));
    }
}
