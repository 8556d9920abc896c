//! Whoever leads a session hears that somebody can't come, and not who.

use std::sync::Arc;
use std::time::Duration;

use roundel::app::staff_mails::list_staff_mails;
use roundel::domain::people::Language;
use roundel::domain::reminders::{DeliveryKind, ReminderState as S, ReminderWhy as W};
use roundel::domain::slice::Slice;
use roundel::mail::transport::{DryRunTransport, Fault, Reply, Scripted, SendFailure, Stage, Why};
use serde_json::json;

use super::desk::{Desk, header, page_of};
use crate::support::{ReadMail as _, both, mailer};

const STAFF_MAILS: &str = include_str!("../../../graphql/operations/reminders/staff_mails.graphql");
const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const ADA: &str = "ada@northside.example";

impl Desk {
    /// Where the mails to staff stand, the first due first.
    async fn told(&self) -> Vec<(S, Option<W>)> {
        let (clinic, slice) = (&self.fixture.clinic, Slice { after: None, limit: 100 });
        let mut mails = list_staff_mails(&clinic.app, &clinic.admin, None, slice).await.unwrap();
        mails.sort_by_key(|mail| mail.id);
        assert!(mails.iter().all(|mail| mail.kind == DeliveryKind::ClientDeclined));
        mails.into_iter().map(|mail| (mail.state, mail.why)).collect()
    }

    /// A client's answer, a second after the last.
    async fn answer(&self, path: &str, form: &str) {
        self.fixture.clinic.clock.advance(Duration::from_secs(1));
        self.post(path, form).await;
    }

    /// Staff write another mark over the one that stands.
    async fn correct(&self, status: &str) {
        let place = self.place().await;
        let is_absent = status == "CANCELLED_BY_CLIENT";
        let mark = &place["attendance"];
        let input = json!({
            "participationId": place["id"], "expectedVersion": mark["version"], "status": status, "note": "Called",
            "reason": is_absent.then_some("ILLNESS"), "noticeGivenAt": is_absent.then_some(&mark["noticeGivenAt"]),
        });
        let answer = self.fixture.clinic.ask(CORRECT, json!({ "input": input })).await;
        assert_eq!(answer["correctMark"]["userErrors"], json!([]));
    }
}

/// The server wants to be asked again later.
fn later() -> Scripted {
    let fault = Fault::Reply(Reply::strip(451, "4.7.1 later"));
    Scripted::Fail(SendFailure::Temporary(Why { stage: Stage::Recipient, fault }))
}

const NOTHING: (S, Option<W>) = (S::Suppressed, Some(W::NothingToTell));
const NOT_THEIRS: (S, Option<W>) = (S::Suppressed, Some(W::NoLongerTheirs));

both! {
    async fn who_leads_it_hears_when_and_how_late_and_no_name(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=decline&reason=ILLNESS").await;
        desk.post(&path, "act=decline&reason=WORK").await;
        assert_eq!(desk.fixture.deliver().await.sent, 1, "the same answer again is none");
        let mail = desk.newest();
        assert_eq!((mail.to.as_str(), mail.subject().as_str()), (ADA, "Somebody can't come"));
        let text = mail.text();
        for told in ["Tuesday, March 10, 2026", "13:30 (America/New_York", "50 minutes", "They said so in time.", "Please look in Roundel."] {
            assert!(text.contains(told), "{told}\n{text}");
        }
        for secret in ["Zo", "zoe", "ILLNESS", "ill", "roup", "herap", "Tuesdays", "ession", "cli_", "/m/", "https://"] {
            assert!(!text.contains(secret), "{secret}\n{text}");
        }
        assert_eq!(header(&mail, "List-Unsubscribe"), None, "it is no client's");
        assert_eq!(header(&mail, "Auto-Submitted").as_deref(), Some("auto-generated"));

        desk.post(&path, "act=confirm").await;
        assert_eq!(desk.fixture.deliver().await.sent, 1);
        assert_eq!(desk.newest().subject(), "Somebody comes after all");
        desk.fixture.clinic.at("2026-03-10T13:00:00Z");
        desk.post(&path, "act=decline&reason=OTHER").await;
        desk.fixture.deliver().await;
        assert!(desk.newest().text().contains("They said so late."), "{}", desk.newest().text());
        assert_eq!(desk.told().await, [(S::Sent, None), (S::Sent, None), (S::Sent, None)]);
        let clinic = &desk.fixture.clinic;
        let page = clinic.ask(STAFF_MAILS, json!({ "state": "SENT", "first": 2 })).await["staffMails"].clone();
        assert_eq!(page["nodes"].as_array().unwrap().len(), 2);
        assert_eq!(page["nodes"][0]["kind"], "CLIENT_DECLINED");
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        assert!(!page.to_string().contains("northside"), "no address: {page}");
        let reminders = desk.fixture.outbox().await;
        assert!(reminders.iter().all(|mail| mail.kind == DeliveryKind::Reminder), "staff's are elsewhere");
    }

    async fn what_was_taken_back_before_it_left_is_told_to_nobody(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=decline&reason=WORK").await;
        desk.post(&path, "act=confirm").await;
        let report = desk.fixture.deliver().await;
        assert_eq!((report.sent, report.suppressed), (0, 2));
        assert_eq!(desk.told().await, [(S::Suppressed, Some(W::NothingToTell)), (S::Suppressed, Some(W::NothingToTell))]);
    }

    async fn nobody_hears_who_may_no_longer_act_nor_of_what_is_cancelled(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=decline&reason=WORK").await;
        desk.fixture.execute("UPDATE staff_member SET disabled_at = '2026-03-01 00:00:00+00:00' WHERE clinic_id = $1", &[]).await;
        assert_eq!(desk.fixture.deliver().await.sent, 0);
        assert_eq!(desk.told().await, [(S::Suppressed, Some(W::NoLongerTheirs))]);
        desk.fixture.execute("UPDATE staff_member SET disabled_at = NULL WHERE clinic_id = $1", &[]).await;
        desk.fixture.execute("UPDATE reminder_delivery SET state = 'PLANNED', why = NULL, next_attempt_at = due_at WHERE clinic_id = $1 AND kind = 'CLIENT_DECLINED'", &[]).await;
        desk.fixture.cancel_session(desk.session, false).await;
        desk.fixture.deliver().await;
        assert_eq!(desk.told().await, [(S::Suppressed, Some(W::SessionCancelled))]);
    }

    async fn it_is_told_while_the_mark_says_so_whoever_touched_it(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.answer(&path, "act=decline&reason=WORK").await;
        desk.correct("CANCELLED_BY_CLIENT").await;
        assert_eq!(desk.fixture.deliver().await.sent, 1);
        assert_eq!(desk.newest().subject(), "Somebody can't come");
        desk.answer(&path, "act=confirm").await;
        assert_eq!(desk.fixture.deliver().await.sent, 1);
        desk.answer(&path, "act=decline&reason=WORK").await;
        desk.correct("UNRECORDED").await;
        assert_eq!(desk.fixture.deliver().await.sent, 0, "staff know better by now");
        assert_eq!(desk.told().await, [(S::Sent, None), (S::Sent, None), NOTHING]);
    }

    async fn nobody_hears_of_a_change_of_mind_who_has_not_heard_the_first(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.answer(&path, "act=decline&reason=WORK").await;
        desk.fixture.mail.script([later()]);
        assert_eq!(desk.fixture.deliver().await.put_off, 1, "tried, and not told");
        desk.answer(&path, "act=confirm").await;
        desk.fixture.clinic.clock.advance(Duration::from_secs(120));
        assert_eq!(desk.fixture.deliver().await.sent, 0);
        assert_eq!(desk.told().await, [NOTHING, NOTHING]);

        desk.answer(&path, "act=decline&reason=WORK").await;
        desk.fixture.deliver_by(&desk.fixture.clinic.app, &mailer(Arc::new(DryRunTransport))).await;
        desk.answer(&path, "act=confirm").await;
        assert_eq!(desk.fixture.deliver().await.sent, 0);
        assert_eq!(desk.told().await, [NOTHING, NOTHING, (S::Suppressed, Some(W::DryRun)), NOTHING]);
    }

    async fn a_viewer_leads_nothing_and_two_workers_tell_once(db) {
        let desk = Desk::open(db, Language::En).await;
        let path = page_of(&desk.remind().await);
        desk.answer(&path, "act=decline&reason=WORK").await;
        let role = "UPDATE staff_member SET role = $2 WHERE clinic_id = $1";
        desk.fixture.execute(role, &["VIEWER".into()]).await;
        assert_eq!(desk.fixture.deliver().await.suppressed, 1);
        assert_eq!(desk.told().await, [NOT_THEIRS]);
        desk.fixture.execute(role, &["ADMIN".into()]).await;
        desk.answer(&path, "act=confirm").await;
        desk.answer(&path, "act=decline&reason=WORK").await;
        let (one, two) = (desk.fixture.another_process(1).await, desk.fixture.another_process(2).await);
        let mailer = &desk.fixture.mailer;
        let (by_one, by_two) = tokio::join!(desk.fixture.deliver_by(&one, mailer), desk.fixture.deliver_by(&two, mailer));
        assert_eq!(by_one.sent + by_two.sent, 1);
        assert_eq!(desk.told().await, [NOT_THEIRS, NOTHING, (S::Sent, None)]);
    }
}
