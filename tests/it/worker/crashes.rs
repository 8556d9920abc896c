//! Workers that die, and what the next one makes of it.

use std::sync::Arc;

use jiff::SignedDuration;
use roundel::app::reminders::{Delivery, DeliveryReport, deliver_due};
use roundel::domain::jobs::WorkerName;
use roundel::domain::reminders::{ReminderState, ReminderWhy};
use roundel::storage::reminders::claim_due;

use crate::support::{HeldTransport, Hold, LEASE, ReminderFixture, SETTINGS, TestDatabase, both, mailer};

async fn one_due(db: TestDatabase) -> ReminderFixture {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let members = fixture.members(1).await;
    fixture.session("2026-03-10T17:30:00Z", &members).await;
    fixture.plan().await;
    fixture.clinic.at("2026-03-08T17:30:00Z");
    fixture
}

/// A worker that is killed while a mail is held.
async fn kill_a_worker_at(fixture: &ReminderFixture, hold: Hold) {
    let held = HeldTransport::new(Arc::clone(&fixture.mail), hold);
    let (app, mailer) = (fixture.another_process(3).await, mailer(held.clone()));
    let clock = Arc::clone(&fixture.clinic.clock);
    let doomed = tokio::spawn(async move {
        let delivery = Delivery {
            app: &app,
            mailer: &mailer,
            timer: clock.as_ref(),
            settings: SETTINGS,
            worker: &WorkerName::draw(app.entropy()),
            keep_going: &|| true,
        };
        deliver_due(&delivery).await.map(|_| ()).map_err(|error| error.to_string())
    });
    held.reached().await;
    doomed.abort();
    assert!(doomed.await.unwrap_err().is_cancelled());
}

both! {
    async fn a_mail_whose_worker_died_before_sending_is_sent_by_the_next(db) {
        let fixture = one_due(db).await;
        kill_a_worker_at(&fixture, Hold::BeforeTaking).await;
        assert_eq!(fixture.deliver().await, DeliveryReport::default(), "the lease still holds");
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.arrived(), [fixture.outbox().await[0].message_id.clone()]);
    }

    async fn a_mail_whose_worker_died_before_recording_is_repeated_once_under_its_message_id(db) {
        let fixture = one_due(db).await;
        kill_a_worker_at(&fixture, Hold::AfterTaking).await;
        assert_eq!(fixture.states().await[0].0, ReminderState::Claimed);
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.sent, 1);
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].bytes, sent[1].bytes);
        let done = &fixture.outbox().await[0];
        assert_eq!((done.state, done.sends, done.unknowns), (ReminderState::Sent, 2, 1));
    }

    async fn a_mail_that_kills_every_worker_fails_instead_of_stopping_the_outbox(db) {
        let fixture = one_due(db).await;
        for _ in 0..2 {
            kill_a_worker_at(&fixture, Hold::BeforeTaking).await;
            fixture.clinic.clock.advance(LEASE);
        }
        assert_eq!(fixture.deliver().await.failed, 1);
        assert_eq!(fixture.states().await[0], (ReminderState::Failed, Some(ReminderWhy::OutcomeUnknown)));
    }

    async fn claims_that_lapse_before_anything_was_begun_cost_a_mail_nothing(db) {
        let fixture = one_due(db).await;
        for n in 0..10 {
            let now = fixture.clinic.app.now();
            let lease_end = now + SignedDuration::try_from(LEASE).unwrap();
            let worker = format!("worker-{n}");
            let claimed =
                fixture.write(async |tx| claim_due(tx, &worker, now, lease_end, 25).await).await;
            assert_eq!((claimed.len(), claimed[0].sends, claimed[0].unknowns), (1, 0, 0));
            fixture.clinic.clock.advance(LEASE);
        }
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.arrived().len(), 1);
    }

    async fn a_send_that_outlasts_its_lease_is_cut_off_and_counts_as_unknown(db) {
        let fixture = one_due(db).await;
        let held = HeldTransport::new(Arc::clone(&fixture.mail), Hold::BeforeTaking);
        let slow = mailer(held.clone());
        let app = &fixture.clinic.app;
        let stalled = fixture.deliver_by(app, &slow);
        let time_passes = async {
            held.reached().await;
            fixture.clinic.clock.advance(LEASE);
        };
        // The same pass tries it once more, and the transport holds only its first mail.
        let (report, ()) = tokio::join!(stalled, time_passes);
        assert_eq!((report.put_off, report.sent), (1, 1));
        let done = &fixture.outbox().await[0];
        assert_eq!((done.state, done.sends, done.unknowns), (ReminderState::Sent, 2, 1));
    }
}
