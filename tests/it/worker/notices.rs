//! Who is told what of a change, and who is not.

use jiff::Timestamp;
use roundel::app::reminders::list_deliveries;
use roundel::domain::people::{Contact, EmailAddress, Language};
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::domain::slice::Slice;
use roundel::storage::reminders::{apply_policies, replan_for_client};

use crate::support::{Member, ReadMail, ReminderFixture, TestDatabase, both};

const NOW: &str = "2026-03-02T12:00:00Z";
/// A Tuesday, 18:30 in Berlin and 13:30 in New York, whose clocks have changed already.
const START: &str = "2026-03-10T17:30:00Z";

async fn opened(db: TestDatabase) -> (ReminderFixture, Member) {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    let member = fixture.member("Zoe", Language::En, "America/New_York").await;
    (fixture, member)
}

/// The paragraphs of the only mail that was sent, between the greeting and the telephone number.
#[track_caller]
fn told(fixture: &ReminderFixture) -> String {
    let sent = fixture.mail.sent();
    assert_eq!(sent.len(), 1, "{:?}", fixture.subjects());
    let text = &sent[0].text();
    let own = text.split_once("\n\n").unwrap().1.split_once("\n\nIf you have a question").unwrap().0;
    own.to_owned()
}

both! {
    async fn a_move_is_told_once_with_the_old_and_the_new_time_in_the_client_s_zone(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.gather().await, 0, "it can be undone still");
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(fixture.subjects(), ["Appointment moved"]);
        insta::assert_snapshot!(told(&fixture), @r"
        Your appointment has been moved.

        Before: Tuesday, March 10, 2026, 13:30 (America/New_York, Eastern Daylight Time), 50 minutes
        Now: Wednesday, March 11, 2026, 14:00 (America/New_York, Eastern Daylight Time), 50 minutes
        ");
        let notice = &fixture.notices().await[0];
        assert_eq!((notice.state, notice.session_id, notice.client_id), (S::Sent, session, member.client_id));
        assert_eq!((notice.rule, notice.notice_version), (None, 2));
    }

    async fn a_move_undone_in_time_is_told_to_nobody_and_its_reminders_are_back(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        assert_eq!(fixture.move_session(session, "2026-03-11T19:00:00").await.notice_version, 2);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)); 2]);
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 1);
        assert_eq!(fixture.read_session(session).await.notice_version, 1);
        assert_eq!(fixture.states().await, [(S::Planned, None); 2]);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(fixture.plan().await, 0);
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        assert_eq!(fixture.subjects(), ["Appointment reminder"]);
    }

    async fn reminders_of_a_time_that_was_taken_back_stay_away_from_the_next(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.plan().await, 2, "for the new time");
        fixture.move_session(session, "2026-03-10T18:30:00").await;
        assert_eq!(fixture.move_session(session, "2026-03-12T10:00:00").await.notice_version, 3);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)); 4]);
        assert_eq!(fixture.plan().await, 2);
        let planned = fixture.outbox().await.into_iter().filter(|mail| mail.state == S::Planned);
        let start = "2026-03-12T09:00:00Z".parse::<Timestamp>().unwrap();
        assert!(planned.map(|mail| mail.not_after).all(|not_after| not_after == start));
    }

    async fn two_moves_are_told_as_one_from_the_first_told_to_the_last_time(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(std::time::Duration::from_secs(170));
        fixture.move_session(session, "2026-03-12T19:00:00").await;
        fixture.clinic.clock.advance(std::time::Duration::from_secs(170));
        assert_eq!(fixture.gather().await, 0, "the last change counts");
        fixture.tell().await;
        let told = told(&fixture);
        assert!(told.contains("Before: Tuesday, March 10") && told.contains("Now: Thursday, March 12"), "{told}");
        assert!(!told.contains("March 11"), "{told}");
    }

    async fn a_cancellation_is_told_until_the_start_that_was_promised(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-12T19:00:00").await;
        fixture.cancel_session(session, false).await;
        fixture.tell().await;
        assert_eq!(fixture.subjects(), ["Appointment cancelled"]);
        insta::assert_snapshot!(told(&fixture), @r"
        Your appointment has been cancelled.

        Cancelled: Tuesday, March 10, 2026, 13:30 (America/New_York, Eastern Daylight Time), 50 minutes
        ");
        assert_eq!(fixture.notices().await[0].not_after, START.parse::<Timestamp>().unwrap());
    }

    async fn a_session_cancelled_and_another_added_are_one_mail(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.session("2026-03-17T17:30:00Z", &[member]).await;
        let appended = fixture.cancel_session(session, true).await.appended.unwrap();
        assert_eq!(appended.notice_version, 1);
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.subjects(), ["Your appointments have changed"]);
        insta::assert_snapshot!(told(&fixture), @r"
        Your appointments have changed:

        Cancelled: Tuesday, March 10, 2026, 13:30 (America/New_York, Eastern Daylight Time), 50 minutes

        New: Tuesday, March 24, 2026, 13:30 (America/New_York, Eastern Daylight Time), 50 minutes
        ");
        let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
        for about in [session, appended.id] {
            let slice = Slice { after: None, limit: 10 };
            let listed = list_deliveries(app, admin, None, Some(about), slice).await.unwrap();
            assert_eq!(listed, fixture.notices().await, "of each session that it tells of");
        }
    }

    async fn each_client_gets_one_mail_and_nobody_else_s_data(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let zones = ["Europe/Madrid", "Asia/Tokyo", "America/Bogota"];
        let mut members = Vec::new();
        for (name, zone) in ["Ana", "Bea", "Cleo"].into_iter().zip(zones) {
            members.push(fixture.member(name, Language::En, zone).await);
        }
        let session = fixture.session(START, &members).await;
        let other = fixture.session("2026-03-17T17:30:00Z", &members[..1]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.move_session(other, "2026-03-18T19:00:00").await;
        assert_eq!(fixture.tell().await, 3);
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 3);
        for (index, name) in ["Ana", "Bea", "Cleo"].into_iter().enumerate() {
            let own: Vec<_> = sent.iter().filter(|mail| mail.text().contains(name)).collect();
            assert_eq!(own.len(), 1);
            let bytes = String::from_utf8(own[0].bytes.clone()).unwrap();
            for (other, zone) in ["Ana", "Bea", "Cleo"].into_iter().zip(zones).filter(|(other, _)| *other != name) {
                assert!(!bytes.contains(other) && !bytes.contains(zone), "{bytes}");
                assert!(!bytes.contains(&other.to_lowercase()), "{bytes}");
            }
            assert!(own[0].text().contains(zones[index]));
            let expected = if name == "Ana" { "Your appointments have changed" } else { "Appointment moved" };
            assert_eq!(own[0].subject(), expected);
        }
    }

    async fn who_has_left_or_is_not_expected_is_told_nothing(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        let session = fixture.session(START, &members).await;
        let of = |member: Member| member.enrollment_id.uuid().into();
        let end = "UPDATE enrollment SET status = 'ENDED_EARLY', ended_at = enrolled_at, ending_agreed = TRUE
             WHERE clinic_id = $1 AND id = $2";
        fixture.execute(end, &[of(members[0])]).await;
        let spare = "UPDATE participation SET attendance = 'NOT_EXPECTED' WHERE clinic_id = $1 AND enrollment_id = $2";
        fixture.execute(spare, &[of(members[1])]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.notices().await[0].client_id, members[2].client_id);

        // Who leaves while it could be undone, or before the mail goes out, isn't told either.
        fixture.move_session(session, "2026-03-12T19:00:00").await;
        fixture.execute(end, &[of(members[2])]).await;
        assert_eq!(fixture.tell().await, 1);
        let last = fixture.notices().await.pop().unwrap();
        assert_eq!((last.state, last.why), (S::Suppressed, Some(W::NotEnrolled)));
        assert_eq!(fixture.mail.sent().len(), 1);
    }

    async fn without_consent_or_address_a_notice_is_suppressed_and_says_why(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let email = EmailAddress::parse("zoe@clients.example").unwrap();
        let silent = Contact { email: Some(email), email_consent_at: None };
        let silent = fixture.member_with("Zoe", silent, Language::En, "UTC").await;
        let nobody = Contact { email: None, email_consent_at: None };
        let nobody = fixture.member_with("Yan", nobody, Language::En, "UTC").await;
        let session = fixture.session(START, &[silent, nobody]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        assert_eq!(fixture.tell().await, 2);
        let mut why: Vec<_> = fixture.states().await;
        why.sort();
        assert_eq!(why, [(S::Suppressed, Some(W::NoAddress)), (S::Suppressed, Some(W::NoConsent))]);
        assert_eq!(fixture.mail.sent().len(), 0);

        // None of them has been told: undone later, it is as if nothing had been.
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 1);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Superseded)); 2]);
    }

    async fn a_consent_given_later_lets_the_notice_go(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let email = EmailAddress::parse("zoe@clients.example").unwrap();
        let silent = Contact { email: Some(email), email_consent_at: None };
        let member = fixture.member_with("Zoe", silent, Language::En, "UTC").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.tell().await;
        let consent = "UPDATE client SET email_consent_at = created_at WHERE clinic_id = $1 AND id = $2";
        fixture.execute(consent, &[member.client_id.uuid().into()]).await;
        let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
        fixture.write(async |tx| replan_for_client(tx, clinic_id, member.client_id, now).await).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.subjects(), ["Appointment moved"]);
    }

    async fn a_change_of_policies_leaves_notices_alone(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(crate::support::DEBOUNCE);
        fixture.gather().await;
        let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
        fixture.write(async |tx| apply_policies(tx, clinic_id, now).await).await;
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn a_move_that_was_told_is_taken_back_by_another_mail(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.tell().await;
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 3);
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.subjects(), ["Appointment moved", "Appointment moved"]);
        let text = &fixture.mail.sent()[1].text();
        assert!(text.contains("Before: Wednesday, March 11") && text.contains("Now: Tuesday, March 10"), "{text}");
    }

    async fn however_near_the_new_time_nobody_is_reminded_of_it_while_it_can_be_undone(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-10T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-10T15:00:00").await;
        assert_eq!(fixture.plan().await, 1);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 1);
        assert_eq!(fixture.tell().await, 0);
        assert_eq!(fixture.subjects(), Vec::<String>::new());
    }

    async fn who_was_reminded_of_the_new_time_is_told_that_it_was_taken_back(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-10T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-10T15:00:00").await;
        fixture.plan().await;
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.clock.advance(crate::support::DEBOUNCE * 2);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.subjects(), ["Appointment reminder"], "the start is near, and the notice is in no mail");
        assert_eq!(fixture.move_session(session, "2026-03-10T18:30:00").await.notice_version, 3);
        assert_eq!(fixture.tell().await, 1);
        let text = &fixture.mail.sent().last().unwrap().text();
        assert!(text.contains("Before: Tuesday, March 10, 2026, 15:00") && text.contains("18:30"), "{text}");
    }

    async fn nobody_is_told_of_what_is_over(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session("2026-03-02T12:01:00Z", &[member]).await;
        fixture.cancel_session(session, false).await;
        fixture.tell().await;
        assert_eq!(fixture.states().await, [(S::Expired, Some(W::SessionBegun))]);
    }

    async fn a_change_behind_the_application_s_back_is_told_as_it_is_by_then(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.clock.advance(crate::support::DEBOUNCE);
        assert_eq!(fixture.gather().await, 1);
        let back = "UPDATE session SET starts_at = $3, ends_at = $4 WHERE clinic_id = $1 AND id = $2";
        let at = |text: &str| sea_orm::Value::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        fixture.execute(back, &[session.uuid().into(), at(START), at("2026-03-10T18:20:00Z")]).await;
        fixture.deliver().await;
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::NothingToTell))]);
    }
}
