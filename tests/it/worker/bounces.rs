//! Mails that come back, and addresses that nothing is sent to any more.

use jiff::SignedDuration;
use roundel::app::bounces::{RecordReportError, RecordedReport, record_report};
use roundel::domain::access::Role;
use roundel::domain::bounces::{BounceToken, UnreadableReport, Verdict};
use roundel::domain::people::EmailAddress;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::mail::transport::{Fault, Reply, Scripted, SendFailure, Stage, Why};
use serde_json::{Value, json};

use crate::support::{ReminderFixture, TestDatabase, both, bounce_report};

const NODE: &str = include_str!("../../../graphql/operations/access/node.graphql");
const TASKS: &str = include_str!("../../../graphql/operations/tasks/tasks.graphql");
const CLOSE: &str = include_str!("../../../graphql/operations/tasks/close_task.graphql");
const RESEND: &str = include_str!("../../../graphql/operations/reminders/resend_delivery.graphql");
const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

/// A client whose mails of two days before were sent, one for each session: of 10 March, and so many weeks later.
async fn sent(db: TestDatabase, weeks: &[i64]) -> (ReminderFixture, Vec<String>) {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let members = fixture.members(1).await;
    let mut message_ids = Vec::new();
    for week in weeks {
        let start: jiff::Timestamp = "2026-03-10T17:30:00Z".parse().unwrap();
        let start = start + SignedDuration::from_hours(24 * 7 * week);
        fixture.session(&start.to_string(), &members).await;
        fixture.clinic.at(&(start - SignedDuration::from_hours(48)).to_string());
        fixture.plan().await;
        assert_eq!(fixture.deliver().await.sent, 1);
        message_ids.push(fixture.arrived().pop().unwrap());
    }
    (fixture, message_ids)
}

async fn report(fixture: &ReminderFixture, id: &str, action: &str, code: &str) -> RecordedReport {
    let message = bounce_report(id, action, code, true);
    record_report(&fixture.clinic.app, message.as_bytes(), false).await.unwrap()
}

async fn tasks(fixture: &ReminderFixture, states: &[&str]) -> Vec<Value> {
    let page = fixture.clinic.ask(TASKS, json!({ "states": states })).await;
    page["tasks"]["nodes"].as_array().unwrap().clone()
}

async fn client(fixture: &ReminderFixture) -> Value {
    let id = fixture.outbox().await[0].client_id.to_string();
    fixture.clinic.ask(CLIENT, json!({ "id": id })).await["node"].clone()
}

async fn move_to(fixture: &ReminderFixture, email: &str) -> Value {
    let known = client(fixture).await;
    let input = json!({ "id": known["id"], "rowVersion": known["rowVersion"], "email": email });
    let answer = fixture.clinic.ask(UPDATE, json!({ "input": input })).await["updateClient"].clone();
    assert_eq!(answer["userErrors"], json!([]));
    answer["client"].clone()
}

async fn resend(fixture: &ReminderFixture, id: &str) -> Value {
    fixture.clinic.ask(RESEND, json!({ "input": { "deliveryId": id } })).await["resendDelivery"].clone()
}

fn code(answer: &Value) -> &str {
    answer["userErrors"][0]["code"].as_str().unwrap_or_default()
}

/// The mail server knows no such address.
fn unknown(code: &str) -> Scripted {
    let fault = Fault::Reply(Reply::strip(550, code));
    Scripted::Fail(SendFailure::Permanent(Why { stage: Stage::Recipient, fault }))
}

async fn count(fixture: &ReminderFixture, what: &str) -> i64 {
    fixture.clinic.database.number(&format!("SELECT COUNT(*) AS n FROM {what}")).await
}

both! {
    async fn a_bounce_by_its_token_makes_a_sent_mail_a_failed_one(db) {
        let (fixture, ids) = sent(db, &[0]).await;
        let done = report(&fixture, &ids[0], "failed", "5.1.1").await;
        assert_eq!((done.verdict, done.is_new, done.suspends), (Verdict::Hard, true, false));
        let mail = fixture.outbox().await.into_iter().find(|mail| mail.message_id == ids[0]).unwrap();
        assert_eq!((mail.state, mail.why, mail.why_detail.as_deref()), (S::Failed, Some(W::Bounced), Some("5.1.1")));
        assert_eq!((mail.sent_at, mail.id), (None, done.delivery_id));
        assert_eq!(count(&fixture, "audit_event WHERE operation = 'recordBounce'").await, 1);
    }

    async fn a_bounce_without_a_token_is_found_by_the_message_id_it_returns(db) {
        let (fixture, ids) = sent(db, &[0]).await;
        let message = bounce_report(&ids[0], "failed", "5.1.1", false);
        let done = record_report(&fixture.clinic.app, message.as_bytes(), false).await.unwrap();
        assert!(done.is_new);
        assert!(fixture.states().await.contains(&(S::Failed, Some(W::Bounced))));
    }

    async fn the_envelope_of_each_mail_carries_the_token_of_its_bounce(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        let base = EmailAddress::parse("bounces@northside.example").unwrap();
        let mailer = fixture.mailer.clone().with_bounce_address(Some(base));
        assert_eq!(fixture.deliver_by(&fixture.clinic.app, &mailer).await.sent, 1);
        let mail = &fixture.mail.sent()[0];
        let token = BounceToken::of_address(mail.envelope_from.as_str());
        assert!(token.is_some() && token == BounceToken::of_message_id(mail.message_id.as_str()));
    }

    async fn a_bounce_that_only_tells_of_a_delay_is_kept_and_changes_nothing(db) {
        let (fixture, ids) = sent(db, &[0]).await;
        let before = fixture.states().await;
        assert_eq!(report(&fixture, &ids[0], "delayed", "4.4.1").await.verdict, Verdict::Delayed);
        assert_eq!(fixture.states().await, before);
        assert_eq!(count(&fixture, "mail_bounce").await, 1);
        assert!(!report(&fixture, &ids[0], "delayed", "4.4.1").await.is_new);
    }

    async fn the_same_bounce_twice_counts_once(db) {
        let (fixture, ids) = sent(db, &[0]).await;
        assert!(report(&fixture, &ids[0], "failed", "5.1.1").await.is_new);
        assert!(!report(&fixture, &ids[0], "failed", "5.1.1").await.is_new);
        let other_bytes = bounce_report(&ids[0], "failed", "5.1.1", false);
        let again = record_report(&fixture.clinic.app, other_bytes.as_bytes(), false).await.unwrap();
        assert!(!again.is_new && !again.suspends);
        assert_eq!((count(&fixture, "mail_bounce").await, tasks(&fixture, &[]).await.len()), (1, 0));
    }

    async fn two_hard_bounces_suspend_the_address_and_a_new_one_lifts_that(db) {
        let (fixture, ids) = sent(db, &[0, 1]).await;
        assert!(!report(&fixture, &ids[0], "failed", "5.1.1").await.suspends);
        assert!(report(&fixture, &ids[1], "failed", "5.1.1").await.suspends);
        assert!(client(&fixture).await["emailSuspendedAt"].is_string());
        let open = tasks(&fixture, &[]).await;
        assert_eq!((open.len(), &open[0]["kind"], &open[0]["state"]), (1, &json!("EMAIL_SUSPENDED"), &json!("OPEN")));
        assert_eq!(count(&fixture, "audit_event WHERE operation = 'suspendAddress'").await, 1);

        let (clinic, id) = (&fixture.clinic, json!({ "id": open[0]["id"] }));
        let node = clinic.ask(NODE, id.clone()).await["node"].clone();
        assert_eq!(node, json!({ "__typename": "Task", "id": open[0]["id"] }));
        assert_eq!(clinic.run(&clinic.neighbour().await, NODE, id.clone()).await["data"]["node"], Value::Null);
        let denied = clinic.run(&clinic.staff("Tess", Role::Therapist).await, NODE, id).await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN", "as `tasks` is");

        fixture.clinic.at("2026-03-17T14:30:00Z");
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert!(fixture.states().await.contains(&(S::Suppressed, Some(W::AddressSuspended))));
        let failed = fixture.outbox().await.into_iter().find(|mail| mail.message_id == ids[1]).unwrap();
        assert_eq!(code(&resend(&fixture, &failed.id.to_string()).await), "ADDRESS_SUSPENDED");

        assert_eq!(move_to(&fixture, "new@clients.example").await["emailSuspendedAt"], Value::Null);
        assert_eq!(tasks(&fixture, &[]).await.len(), 0);
        let closed = tasks(&fixture, &["CLOSED"]).await;
        assert_eq!((closed.len(), &closed[0]["closedById"]), (1, &Value::Null));
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.mail.sent().last().unwrap().to.as_str(), "new@clients.example");
    }

    async fn an_address_that_was_entered_again_is_suspended_by_one_more_bounce(db) {
        let (fixture, ids) = sent(db, &[0, 1]).await;
        for id in &ids {
            report(&fixture, id, "failed", "5.1.1").await;
        }
        fixture.clinic.clock.advance(std::time::Duration::from_secs(60));
        for mut input in [json!({ "email": null }), json!({ "email": "member0@clients.example", "emailConsent": true })] {
            let known = client(&fixture).await;
            input["id"] = known["id"].clone();
            input["rowVersion"] = known["rowVersion"].clone();
            let answer = fixture.clinic.ask(UPDATE, json!({ "input": input })).await["updateClient"].clone();
            assert_eq!(answer["userErrors"], json!([]));
        }
        assert_eq!((client(&fixture).await["emailSuspendedAt"].clone(), tasks(&fixture, &[]).await.len()), (Value::Null, 0));
        fixture.clinic.at("2026-03-17T14:30:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
        let third = fixture.arrived().pop().unwrap();
        assert!(report(&fixture, &third, "failed", "5.1.1").await.suspends, "it is as dead as it was");
        assert_eq!(tasks(&fixture, &[]).await.len(), 1, "and somebody asks the client at once");
    }

    async fn a_hard_bounce_more_than_thirty_days_ago_does_not_count(db) {
        let (fixture, ids) = sent(db, &[0, 6]).await;
        let (early, late) = (fixture.clinic.app.now() - SignedDuration::from_hours(24 * 31), fixture.clinic.app.now());
        report(&fixture, &ids[0], "failed", "5.1.1").await;
        fixture.execute("UPDATE mail_bounce SET reported_at = $2 WHERE clinic_id = $1", &[chrono_of(early)]).await;
        assert!(!report(&fixture, &ids[1], "failed", "5.1.1").await.suspends);
        assert!(late > early && client(&fixture).await["emailSuspendedAt"].is_null());
    }

    async fn a_bounce_of_a_former_address_says_nothing_of_the_new_one(db) {
        let (fixture, ids) = sent(db, &[0, 1]).await;
        fixture.clinic.clock.advance(std::time::Duration::from_secs(60));
        move_to(&fixture, "new@clients.example").await;
        for id in &ids {
            let done = report(&fixture, id, "failed", "5.1.1").await;
            assert!(done.is_new && !done.suspends);
        }
        assert!(client(&fixture).await["emailSuspendedAt"].is_null());
    }

    async fn refusals_for_policy_never_suspend_and_a_refusal_at_once_counts_as_a_bounce(db) {
        let (fixture, ids) = sent(db, &[0, 1]).await;
        for id in &ids {
            assert_eq!(report(&fixture, id, "failed", "5.7.1").await.verdict, Verdict::Failed);
        }
        assert!(client(&fixture).await["emailSuspendedAt"].is_null());
        assert!(fixture.states().await.contains(&(S::Failed, Some(W::Bounced))));

        fixture.mail.script([unknown("5.7.1 spam"), unknown("5.1.1 unknown")]);
        fixture.clinic.at("2026-03-17T14:30:00Z");
        assert_eq!(fixture.deliver().await.failed, 1);
        assert_eq!(count(&fixture, "mail_bounce WHERE source = 'SMTP'").await, 0);
        let refused = fixture.outbox().await.pop().unwrap();
        assert_eq!(resend(&fixture, &refused.id.to_string()).await["userErrors"], json!([]));
        assert_eq!(fixture.deliver().await.failed, 1);
        assert_eq!(count(&fixture, "mail_bounce WHERE source = 'SMTP' AND is_hard").await, 1);
        resend(&fixture, &refused.id.to_string()).await;
        fixture.mail.script([unknown("5.1.1 unknown")]);
        assert_eq!(fixture.deliver().await.failed, 1);
        assert!(client(&fixture).await["emailSuspendedAt"].is_string());
        assert_eq!(tasks(&fixture, &["OPEN", "CLOSED"]).await.len(), 1);
    }

    async fn a_mail_that_bounced_is_sent_again_once(db) {
        let (fixture, ids) = sent(db, &[0]).await;
        let id = fixture.outbox().await.into_iter().find(|mail| mail.message_id == ids[0]).unwrap().id.to_string();
        assert_eq!(code(&resend(&fixture, &id).await), "NOT_FAILED");
        report(&fixture, &ids[0], "failed", "5.2.2").await;
        let again = resend(&fixture, &id).await;
        assert_eq!((&again["delivery"]["state"], &again["delivery"]["attempts"]), (&json!("PLANNED"), &json!(0)));
        assert_eq!(code(&resend(&fixture, &id).await), "NOT_FAILED");
        assert_eq!(fixture.deliver().await.sent, 1);
        let arrived = fixture.arrived();
        assert_eq!((arrived.len(), &arrived[0]), (2, &ids[0]));
        assert_ne!(arrived[1], ids[0], "other bytes, another Message-ID");
        assert!(!report(&fixture, &ids[0], "failed", "5.2.2").await.is_new, "it is the report of the first time");
        let other_bytes = bounce_report(&ids[0], "failed", "5.2.2", false);
        assert!(!record_report(&fixture.clinic.app, other_bytes.as_bytes(), false).await.unwrap().is_new);
        assert!(fixture.states().await.contains(&(S::Sent, None)), "what is said of the first time is not said of the second");
        assert!(report(&fixture, &arrived[1], "failed", "5.2.2").await.is_new);
        assert!(fixture.states().await.contains(&(S::Failed, Some(W::Bounced))));
        fixture.clinic.at("2026-03-10T17:30:00Z");
        assert_eq!(code(&resend(&fixture, &id).await), "TOO_LATE");
        assert_eq!(count(&fixture, "audit_event WHERE operation = 'resendDelivery' AND kind = 'ACTION' AND outcome = 'DONE'").await, 1);
    }

    async fn whoever_closes_the_task_of_a_bounce_says_what_came_of_it(db) {
        let (fixture, ids) = sent(db, &[0, 1]).await;
        for id in &ids {
            report(&fixture, id, "failed", "5.1.1").await;
        }
        let task = tasks(&fixture, &[]).await[0].clone();
        let close = async |note: &str| {
            let input = json!({ "input": { "taskId": task["id"], "note": note } });
            fixture.clinic.ask(CLOSE, input).await["closeTask"].clone()
        };
        let closed = close("Called: has no mail any more").await;
        assert_eq!(closed["task"]["state"], "CLOSED");
        assert_eq!(close("Called: has no mail any more").await, closed);
        assert_eq!(code(&close("Another").await), "ALREADY_CLOSED");
        assert!(client(&fixture).await["emailSuspendedAt"].is_string());
    }

    async fn what_is_no_bounce_of_ours_is_named_and_changes_nothing(db) {
        let (fixture, ids) = sent(db, &[0]).await;
        let before = fixture.states().await;
        let foreign = bounce_report("<ffffffffffffffffffffffffffffffff@elsewhere.example>", "failed", "5.1.1", true);
        let done = record_report(&fixture.clinic.app, foreign.as_bytes(), false).await;
        assert!(matches!(done, Err(RecordReportError::NoSuchMail)));
        for (rubbish, why) in [
            (vec![0xff; 100], UnreadableReport::NoReport),
            (vec![b'a'; 2 << 20], UnreadableReport::TooLong),
            (b"Content-Type: multipart/mixed; boundary=a\r\n\r\n".repeat(1000), UnreadableReport::TooManyParts),
        ] {
            match record_report(&fixture.clinic.app, &rubbish, false).await {
                Err(RecordReportError::Unreadable(error)) => {
                    assert!(error == why || error == UnreadableReport::NoMessage, "{error}");
                }
                other => panic!("{other:?}"),
            }
        }
        let message = bounce_report(&ids[0], "failed", "5.1.1", true);
        assert!(record_report(&fixture.clinic.app, message.as_bytes(), true).await.unwrap().is_new);
        assert_eq!((fixture.states().await, count(&fixture, "mail_bounce").await), (before, 0));
    }
}

/// An instant as a bound value.
fn chrono_of(at: jiff::Timestamp) -> sea_orm::Value {
    sea_orm::prelude::DateTimeUtc::from_timestamp(at.as_second(), 0).unwrap().into()
}
