//! How many mails are begun together, and what becomes of those that no connection is free for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use roundel::app::ambient::ManualClock;
use roundel::app::reminders::{Delivery, deliver_due};
use roundel::domain::jobs::WorkerName;
use roundel::domain::people::EmailAddress;
use roundel::domain::reminders::ReminderState;
use roundel::mail::message::BuiltMail;
use roundel::mail::transport::{Accepted, MailTransport, MemoryTransport, SendFailure};

use crate::support::{ReminderFixture, SETTINGS, both, mailer};

const NOW: &str = "2026-03-02T12:00:00Z";
/// A session whose first reminder is due on 8 March at 17:30 UTC.
const START: &str = "2026-03-10T17:30:00Z";
const DUE: &str = "2026-03-08T17:30:00Z";

/// A server that is quick at first, and then takes its time for each mail.
struct Slowing {
    inner: Arc<MemoryTransport>,
    clock: Arc<ManualClock>,
    quick: usize,
    slowness: Duration,
    taken: AtomicUsize,
}

impl MailTransport for Slowing {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(async move {
            if self.taken.fetch_add(1, Ordering::Relaxed) >= self.quick {
                self.clock.advance(self.slowness);
            }
            self.inner.send(mail, limit).await
        })
    }

    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        self.inner.check(sender)
    }
}

/// So many members of one session, whose first reminders are due.
async fn due(db: crate::support::TestDatabase, people: usize) -> ReminderFixture {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    let members = fixture.members(people).await;
    fixture.session(START, &members).await;
    fixture.plan().await;
    fixture.clinic.at(DUE);
    fixture
}

both! {
    async fn what_waits_too_long_for_a_connection_is_left_to_another_wave_and_goes_out_once(db) {
        let fixture = due(db, 40).await;
        let clock = Arc::clone(&fixture.clinic.clock);
        // Waves of 4 and 8, and of 16 then, of which few get their turn in time.
        let slowness = Duration::from_millis(600);
        let slowing =
            Slowing { inner: fixture.mail.clone(), clock, quick: 12, slowness, taken: AtomicUsize::new(0) };
        let report = fixture.deliver_by(&fixture.clinic.app, &mailer(Arc::new(slowing))).await;
        assert_eq!((report.sent, report.put_off, report.failed), (40, 0, 0));
        assert!(report.handed_back >= 12, "{report:?}");
        assert_eq!(fixture.arrived().iter().collect::<BTreeSet<_>>().len(), 40);
        assert_eq!(fixture.arrived().len(), 40);
        for mail in fixture.outbox().await.iter().filter(|mail| mail.state == ReminderState::Sent) {
            assert_eq!((mail.sends, mail.unknowns), (1, 0));
        }
    }

    async fn who_stops_in_the_middle_of_a_wave_leaves_nothing_in_doubt(db) {
        let fixture = due(db, 30).await;
        let questions = AtomicUsize::new(0);
        let app = &fixture.clinic.app;
        let clock = Arc::clone(&fixture.clinic.clock);
        let slowness = Duration::from_millis(60);
        let slowing = Slowing { inner: fixture.mail.clone(), clock, quick: 4, slowness, taken: AtomicUsize::new(0) };
        let mailer = mailer(Arc::new(slowing));
        let delivery = Delivery {
            app,
            mailer: &mailer,
            timer: fixture.clinic.clock.as_ref(),
            settings: SETTINGS,
            worker: &WorkerName::draw(app.entropy()),
            // A claim, a wave of four, and one of eight: two of these, which have waited, go out after the first. Then no.
            keep_going: &|| questions.fetch_add(1, Ordering::Relaxed) < 3 + 2,
        };
        let report = deliver_due(&delivery).await.unwrap();
        assert_eq!(report.sent, 7);
        let outbox = fixture.outbox().await;
        let waiting: Vec<_> = outbox.iter().filter(|mail| mail.state == ReminderState::Planned).collect();
        assert_eq!(waiting.len(), 30 - 7 + 30);
        for mail in waiting {
            assert_eq!((mail.sends, mail.unknowns), (0, 0));
        }
        let begun = "SELECT COUNT(*) AS n FROM reminder_delivery WHERE first_attempt_at IS NOT NULL";
        assert_eq!(fixture.clinic.database.number(begun).await, 7);
        assert_eq!(fixture.clinic.database.number("SELECT COUNT(*) AS n FROM mail_draft").await, 0);
        assert_eq!(fixture.deliver().await.sent, 23);
        assert_eq!(fixture.arrived().iter().collect::<BTreeSet<_>>().len(), 30);
    }
}
