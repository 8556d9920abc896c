//! A database that is in the way just when a mail has been sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use roundel::app::ambient::{ManualClock, SeededEntropy, Timer};
use roundel::app::reminders::{Delivery, deliver_due};
use roundel::app::{App, RacePatience};
use roundel::domain::jobs::WorkerName;
use roundel::domain::reminders::ReminderState;
use roundel::storage::Limits;
use sea_orm::DatabaseTransaction;
use tokio::sync::Mutex;

use crate::support::{
    HeldTransport, Hold, LEASE, LIMITS, ReminderFixture, SETTINGS, TestDatabase, both, mailer,
};

/// A transaction that locks the outbox and ends while the worker sleeps for the second time.
struct Rival {
    clock: Arc<ManualClock>,
    lease_end: Timestamp,
    transaction: Mutex<Option<DatabaseTransaction>>,
    waits: AtomicUsize,
}

impl Timer for Rival {
    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        if at >= self.lease_end {
            return self.clock.sleep_until(at);
        }
        Box::pin(async {
            if self.waits.fetch_add(1, Ordering::SeqCst) == 1 {
                self.transaction.lock().await.take().unwrap().rollback().await.unwrap();
            }
        })
    }
}

both! {
    async fn a_mail_is_not_repeated_because_its_outcome_could_not_be_recorded_at_once(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");

        let impatient = Limits { lock_timeout: Duration::from_millis(20), ..LIMITS };
        let pool = fixture.clinic.database.another_pool(impatient).await;
        let app = &App::new(pool, fixture.clinic.clock.clone(), Arc::new(SeededEntropy::new(3)))
            .with_patience(RacePatience::of_the_host(SignedDuration::ZERO));
        let held = HeldTransport::new(Arc::clone(&fixture.mail), Hold::AfterTaking);
        let rival = &Rival {
            clock: fixture.clinic.clock.clone(),
            lease_end: app.now() + SETTINGS.lease,
            transaction: Mutex::default(),
            waits: AtomicUsize::default(),
        };
        let mailer = &mailer(held.clone());
        let delivery = Delivery {
            app,
            mailer,
            timer: rival,
            settings: SETTINGS,
            worker: &WorkerName::draw(app.entropy()),
            keep_going: &|| true,
        };
        let come_between = async {
            held.reached().await;
            let lock = "UPDATE reminder_delivery SET attempt = attempt";
            *rival.transaction.lock().await =
                Some(TestDatabase::hold_on(&fixture.clinic.database.url_text, lock).await);
            held.open();
        };
        let (report, ()) = tokio::join!(deliver_due(&delivery), come_between);
        assert_eq!(report.unwrap().sent, 1);
        assert_eq!(rival.waits.load(Ordering::SeqCst), 2);
        assert_eq!(fixture.states().await[0].0, ReminderState::Sent);
        fixture.clinic.clock.advance(LEASE);
        fixture.deliver().await;
        assert_eq!(fixture.arrived().len(), 1);
    }

    async fn mails_that_finish_together_are_written_down_together(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(5).await;
        fixture.session("2026-03-10T17:30:00Z", &members[..1]).await;
        fixture.session("2026-03-10T19:30:00Z", &members[1..]).await;
        fixture.plan().await;
        let statements = async |at: &str, sent: u64| {
            fixture.clinic.at(at);
            let before = fixture.clinic.app.statement_count();
            assert_eq!(fixture.deliver().await.sent, sent);
            fixture.clinic.app.statement_count() - before
        };
        statements("2026-03-08T12:00:00Z", 0).await;
        let one = statements("2026-03-08T17:30:00Z", 1).await;
        let four = statements("2026-03-08T19:30:00Z", 4).await;
        assert!(four - one < 6, "one statement more for each, and no transaction of its own: {one}, {four}");
        assert!(fixture.states().await[..5].iter().all(|(state, _)| *state == ReminderState::Sent));
    }
}
