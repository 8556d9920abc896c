//! Locks are taken in one order, so that changes that meet wait for each other. PostgreSQL only: SQLite has one lock.

use std::time::Duration;

use roundel::domain::people::{Contact, EmailAddress, Language};
use roundel::domain::reminders::ReminderState;
use serde_json::json;

use crate::support::{Backend, ReminderFixture, TestClinic, TestDatabase, done};

const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// Returns once so many wait for a lock in that database.
#[expect(
    clippy::disallowed_methods,
    reason = "PostgreSQL keeps the time of its own, and tells nobody who waits"
)]
async fn so_many_wait(url: &str, count: i64) {
    let waiting = "SELECT count(*) AS n FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..400 {
        if TestDatabase::number_on(url, waiting).await >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("fewer than {count} wait");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_marks_waits_for_an_ending_enrollment_without_holding_its_places() {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let url = database.url_text.clone();
    let clinic = TestClinic::open_at(database, "2026-03-02T12:00:00Z").await;
    let course = clinic.course("Tuesdays", 2, 1).await;
    // Whoever ends an enrollment has it locked, and then writes to its places.
    let ending = TestDatabase::hold_on(&url, "SELECT 1 FROM enrollment FOR UPDATE").await;
    let places = async {
        so_many_wait(&url, 1).await;
        let free = clinic.database.try_execute("SELECT 1 FROM participation FOR UPDATE NOWAIT").await;
        ending.rollback().await.unwrap();
        free
    };
    let (answer, free) = tokio::join!(clinic.ask(MARK_ROSTER, course.roster(0, "EE")), places);
    assert_eq!(free, Ok(()));
    assert_eq!(answer["markRoster"]["participations"].as_array().unwrap().len(), 2, "{answer:#}");
}

/// A mail that is due to somebody who has not agreed to mails yet: the client's id.
async fn one_due_without_consent(database: TestDatabase) -> (ReminderFixture, String) {
    let fixture = ReminderFixture::open_at(database, "2026-03-02T12:00:00Z").await;
    let email = EmailAddress::parse("zoe@clients.example").ok();
    let silent = Contact { email, email_consent_at: None };
    let member = fixture.member_with("Zoe", silent, Language::En, "Europe/Berlin").await;
    fixture.session("2026-03-10T17:30:00Z", &[member]).await;
    fixture.plan().await;
    fixture.clinic.at("2026-03-08T17:30:00Z");
    (fixture, member.client_id.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_waits_for_a_consent_that_is_being_given_and_no_other_does() {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let url = database.url_text.clone();
    let (fixture, _) = one_due_without_consent(database).await;
    let another = fixture.members(1).await;
    fixture.session("2026-03-10T16:30:00Z", &another).await;
    fixture.plan().await;
    let silent = "UPDATE client SET email_consent_at = created_at WHERE email_consent_at IS NULL";
    let giving = TestDatabase::hold_on(&url, silent).await;
    let report = fixture.deliver().await;
    assert_eq!((report.sent, report.waiting, report.suppressed), (1, 1, 0));
    giving.commit().await.unwrap();
    fixture.clinic.clock.advance(Duration::from_secs(2));
    let report = fixture.deliver().await;
    assert_eq!((report.sent, report.suppressed), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_given_while_a_worker_holds_the_mail_back_lets_it_go() {
    let Some(database) = TestDatabase::create(Backend::Postgres).await else { return };
    let url = database.url_text.clone();
    let (fixture, client) = one_due_without_consent(database).await;
    // The worker has read that there is no consent when it comes to this.
    let drafts = TestDatabase::hold_on(&url, "LOCK TABLE mail_draft IN ACCESS EXCLUSIVE MODE").await;
    let consent = async {
        so_many_wait(&url, 1).await;
        let input = json!({ "id": client, "rowVersion": 1, "emailConsent": true });
        let updated = fixture.clinic.ask(UPDATE, json!({ "input": input })).await;
        done(updated["updateClient"].clone(), "client");
    };
    let go_on = async {
        so_many_wait(&url, 2).await;
        drafts.rollback().await.unwrap();
    };
    let (report, (), ()) = tokio::join!(fixture.deliver(), consent, go_on);
    // The same worker may have come by it again already.
    let sent = report.sent + fixture.deliver().await.sent;
    assert_eq!((sent, report.suppressed), (1, 1));
    assert_eq!(fixture.states().await[0], (ReminderState::Sent, None));
}
