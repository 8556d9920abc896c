//! Emptying the outbox: what a mail server answers, and what follows.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use roundel::app::reminders::{Delivery, DeliveryReport, deliver_due};
use roundel::domain::jobs::WorkerName;
use roundel::domain::reminders::{ReminderState, ReminderWhy};
use roundel::mail::transport::{Fault, Reply, Scripted, SendFailure, Stage, Why};

use crate::support::{CapturedLogs, LEASE, ReminderFixture, SETTINGS, both};

const NOW: &str = "2026-03-02T12:00:00Z";
/// A session whose first reminder is due on 8 March at 17:30 UTC.
const START: &str = "2026-03-10T17:30:00Z";
const DUE: &str = "2026-03-08T17:30:00Z";

fn answered(code: u16, text: &str) -> Why {
    Why { stage: Stage::Recipient, fault: Fault::Reply(Reply::strip(code, text)) }
}

/// One member, one session, planned, and the clock at the first reminder's time.
async fn one_due(db: crate::support::TestDatabase) -> ReminderFixture {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    let members = fixture.members(1).await;
    fixture.session(START, &members).await;
    assert_eq!(fixture.plan().await, 2);
    fixture.clinic.at(DUE);
    fixture
}

both! {
    async fn a_reminder_goes_out_when_it_is_due_and_not_before_and_not_again(db) {
        let fixture = one_due(db).await;
        fixture.clinic.at("2026-03-08T17:29:59Z");
        assert_eq!(fixture.deliver().await, DeliveryReport::default());
        fixture.clinic.at(DUE);
        assert_eq!(fixture.deliver().await, DeliveryReport { sent: 1, ..DeliveryReport::default() });
        fixture.clinic.clock.advance(LEASE * 2);
        assert_eq!(fixture.deliver().await, DeliveryReport::default());
        let outbox = fixture.outbox().await;
        assert_eq!(fixture.arrived(), [outbox[0].message_id.clone()]);
        assert_eq!(outbox[0].sent_at, Some(DUE.parse().unwrap()));
        assert_eq!((outbox[0].sends, outbox[0].unknowns), (1, 0));
        assert_eq!(outbox[1].state, ReminderState::Planned);
    }

    async fn a_guardian_is_not_written_to(db) {
        let fixture = one_due(db).await;
        let guardian = "INSERT INTO guardian (clinic_id, id, client_id, preferred_name, email, email_consent_at)
            SELECT clinic_id, id, id, 'Bea', 'bea@guardians.example', created_at FROM client WHERE clinic_id = $1";
        fixture.execute(guardian, &[]).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        let sent = fixture.mail.sent();
        assert_eq!(sent[0].to.as_str(), "member0@clients.example");
        assert!(!String::from_utf8(sent[0].bytes().to_vec()).unwrap().contains("guardians.example"));
        // Nor in the client's place.
        fixture.execute("UPDATE client SET email_consent_at = NULL WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at(&fixture.outbox().await[1].due_at.to_string());
        assert_eq!(fixture.deliver().await, DeliveryReport { suppressed: 1, ..DeliveryReport::default() });
        assert_eq!(fixture.mail.sent().len(), 1);
    }

    async fn a_refusal_for_now_is_tried_again_with_the_same_bytes(db) {
        let fixture = one_due(db).await;
        fixture.mail.script([
            Scripted::Fail(SendFailure::Temporary(answered(451, "4.7.1 greylisted"))),
            Scripted::AcceptButLoseAnswer,
        ]);
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.put_off), (0, 1));
        let waiting = &fixture.outbox().await[0];
        assert_eq!(waiting.why, Some(ReminderWhy::TemporaryFailure));
        assert_eq!(waiting.why_detail.as_deref(), Some("not delivered for now, at RCPT TO: 451 4.7.1"));
        assert_eq!((waiting.sends, waiting.unknowns), (1, 0));
        let due = DUE.parse::<jiff::Timestamp>().unwrap();
        assert!(waiting.next_attempt_at <= due + SETTINGS.backoff.base);

        fixture.clinic.clock.advance(Duration::from_secs(31));
        assert_eq!(fixture.deliver().await.put_off, 1, "taken, but its answer was lost");
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.sent, 1);
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].bytes, sent[1].bytes, "the same Message-ID and date, byte for byte");
        assert_eq!(sent[0].dated_at, due, "the first attempt's");
        let done = &fixture.outbox().await[0];
        assert_eq!((done.state, done.sends, done.unknowns), (ReminderState::Sent, 3, 1));
    }

    async fn a_refusal_for_good_fails_at_once_and_shows_its_code(db) {
        let fixture = one_due(db).await;
        fixture.mail.script([Scripted::Fail(SendFailure::Permanent(answered(550, "5.1.1 <x@y> unknown")))]);
        assert_eq!(fixture.deliver().await.failed, 1);
        let failed = &fixture.outbox().await[0];
        assert_eq!((failed.state, failed.why), (ReminderState::Failed, Some(ReminderWhy::Refused)));
        assert_eq!(failed.why_detail.as_deref(), Some("refused, at RCPT TO: 550 5.1.1"));
        fixture.clinic.clock.advance(LEASE * 2);
        assert_eq!(fixture.deliver().await, DeliveryReport::default());
    }

    async fn a_mail_is_tried_as_often_as_allowed(db) {
        let fixture = one_due(db).await;
        let refusal = Scripted::Fail(SendFailure::Temporary(answered(451, "")));
        fixture.mail.script([refusal; 10]);
        for _ in 0..SETTINGS.max_attempts {
            fixture.deliver().await;
            fixture.clinic.clock.advance(Duration::from_secs(600));
        }
        let failed = &fixture.outbox().await[0];
        assert_eq!((failed.state, failed.why), (ReminderState::Failed, Some(ReminderWhy::TriesExhausted)));
        assert_eq!(failed.sends, SETTINGS.max_attempts);
        assert_eq!(fixture.arrived(), [""; 0]);
    }

    async fn two_lost_answers_end_it_as_failed_rather_than_with_a_third_copy(db) {
        let fixture = one_due(db).await;
        fixture.mail.script([Scripted::AcceptButLoseAnswer, Scripted::AcceptButLoseAnswer]);
        assert_eq!(fixture.deliver().await.put_off, 1);
        assert_eq!(fixture.deliver().await, DeliveryReport::default(), "not before the lease is over");
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(fixture.deliver().await.failed, 1);
        assert_eq!(fixture.states().await[0], (ReminderState::Failed, Some(ReminderWhy::OutcomeUnknown)));
        let arrived = fixture.arrived();
        assert_eq!(arrived.len(), 2);
        assert_eq!(arrived[0], arrived[1]);
    }

    async fn nobody_is_reminded_of_a_session_that_has_begun(db) {
        let fixture = one_due(db).await;
        fixture.clinic.at(START);
        assert_eq!(fixture.deliver().await.expired, 2);
        assert_eq!(fixture.states().await, [(ReminderState::Expired, Some(ReminderWhy::SessionBegun)); 2]);
        assert_eq!(fixture.arrived(), [""; 0]);
    }

    async fn after_an_outage_only_the_nearest_of_several_goes_out(db) {
        let fixture = one_due(db).await;
        fixture.clinic.at("2026-03-10T16:00:00Z");
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.expired), (1, 1));
        assert_eq!(
            fixture.states().await,
            [(ReminderState::Expired, Some(ReminderWhy::Overtaken)), (ReminderState::Sent, None)]
        );
    }

    async fn a_mail_that_cannot_be_built_does_not_stop_the_others(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(6).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        let spoil = "UPDATE client SET preferred_name = $3 WHERE clinic_id = $1 AND id = $2";
        fixture.execute(spoil, &[members[2].client_id.uuid().into(), "a\r\nBcc: x@y.example".into()]).await;
        fixture.clinic.at(DUE);
        let logs = CapturedLogs::default();
        let report = logs.during(fixture.deliver()).await;
        assert_eq!((report.sent, report.failed), (5, 1));
        let failed: Vec<_> =
            fixture.outbox().await.into_iter().filter(|mail| mail.state == ReminderState::Failed).collect();
        assert_eq!(failed.len(), 1);
        assert_eq!((failed[0].client_id, failed[0].why), (members[2].client_id, Some(ReminderWhy::NotBuilt)));
        assert_eq!(
            failed[0].why_detail.as_deref(),
            Some("a stored value of client.preferred_name cannot be read")
        );

        let text = logs.text();
        assert_eq!(text.lines().filter(|line| line.contains("dlv_")).count(), 6, "{text}");
        for word in ["Member", "member", "clients.example", "Bcc", "@"] {
            assert!(!text.contains(word), "{word} in\n{text}");
        }
    }

    async fn each_value_that_cannot_be_read_fails_its_own_mail_and_says_where_it_is(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(6).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        let spoilt = [
            (members[1], "zone", "Mars/Olympus", "the time zone of client.zone, Mars/Olympus, is not in the time-zone data"),
            (members[3], "email", "zoe@home@clients.example", "a stored value of client.email cannot be read"),
        ];
        for (member, column, value, _) in spoilt {
            let sql = format!("UPDATE client SET {column} = $3 WHERE clinic_id = $1 AND id = $2");
            fixture.execute(&sql, &[member.client_id.uuid().into(), value.into()]).await;
        }
        fixture.clinic.at(DUE);
        let logs = CapturedLogs::default();
        let report = logs.during(fixture.deliver()).await;
        assert_eq!((report.sent, report.failed), (4, 2));
        assert_eq!(fixture.arrived().len(), 4);
        let failed: Vec<_> =
            fixture.outbox().await.into_iter().filter(|mail| mail.state == ReminderState::Failed).collect();
        assert_eq!(failed.len(), 2);
        for (member, column, _, says) in spoilt {
            let mail = failed.iter().find(|mail| mail.client_id == member.client_id).unwrap();
            assert_eq!(mail.why, Some(ReminderWhy::NotBuilt), "{column}");
            let detail = mail.why_detail.as_deref().unwrap();
            assert!(detail.starts_with(says), "{column}: {detail}");
        }
        let text = logs.text();
        for word in ["Member", "clients.example", "home", "@"] {
            assert!(!text.contains(word), "{word} in\n{text}");
        }
        fixture.clinic.at("2026-03-10T14:30:00Z");
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.failed), (4, 2), "the next of each of them too");
    }

    async fn two_workers_deliver_each_reminder_exactly_once(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(40).await;
        fixture.session(START, &members).await;
        assert_eq!(fixture.plan().await, 80);
        fixture.clinic.at(DUE);
        let (one, other) = (fixture.another_process(1).await, fixture.another_process(2).await);
        let (one, other) = tokio::join!(
            fixture.deliver_by(&one, &fixture.mailer),
            fixture.deliver_by(&other, &fixture.mailer)
        );
        assert_eq!(one.sent + other.sent, 40, "{one:?} {other:?}");
        let arrived = fixture.arrived();
        assert_eq!(arrived.len(), 40);
        assert_eq!(arrived.iter().collect::<BTreeSet<_>>().len(), 40);
        assert!(fixture.outbox().await.iter().take(40).all(|mail| mail.state == ReminderState::Sent));
    }

    async fn a_worker_told_to_stop_finishes_what_it_began_and_hands_back_the_rest(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(10).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        fixture.clinic.at(DUE);
        let questions = AtomicUsize::new(0);
        let app = &fixture.clinic.app;
        let delivery = Delivery {
            app,
            mailer: &fixture.mailer,
            timer: fixture.clinic.clock.as_ref(),
            settings: SETTINGS,
            worker: &WorkerName::draw(app.entropy()),
            // Before claiming and before the first four: yes. Then no.
            keep_going: &|| questions.fetch_add(1, Ordering::Relaxed) < 2,
        };
        let report = deliver_due(&delivery).await.unwrap();
        assert_eq!((report.sent, report.handed_back), (4, 6));
        assert_eq!(fixture.deliver().await.sent, 6, "at once, without waiting for a lease");
        assert_eq!(fixture.arrived().iter().collect::<BTreeSet<_>>().len(), 10);
        assert!(fixture.outbox().await.iter().all(|mail| mail.unknowns == 0));
    }
}
