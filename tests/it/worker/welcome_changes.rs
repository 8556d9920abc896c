//! A client's first mail while things change: it tells what holds, and tells it once.

use std::sync::Arc;

use roundel::domain::people::Language;
use roundel::domain::reminders::{DeliveryKind, ReminderState as S, ReminderWhy as W};
use roundel::mail::transport::{Fault, Reply, Scripted, SendFailure, Stage, Why};
use roundel::storage::reminders::replan_for_client;

use super::redating::merge;
use super::welcomes::{SETTLED, opened};
use crate::support::{
    DEBOUNCE, HeldTransport, Hold, LEASE, Member, ReadMail as _, ReminderFixture, both, mailer,
};

const FIRST: &str = "2026-03-10T17:30:00Z";
const SECOND: &str = "2026-03-17T17:30:00Z";

/// The only mail that was sent.
fn only_text(fixture: &ReminderFixture) -> String {
    assert_eq!(fixture.subjects(), ["Your first appointment"]);
    fixture.mail.sent()[0].text()
}

/// Where the only welcome stands.
async fn welcome_stands(fixture: &ReminderFixture) -> (S, Option<W>) {
    let welcomes: Vec<_> =
        fixture.kinds().await.into_iter().filter(|(kind, ..)| *kind == DeliveryKind::Welcome).collect();
    assert_eq!(welcomes.len(), 1, "{welcomes:?}");
    (welcomes[0].1, welcomes[0].2)
}

/// The server takes the next mail only later.
fn greylist(fixture: &ReminderFixture) {
    let fault = Fault::Reply(Reply::strip(451, "4.7.1 greylisted"));
    fixture.mail.script([Scripted::Fail(SendFailure::Temporary(Why { stage: Stage::Recipient, fault }))]);
}

/// Makes the other record, whose course is in no group, that of the first.
async fn make_one(fixture: &ReminderFixture, kept: Member, other: Member) {
    let alone = "UPDATE enrollment SET group_id = NULL WHERE clinic_id = $1 AND id = $2";
    fixture.execute(alone, &[other.enrollment_id.uuid().into()]).await;
    merge(fixture, &kept.client_id.to_string(), &other.client_id.to_string()).await;
}

/// Lets a notice that waited for a welcome look again.
async fn look_again(fixture: &ReminderFixture) -> u64 {
    fixture.clinic.clock.advance(LEASE * 2);
    fixture.deliver().await.sent
}

both! {
    async fn it_tells_the_time_as_it_is_when_it_leaves(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let first = fixture.session(FIRST, &members).await;
        fixture.session(SECOND, &members).await;
        fixture.welcome().await;
        fixture.clinic.at("2026-03-02T12:02:00Z");
        fixture.move_session(first, "2026-03-11T19:00:00").await;
        assert_eq!(welcome_stands(&fixture).await, (S::Planned, None));
        assert_eq!(fixture.welcome().await, 0);
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 0, "the move may be a slip too");
        fixture.cancel_session(first, false).await;
        assert_eq!(welcome_stands(&fixture).await, (S::Suppressed, Some(W::SessionCancelled)));
        assert_eq!(fixture.welcome().await, 1, "of the session that is the first now");
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.sent, 1);
        let text = only_text(&fixture);
        assert!(text.contains("Tuesday, March 17, 2026") && !text.contains("once a week"), "{text}");
        assert_eq!(welcome_stands(&fixture).await, (S::Sent, None));
    }

    async fn a_change_before_it_is_told_by_it_alone_and_one_after_by_a_notice(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let session = fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.tell().await, 1);
        look_again(&fixture).await;
        let text = only_text(&fixture);
        assert!(text.contains("Wednesday, March 11, 2026"), "{text}");
        assert_eq!(fixture.notices().await[0].why, Some(W::NothingToTell));

        fixture.move_session(session, "2026-03-12T19:00:00").await;
        fixture.tell().await;
        assert_eq!(fixture.subjects(), ["Your first appointment", "Appointment moved"]);
        let text = fixture.mail.sent()[1].text();
        assert!(text.contains("Before: Wednesday, March 11") && text.contains("Now: Thursday, March 12"), "{text}");
    }

    async fn a_change_undone_before_it_is_told_to_nobody(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let session = fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.move_session(session, "2026-03-10T18:30:00").await;
        assert_eq!(fixture.tell().await, 0);
        assert!(only_text(&fixture).contains("Tuesday, March 10, 2026"));
        assert_eq!(look_again(&fixture).await, 0);
    }

    async fn a_cancellation_before_it_is_told_all_the_same(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let session = fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.cancel_session(session, false).await;
        fixture.tell().await;
        assert_eq!(fixture.subjects(), ["Appointment cancelled"], "somebody may have been told in person");
    }

    async fn what_keeps_it_back_does_not_keep_the_notice_back(db) {
        let fixture = opened(db).await;
        let lou = fixture.member("Lou", Language::En, "America/New_York").await;
        let stop = "UPDATE client SET reminders_stopped_at = '2026-03-02 00:00:00+00:00' WHERE clinic_id = $1";
        fixture.execute(stop, &[]).await;
        let session = fixture.session(FIRST, &[lou]).await;
        fixture.welcome().await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(welcome_stands(&fixture).await, (S::Suppressed, Some(W::OptedOut)));
        look_again(&fixture).await;
        assert_eq!(fixture.subjects(), ["Appointment moved"]);
    }

    async fn one_planned_of_what_has_just_changed_is_made_anew(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        // As if the change had been committed between reading the candidates and writing the welcome.
        fixture.execute("UPDATE session SET notice_version = 2 WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(welcome_stands(&fixture).await, (S::Suppressed, Some(W::Superseded)));
        assert_eq!((fixture.welcome().await, fixture.welcome().await), (1, 0));
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(welcome_stands(&fixture).await, (S::Sent, None));
    }

    async fn a_try_that_did_not_work_and_a_move_leave_one_that_tells_the_new_time(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let session = fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.clinic.at(SETTLED);
        greylist(&fixture);
        assert_eq!(fixture.deliver().await.put_off, 1);
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(welcome_stands(&fixture).await, (S::Planned, None));
        fixture.tell().await;
        look_again(&fixture).await;
        let text = only_text(&fixture);
        assert!(text.contains("Wednesday, March 11, 2026"), "{text}");
    }

    async fn a_move_during_a_try_that_does_not_work_leaves_one_that_tells_the_new_time(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let session = fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.clinic.at(SETTLED);
        let held = HeldTransport::new(Arc::clone(&fixture.mail), Hold::BeforeTaking);
        let slow = mailer(held.clone());
        greylist(&fixture);
        let moving = async {
            held.reached().await;
            fixture.move_session(session, "2026-03-11T19:00:00").await;
            held.open();
        };
        let (report, ()) = tokio::join!(fixture.deliver_by(&fixture.clinic.app, &slow), moving);
        assert_eq!(report.put_off, 1);
        assert_eq!(welcome_stands(&fixture).await, (S::Suppressed, Some(W::Superseded)));
        assert_eq!(fixture.outbox().await[0].unknowns, 0, "it is known that nobody took it");
        assert_eq!(fixture.clinic.database.number("SELECT COUNT(*) AS n FROM mail_draft").await, 0);
        assert_eq!(fixture.welcome().await, 1);
        fixture.tell().await;
        look_again(&fixture).await;
        let text = only_text(&fixture);
        assert!(text.contains("Wednesday, March 11, 2026"), "{text}");
        assert_eq!(fixture.notices().await[0].why, Some(W::NothingToTell));
    }

    async fn one_that_may_have_arrived_is_not_written_anew_and_the_notice_tells_the_move(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        let session = fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.clinic.at(SETTLED);
        fixture.mail.script([Scripted::AcceptButLoseAnswer]);
        assert_eq!(fixture.deliver().await.put_off, 1);
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(welcome_stands(&fixture).await, (S::Suppressed, Some(W::Superseded)));
        assert_eq!(fixture.welcome().await, 0);
        fixture.tell().await;
        assert_eq!(fixture.subjects(), ["Your first appointment", "Appointment moved"]);
    }

    async fn a_session_that_is_moved_before_the_first_is_told_in_its_place(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session(FIRST, &members).await;
        let second = fixture.session(SECOND, &members).await;
        fixture.welcome().await;
        fixture.move_session(second, "2026-03-09T19:00:00").await;
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert!(only_text(&fixture).contains("Monday, March 9, 2026"));
    }

    async fn without_an_active_policy_it_stays_until_there_is_one(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session(FIRST, &members).await;
        fixture.welcome().await;
        fixture.execute("UPDATE reminder_policy SET is_active = FALSE WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(welcome_stands(&fixture).await, (S::Suppressed, Some(W::PolicyChanged)));
        assert_eq!(fixture.welcome().await, 0);
        fixture.execute("UPDATE reminder_policy SET is_active = TRUE WHERE clinic_id = $1", &[]).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn whose_record_becomes_that_of_somebody_welcomed_gets_no_second(db) {
        let fixture = opened(db).await;
        let kept = fixture.member("Zoe", Language::En, "America/New_York").await;
        fixture.session(FIRST, &[kept]).await;
        fixture.welcome().await;
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 1);
        let other = fixture.member("Zo", Language::En, "America/New_York").await;
        fixture.session(SECOND, &[other]).await;
        assert_eq!(fixture.welcome().await, 1);
        make_one(&fixture, kept, other).await;
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!((fixture.welcome().await, fixture.subjects().len()), (0, 1));
    }

    async fn of_two_that_wait_for_one_client_one_leaves(db) {
        let fixture = opened(db).await;
        let kept = fixture.member("Zoe", Language::En, "America/New_York").await;
        let other = fixture.member("Zo", Language::En, "America/New_York").await;
        fixture.session(FIRST, &[other]).await;
        fixture.session(SECOND, &[kept]).await;
        assert_eq!(fixture.welcome().await, 2);
        make_one(&fixture, kept, other).await;
        fixture.clinic.at(SETTLED);
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.suppressed), (1, 1));
        assert_eq!((fixture.welcome().await, fixture.subjects().len()), (0, 1));
    }

    async fn a_place_expected_again_brings_no_second(db) {
        let fixture = opened(db).await;
        let zoe = fixture.member("Zoe", Language::En, "America/New_York").await;
        let second = fixture.another_course(zoe).await;
        fixture.session(FIRST, &[zoe]).await;
        fixture.welcome().await;
        let mark = "UPDATE participation SET attendance = $2 WHERE clinic_id = $1 AND enrollment_id = $3";
        fixture.execute(mark, &["NOT_EXPECTED".into(), zoe.enrollment_id.uuid().into()]).await;
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        fixture.session(SECOND, &[second]).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert!(only_text(&fixture).contains("Tuesday, March 17, 2026"));
        fixture.execute(mark, &["UNRECORDED".into(), zoe.enrollment_id.uuid().into()]).await;
        let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
        let again = fixture.write(async |tx| replan_for_client(tx, clinic_id, zoe.client_id, now).await).await;
        assert_eq!((again, fixture.deliver().await.suppressed), (1, 1));
        assert_eq!((fixture.welcome().await, fixture.subjects().len()), (0, 1));
    }

    async fn who_is_reminded_before_it_leaves_gets_none_and_it_stands_for_no_reminder_then(db) {
        let fixture = opened(db).await;
        let zoe = fixture.member("Zoe", Language::En, "America/New_York").await;
        let second = fixture.another_course(zoe).await;
        fixture.session("2026-03-04T12:03:00Z", &[zoe]).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.session("2026-03-04T12:00:00Z", &[second]).await;
        fixture.plan().await;
        assert_eq!(fixture.deliver().await.sent, 1, "two days before the second course");
        fixture.clinic.at(SETTLED);
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.suppressed, report.expired), (1, 1, 0), "two days before the first");
        assert_eq!(fixture.welcome().await, 0);
        assert_eq!(fixture.subjects(), ["Appointment reminder"; 2]);
    }

    async fn one_that_is_not_of_the_first_session_any_more_stands_for_no_reminder(db) {
        let fixture = opened(db).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-04T12:00:00Z", &members).await;
        fixture.welcome().await;
        fixture.plan().await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        assert_eq!(fixture.deliver().await.sent, 1, "two days before");
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!((fixture.welcome().await, fixture.subjects()), (0, vec!["Appointment reminder".to_owned()]));
    }
}
