//! Mails of which nobody knows whether they arrived: one Message-ID is one set of bytes, whatever comes between.

use roundel::app::bounces::record_report;
use roundel::app::reminders::clean_up;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::mail::message::MessageId;
use roundel::mail::transport::Scripted;
use roundel::storage::reminders::{replan_for_client, supersede_deliveries};
use serde_json::json;

use crate::support::{LEASE, Member, ReminderFixture, TestDatabase, both, bounce_report};

const DELIVERIES: &str = include_str!("../../../graphql/operations/reminders/reminder_deliveries.graphql");
const RESEND: &str = include_str!("../../../graphql/operations/reminders/resend_delivery.graphql");

/// A reminder, with links that are drawn anew at each writing, whose first copy arrived and whose answer was lost.
async fn in_doubt(db: TestDatabase) -> (ReminderFixture, Member) {
    let mut fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    fixture.mailer = fixture.mailer.clone().with_links("https://appointments.example.org");
    let members = fixture.members(1).await;
    fixture.session("2026-03-10T17:30:00Z", &members).await;
    fixture.plan().await;
    fixture.clinic.at("2026-03-08T17:30:00Z");
    lose_answers(&fixture, 1);
    assert_eq!(fixture.deliver().await.put_off, 1);
    fixture.clinic.clock.advance(LEASE);
    (fixture, members[0])
}

fn lose_answers(fixture: &ReminderFixture, count: usize) {
    fixture.mail.script(vec![Scripted::AcceptButLoseAnswer; count]);
}

/// Which of the mails that arrived have the same Message-ID, by numbers; those and no others have the same bytes.
fn sets(fixture: &ReminderFixture) -> Vec<usize> {
    let sent = fixture.mail.sent();
    for one in &sent {
        for other in &sent {
            assert_eq!(one.message_id == other.message_id, one.bytes == other.bytes, "{one:?} and {other:?}");
        }
    }
    let first_with = |id: &MessageId| sent.iter().position(|mail| mail.message_id == *id).unwrap();
    sent.iter().map(|mail| first_with(&mail.message_id)).collect()
}

async fn resend(fixture: &ReminderFixture) {
    let id = fixture.outbox().await[0].id.to_string();
    let answer = fixture.clinic.ask(RESEND, json!({ "input": { "deliveryId": id } })).await;
    assert_eq!(answer["resendDelivery"]["userErrors"], json!([]));
}

async fn former_ids(fixture: &ReminderFixture) -> i64 {
    fixture.clinic.database.number("SELECT COUNT(*) AS n FROM former_message_id").await
}

both! {
    async fn one_message_id_is_one_set_of_bytes(db) {
        let (fixture, member) = in_doubt(db).await;
        let (clinic_id, app) = (fixture.clinic.created.clinic.id, &fixture.clinic.app);
        // Held back and let go again: the same.
        fixture.execute("UPDATE client SET email_consent_at = NULL WHERE clinic_id = $1", &[]).await;
        assert_eq!(fixture.deliver().await.suppressed, 1);
        fixture.clinic.clock.advance(LEASE);
        clean_up(app).await.unwrap();
        let again = "UPDATE client SET email_consent_at = created_at, preferred_name = 'Robin' WHERE clinic_id = $1";
        fixture.execute(again, &[]).await;
        let now = app.now();
        fixture.write(async |tx| replan_for_client(tx, clinic_id, member.client_id, now).await).await;
        lose_answers(&fixture, 1);
        assert_eq!(fixture.deliver().await.failed, 1);
        assert_eq!(fixture.states().await[0], (S::Failed, Some(W::OutcomeUnknown)));
        assert_eq!(sets(&fixture), [0, 0]);
        // Sent again by staff: another.
        resend(&fixture).await;
        lose_answers(&fixture, 1);
        assert_eq!(fixture.deliver().await.put_off, 1);
        fixture.clinic.clock.advance(LEASE);
        // Written to another address: another.
        fixture.execute("UPDATE client SET email = 'other@clients.example' WHERE clinic_id = $1", &[]).await;
        lose_answers(&fixture, 1);
        assert_eq!(fixture.deliver().await.failed, 1);
        resend(&fixture).await;
        lose_answers(&fixture, 1);
        assert_eq!(fixture.deliver().await.put_off, 1);
        fixture.clinic.clock.advance(LEASE);
        // Its bytes were lost: another.
        fixture.execute("DELETE FROM mail_draft WHERE clinic_id = $1", &[]).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(sets(&fixture), [0, 0, 2, 3, 4, 5]);
        assert_eq!(fixture.arrived()[5], fixture.outbox().await[0].message_id);
        assert_eq!(former_ids(&fixture).await, 4, "each copy is explained");
        let shown = fixture.clinic.ask(DELIVERIES, json!({})).await["reminderDeliveries"]["nodes"].clone();
        let of_nodes = |what: &str| shown.as_array().unwrap().iter().map(|node| node[what].clone()).collect::<Vec<_>>();
        let arrived = fixture.arrived();
        let former = json!([arrived[0], arrived[2], arrived[3], arrived[4]]);
        let at = of_nodes("messageId").iter().position(|id| *id == json!(arrived[5])).unwrap();
        for (index, ids) in of_nodes("formerMessageIds").into_iter().enumerate() {
            assert_eq!(ids, if index == at { former.clone() } else { json!([]) }, "as they were replaced: {shown:#}");
        }
    }

    async fn a_change_undone_lets_the_same_bytes_go_out(db) {
        let (fixture, _) = in_doubt(db).await;
        let (clinic_id, app) = (fixture.clinic.created.clinic.id, &fixture.clinic.app);
        let session = fixture.outbox().await[0].session_id;
        let told = async |version: i64| {
            fixture.execute("UPDATE session SET notice_version = $2 WHERE clinic_id = $1", &[version.into()]).await;
            let now = app.now();
            fixture.write(async |tx| supersede_deliveries(tx, clinic_id, &[session], now).await).await
        };
        assert_eq!(told(2).await, 2);
        assert_eq!(fixture.states().await[0], (S::Suppressed, Some(W::Superseded)));
        fixture.clinic.clock.advance(LEASE);
        assert_eq!(clean_up(app).await.unwrap(), 0);
        told(1).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(sets(&fixture), [0, 0]);
        assert_eq!(former_ids(&fixture).await, 0);
    }

    async fn a_late_report_of_former_bytes_finds_its_mail_and_leaves_it_where_it_stands(db) {
        let (fixture, _) = in_doubt(db).await;
        fixture.execute("UPDATE client SET email = 'other@clients.example' WHERE clinic_id = $1", &[]).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        let mail = fixture.outbox().await[0].clone();
        let arrived = fixture.arrived();
        let report = async |id: &str| {
            let message = bounce_report(id, "failed", "5.1.1", true);
            record_report(&fixture.clinic.app, message.as_bytes(), false).await.unwrap()
        };
        let former = report(&arrived[0]).await;
        assert_eq!((former.delivery_id, former.is_new), (mail.id, true));
        assert_eq!(fixture.states().await[0], (S::Sent, None));
        let current = report(&arrived[1]).await;
        assert_eq!((current.delivery_id, current.is_new), (mail.id, true));
        assert_eq!(fixture.states().await[0], (S::Failed, Some(W::Bounced)));
    }
}
