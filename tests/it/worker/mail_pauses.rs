//! A clinic whose mails are paused, and mails that are written for nobody.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use roundel::app::App;
use roundel::app::reminders::{pause_mails, resume_mails};
use roundel::domain::access::{Caller, Role};
use roundel::domain::people::EmailAddress;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W, WaitingMails};
use roundel::mail::message::BuiltMail;
use roundel::mail::transport::{Accepted, DryRunTransport, MailTransport, MemoryTransport, SendFailure};
use serde_json::{Value, json};

use crate::support::{DEBOUNCE, ReminderFixture, both, mailer};

const PAUSE: &str = include_str!("../../../graphql/operations/reminders/pause_mails.graphql");
const RESUME: &str = include_str!("../../../graphql/operations/reminders/resume_mails.graphql");
const CLINIC: &str = include_str!("../../../graphql/operations/clinics/clinic.graphql");

const NOW: &str = "2026-03-02T12:00:00Z";
/// A Tuesday, 18:30 in Berlin.
const START: &str = "2026-03-10T17:30:00Z";

async fn pause(fixture: &ReminderFixture, reason: &str) -> Value {
    let answer = fixture.clinic.ask(PAUSE, json!({ "input": { "reason": reason } })).await;
    answer["pauseMails"].clone()
}

async fn resume(fixture: &ReminderFixture) -> Value {
    fixture.clinic.ask(RESUME, json!({})).await["resumeMails"].clone()
}

/// Hands mails on, and pauses the clinic's meanwhile.
struct PausingTransport {
    inner: Arc<MemoryTransport>,
    app: App,
    caller: Caller,
}

impl MailTransport for PausingTransport {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(async move {
            pause_mails(&self.app, &self.caller, "enough".parse().unwrap()).await.unwrap();
            self.inner.send(mail, limit).await
        })
    }

    fn check<'a>(&'a self, sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        self.inner.check(sender)
    }
}

both! {
    async fn while_paused_nothing_leaves_and_planning_goes_on(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        let session = fixture.session(START, &members).await;
        assert_eq!(fixture.clinic.ask(CLINIC, json!({})).await["clinic"]["mailsPausedAt"], Value::Null);
        let paused = pause(&fixture, "moving").await;
        assert_eq!(paused["mails"], json!({ "pausedAt": NOW, "pausedReason": "moving", "waiting": 0, "waitingNotices": 0 }));
        assert_eq!(fixture.plan().await, 4);
        fixture.clinic.at("2026-03-08T17:30:00Z");
        assert_eq!(fixture.deliver().await, Default::default());
        assert_eq!(fixture.states().await, [(S::Planned, None); 4]);
        // A cancellation waits too.
        fixture.cancel_session(session, false).await;
        fixture.tell().await;
        assert_eq!(fixture.arrived().len(), 0);

        let again = pause(&fixture, "another reason").await;
        let expected = json!({ "pausedAt": NOW, "pausedReason": "moving", "waiting": 2, "waitingNotices": 2 });
        assert_eq!((&again["mails"], &again["userErrors"]), (&expected, &json!([])), "the first pause stands");
        let clinic = fixture.clinic.ask(CLINIC, json!({})).await["clinic"].clone();
        assert_eq!((&clinic["mailsPausedAt"], &clinic["mailsPausedReason"]), (&json!(NOW), &json!("moving")));

        let resumed = resume(&fixture).await;
        assert_eq!((&resumed["mails"]["pausedAt"], &resumed["mails"]["waiting"]), (&Value::Null, &json!(2)));
        assert_eq!(resume(&fixture).await, resumed, "again: nothing changes");
        assert_eq!(fixture.deliver().await.sent, 2);
        assert_eq!(fixture.subjects(), ["Appointment cancelled"; 2]);
        let events = fixture.clinic.audit_events(json!({ "first": 50 })).await;
        let of = |operation: &str| {
            let all = events.iter().filter(|event| event["operation"] == operation && event["kind"] == "ACTION");
            all.count()
        };
        assert_eq!((of("pauseMails"), of("resumeMails")), (1, 1));
        assert!(!Value::from(events).to_string().contains("moving"), "the log holds ids and figures only");
    }

    async fn once_resumed_what_is_too_late_stays_and_the_rest_goes_out(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session(START, &members).await;
        fixture.session("2026-03-11T17:30:00Z", &members).await;
        fixture.plan().await;
        pause(&fixture, "moving").await;
        // The first session has begun; of the second, both reminders are due.
        fixture.clinic.at("2026-03-11T15:00:00Z");
        assert_eq!(fixture.deliver().await, Default::default());
        resume(&fixture).await;
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.expired), (1, 3));
        let (begun, overtaken) = ((S::Expired, Some(W::SessionBegun)), (S::Expired, Some(W::Overtaken)));
        let mut states = fixture.states().await;
        states.sort_by_key(|(state, why)| (state.word(), why.map(|why| why.word())));
        assert_eq!(states, [overtaken, begun, begun, (S::Sent, None)]);
    }

    async fn a_pause_holds_back_what_a_worker_has_claimed_and_not_begun(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(6).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        let (app, caller) = (fixture.clinic.app.clone(), fixture.clinic.admin.clone());
        let pausing = PausingTransport { inner: fixture.mail.clone(), app, caller };
        let report = fixture.deliver_by(&fixture.clinic.app, &mailer(Arc::new(pausing))).await;
        assert_eq!((report.sent, report.handed_back), (4, 2), "those under way arrive");
        let outbox = fixture.outbox().await;
        let kept_back: Vec<_> = outbox.iter().filter(|mail| mail.state == S::Planned && mail.due_at <= fixture.clinic.app.now()).collect();
        assert_eq!(kept_back.len(), 2);
        assert!(kept_back.iter().all(|mail| (mail.sends, mail.unknowns) == (0, 0)));
        assert_eq!(fixture.deliver().await, Default::default());
        let standing = resume_mails(&fixture.clinic.app, &fixture.clinic.admin).await.unwrap();
        assert_eq!(standing.waiting, WaitingMails { mails: 8, notices: 0 });
        assert_eq!(fixture.deliver().await.sent, 2);
        assert_eq!(fixture.arrived().len(), 6);
    }

    async fn a_pause_is_the_clinic_s_own_and_the_coordinators_to_make(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        fixture.session(START, &fixture.members(1).await).await;
        fixture.plan().await;
        let clinic = &fixture.clinic;
        let neighbour = clinic.neighbour().await;
        let input = json!({ "input": { "reason": "moving" } });
        assert_eq!(clinic.run(&neighbour, PAUSE, input.clone()).await["data"]["pauseMails"]["mails"]["waiting"], 0);
        clinic.at("2026-03-08T17:30:00Z");
        assert_eq!(fixture.deliver().await.sent, 1, "another clinic's pause stops nothing here");
        let therapist = clinic.staff("Tess", Role::Therapist).await;
        let denied = clinic.run(&therapist, PAUSE, input.clone()).await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let coordinator = clinic.staff("Cora", Role::Coordinator).await;
        let paused = clinic.run(&coordinator, PAUSE, input).await;
        assert_eq!(paused["data"]["pauseMails"]["mails"]["pausedReason"], "moving");
        let wordless = pause(&fixture, "  ").await;
        assert_eq!((&wordless["userErrors"][0]["code"], &wordless["userErrors"][0]["field"]), (&json!("INVALID_INPUT"), &json!("reason")));
    }

    async fn a_dry_run_writes_each_mail_and_never_says_that_it_was_sent(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        let session = fixture.session(START, &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        let nobody = mailer(Arc::new(DryRunTransport));
        let report = fixture.deliver_by(&fixture.clinic.app, &nobody).await;
        assert_eq!((report.sent, report.suppressed), (0, 2));
        let outbox = fixture.outbox().await;
        let dry: Vec<_> = outbox.iter().filter(|mail| mail.why == Some(W::DryRun)).collect();
        assert_eq!(dry.len(), 2);
        assert!(dry.iter().all(|mail| (mail.state, mail.sends, mail.unknowns, mail.sent_at) == (S::Suppressed, 1, 0, None)));
        // For good: neither planning nor a real transport takes them up again.
        fixture.plan().await;
        assert_eq!(fixture.deliver().await, Default::default());
        // What was never told is no reason to take it back.
        fixture.cancel_session(session, false).await;
        fixture.clinic.clock.advance(DEBOUNCE);
        fixture.gather().await;
        assert_eq!(fixture.deliver_by(&fixture.clinic.app, &nobody).await.sent, 0);
        assert_eq!((fixture.gather().await, fixture.mail.sent().len()), (0, 0));
        let waiting = fixture.outbox().await.iter().filter(|mail| mail.state == S::Planned).count();
        assert_eq!(waiting, 0);
    }
}
