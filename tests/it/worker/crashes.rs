//! Workers that die, and what the next one makes of it.

use std::sync::Arc;

use jiff::SignedDuration;
use roundel::app::reminders::{Delivery, DeliveryReport, clean_up, deliver_due};
use roundel::domain::jobs::WorkerName;
use roundel::domain::reminders::{DeliveryOutcome, ReminderState, ReminderWhy};
use roundel::storage::reminders::{begin_sending, claim_due, hand_back, record_outcomes};

use crate::support::{HeldTransport, Hold, LEASE, ReminderFixture, SETTINGS, TestDatabase, both, mailer};

async fn one_due(db: TestDatabase) -> ReminderFixture {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let members = fixture.members(1).await;
    fixture.session("2026-03-10T17:30:00Z", &members).await;
    fixture.plan().await;
    fixture.clinic.at("2026-03-08T17:30:00Z");
    fixture
}

/// How many mails are kept to be repeated as they were.
async fn kept(fixture: &ReminderFixture) -> i64 {
    fixture.clinic.database.number("SELECT COUNT(*) AS n FROM mail_draft").await
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

    async fn what_nobody_knows_of_is_repeated_with_the_words_it_had(db) {
        let fixture = one_due(db).await;
        kill_a_worker_at(&fixture, Hold::AfterTaking).await;
        assert_eq!(kept(&fixture).await, 1);
        fixture.execute("UPDATE client SET preferred_name = 'Robin' WHERE clinic_id = $1", &[]).await;
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.sent, 1);
        let sent = fixture.mail.sent();
        assert_eq!(sent[0].bytes, sent[1].bytes);
        assert_eq!(kept(&fixture).await, 0, "nothing is kept once it is sent");
    }

    async fn an_address_that_was_corrected_meanwhile_gets_a_mail_of_its_own(db) {
        let fixture = one_due(db).await;
        kill_a_worker_at(&fixture, Hold::AfterTaking).await;
        fixture.execute("UPDATE client SET email = 'other@clients.example' WHERE clinic_id = $1", &[]).await;
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.sent, 1);
        let sent = fixture.mail.sent();
        assert_eq!(sent[1].to.as_str(), "other@clients.example");
        assert_ne!(sent[0].message_id, sent[1].message_id, "other bytes");
        assert_eq!(fixture.outbox().await[0].message_id, sent[1].message_id.as_str());
        assert!(!String::from_utf8_lossy(sent[1].bytes()).contains(sent[0].to.as_str()));
    }

    async fn what_was_kept_of_a_superseded_mail_in_doubt_goes_when_its_time_is_over(db) {
        let fixture = one_due(db).await;
        kill_a_worker_at(&fixture, Hold::BeforeTaking).await;
        fixture.execute("UPDATE session SET notice_version = 9 WHERE clinic_id = $1", &[]).await;
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(kept(&fixture).await, 1, "the change may be undone");
        fixture.clinic.at("2026-03-10T17:30:00Z");
        assert_eq!(clean_up(&fixture.clinic.app).await.unwrap(), 1);
        assert_eq!(kept(&fixture).await, 0);
    }

    async fn what_is_left_of_a_mail_that_is_in_nobody_s_hands_is_cleaned_up(db) {
        let fixture = one_due(db).await;
        kill_a_worker_at(&fixture, Hold::BeforeTaking).await;
        assert_eq!(clean_up(&fixture.clinic.app).await.unwrap(), 0, "it is still to be repeated");
        let superseded = "UPDATE reminder_delivery SET state = 'SUPPRESSED', why = 'SUPERSEDED', claimed_by = NULL
            WHERE clinic_id = $1 AND state = 'CLAIMED'";
        fixture.execute(superseded, &[]).await;
        assert_eq!(clean_up(&fixture.clinic.app).await.unwrap(), 0, "its worker may still hand it over");
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(clean_up(&fixture.clinic.app).await.unwrap(), 0, "the change may be undone");
        fixture.clinic.at("2026-03-10T17:30:00Z");
        assert_eq!(clean_up(&fixture.clinic.app).await.unwrap(), 1);
        assert_eq!(clean_up(&fixture.clinic.app).await.unwrap(), 0);
    }

    async fn a_mail_that_kills_every_worker_fails_instead_of_stopping_the_outbox(db) {
        let fixture = one_due(db).await;
        for _ in 0..6 {
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
                fixture.write(async |tx| claim_due(tx, &worker, now, lease_end, 25).await).await.mails;
            assert_eq!((claimed.len(), claimed[0].sends, claimed[0].unknowns), (1, 0, 0));
            fixture.clinic.clock.advance(LEASE);
        }
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.arrived().len(), 1);
    }

    async fn a_claim_that_lapsed_counts_no_more_though_the_same_worker_holds_the_mail_again(db) {
        let fixture = one_due(db).await;
        let mut claims = Vec::new();
        for _ in 0..2 {
            let now = fixture.clinic.app.now();
            let lease_end = now + SignedDuration::try_from(LEASE).unwrap();
            claims.extend(fixture.write(async |tx| claim_due(tx, "worker", now, lease_end, 25).await).await.mails);
            fixture.clinic.clock.advance(LEASE);
        }
        assert_eq!(claims.iter().map(|claim| claim.attempt).collect::<Vec<_>>(), [1, 2]);
        let (lapsed, held, now) = (&claims[0], &claims[1], fixture.clinic.app.now());
        let begun = fixture.write(async |tx| begin_sending(tx, "worker", &[lapsed], now, now).await).await;
        assert!(begun.is_empty());
        assert_eq!(fixture.write(async |tx| hand_back(tx, "worker", &[lapsed], now).await).await, 0);
        let outcome = [(lapsed, DeliveryOutcome::Sent)];
        assert_eq!(fixture.write(async |tx| record_outcomes(tx, "worker", &outcome, now).await).await, 0);
        let begun = fixture.write(async |tx| begin_sending(tx, "worker", &[lapsed, held], now, now).await).await;
        assert_eq!(begun, [held.id]);
        let mail = &fixture.outbox().await[0];
        assert_eq!((mail.state, mail.sends, mail.unknowns), (ReminderState::Claimed, 1, 1));
        assert_eq!(fixture.write(async |tx| hand_back(tx, "worker", &[held], now).await).await, 1);
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
