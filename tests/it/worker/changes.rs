//! What changes between planning and sending.

use std::sync::Arc;

use roundel::domain::people::{Contact, Language};
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::storage::reminders::{replan_for_client, supersede_deliveries};
use sea_orm::Value;

use crate::support::{HeldTransport, Hold, Member, ReadMail, ReminderFixture, TestDatabase, both, mailer};

const NOW: &str = "2026-03-02T12:00:00Z";
const START: &str = "2026-03-10T17:30:00Z";
const DUE: &str = "2026-03-08T17:30:00Z";

async fn opened(db: TestDatabase) -> (ReminderFixture, Member) {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    let member = fixture.member("Zoe", Language::En, "America/New_York").await;
    (fixture, member)
}

async fn update_client(fixture: &ReminderFixture, member: Member, set: &str, value: Option<Value>) {
    let sql = format!("UPDATE client SET {set} WHERE clinic_id = $1 AND id = $2");
    let values: Vec<Value> = [Some(member.client_id.uuid().into()), value].into_iter().flatten().collect();
    fixture.execute(&sql, &values).await;
    let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
    fixture.write(async |tx| replan_for_client(tx, clinic_id, member.client_id, now).await).await;
}

/// Moves a session, or cancels it, as the commands do.
async fn change_session(fixture: &ReminderFixture, session: roundel::domain::ids::SessionId, set: &str) {
    let sql = format!("UPDATE session SET {set} WHERE clinic_id = $1 AND id = $2");
    fixture.execute(&sql, &[session.uuid().into()]).await;
    let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
    fixture.write(async |tx| supersede_deliveries(tx, clinic_id, &[session], now).await).await;
}

both! {
    async fn the_time_is_told_in_the_zone_the_client_has_by_then(db) {
        let (fixture, member) = opened(db).await;
        fixture.session(START, &[member]).await;
        fixture.plan().await;
        update_client(&fixture, member, "zone = $3", Some("Asia/Tokyo".into())).await;
        fixture.clinic.at(DUE);
        fixture.deliver().await;
        let sent = fixture.mail.sent();
        assert!(sent[0].text().contains("02:30 (Asia/Tokyo"), "{}", sent[0].text());
        assert!(sent[0].text().contains("Wednesday, March 11, 2026"), "{}", sent[0].text());
    }

    async fn a_consent_withdrawn_stops_the_mail_and_one_given_again_reopens_it(db) {
        let (fixture, member) = opened(db).await;
        fixture.session(START, &[member]).await;
        fixture.plan().await;
        update_client(&fixture, member, "email_consent_at = NULL", None).await;
        fixture.clinic.at(DUE);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::NoConsent)), (S::Planned, None)]);
        update_client(&fixture, member, "email_consent_at = created_at", None).await;
        assert_eq!(fixture.states().await, [(S::Planned, None), (S::Planned, None)]);
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.arrived(), [fixture.outbox().await[0].message_id.clone()]);
    }

    async fn a_client_without_an_address_is_shown_as_such(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let nobody = Contact { email: None, email_consent_at: None };
        let member = fixture.member_with("Zoe", nobody, Language::En, "UTC").await;
        fixture.session(START, &[member]).await;
        fixture.plan().await;
        fixture.clinic.at(DUE);
        fixture.deliver().await;
        assert_eq!(fixture.states().await[0], (S::Suppressed, Some(W::NoAddress)));
    }

    async fn a_cancelled_session_reminds_nobody(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        change_session(&fixture, session, "notice_version = 2, status = 'CANCELLED', cancelled_by = 'CLINIC'").await;
        let cancelled = (S::Suppressed, Some(W::SessionCancelled));
        assert_eq!(fixture.states().await, [cancelled, cancelled]);
        fixture.clinic.at(DUE);
        assert_eq!(fixture.deliver().await, Default::default());
        assert_eq!(fixture.plan().await, 0);
    }

    async fn a_moved_session_is_planned_anew_and_only_its_new_time_is_told(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        let moved = "notice_version = 2, starts_at = '2026-03-11T09:00:00+00:00', ends_at = '2026-03-11T09:50:00+00:00'";
        change_session(&fixture, session, moved).await;
        let superseded = (S::Suppressed, Some(W::Superseded));
        assert_eq!(fixture.states().await, [superseded, superseded]);
        assert_eq!(fixture.plan().await, 2);
        fixture.clinic.at("2026-03-09T09:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
        let text = fixture.mail.sent()[0].text();
        assert!(text.contains("Wednesday, March 11, 2026") && text.contains("05:00 (America/New_York"), "{text}");
    }

    async fn a_change_that_nobody_told_the_outbox_of_is_found_before_sending(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        let sql = "UPDATE session SET notice_version = 2 WHERE clinic_id = $1 AND id = $2";
        fixture.execute(sql, &[session.uuid().into()]).await;
        fixture.clinic.at(DUE);
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.states().await[0], (S::Suppressed, Some(W::Superseded)));
    }

    async fn an_edit_undone_brings_back_what_it_had_superseded(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        change_session(&fixture, session, "notice_version = 2").await;
        assert_eq!(fixture.states().await[0].0, S::Suppressed);
        change_session(&fixture, session, "notice_version = 1").await;
        assert_eq!(fixture.states().await, [(S::Planned, None), (S::Planned, None)]);
        assert_eq!(fixture.plan().await, 0);
    }

    async fn a_mail_that_left_while_its_session_was_moved_and_moved_back_goes_out_once(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        fixture.clinic.at(DUE);
        let held = HeldTransport::new(Arc::clone(&fixture.mail), Hold::AfterTaking);
        let slow = mailer(held.clone());
        let (report, ()) = tokio::join!(fixture.deliver_by(&fixture.clinic.app, &slow), async {
            held.reached().await;
            change_session(&fixture, session, "notice_version = 2").await;
            change_session(&fixture, session, "notice_version = 1").await;
            assert_eq!(fixture.states().await[0], (S::Planned, None));
            assert_eq!(fixture.deliver().await.sent, 0, "another worker leaves it to the first, whose lease holds");
            held.open();
        });
        assert_eq!(report.sent, 1);
        assert_eq!(fixture.states().await[0], (S::Sent, None));
        fixture.clinic.clock.advance(crate::support::LEASE);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.mail.sent().len(), 1);
    }

    async fn a_mail_that_left_while_its_session_was_moved_is_recorded_as_sent(db) {
        let (fixture, member) = opened(db).await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        fixture.clinic.at(DUE);
        let held = HeldTransport::new(Arc::clone(&fixture.mail), Hold::AfterTaking);
        let slow = mailer(held.clone());
        let (report, ()) = tokio::join!(fixture.deliver_by(&fixture.clinic.app, &slow), async {
            held.reached().await;
            change_session(&fixture, session, "notice_version = 2").await;
            assert_eq!(fixture.states().await[0], (S::Suppressed, Some(W::Superseded)));
            held.open();
        });
        assert_eq!(report.sent, 1);
        assert_eq!(fixture.states().await, [(S::Sent, None), (S::Suppressed, Some(W::Superseded))]);
    }
}
