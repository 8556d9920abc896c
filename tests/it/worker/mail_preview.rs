//! What a preview tells of the mails to come, held against what the worker then sends.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roundel::app::App;
use roundel::app::reminders::{
    MailPreviews, PreviewMails, PreviewedMail, pause_mails, plan_welcomes, preview_mails,
};
use roundel::app::staff_mails::nudge_therapists;
use roundel::domain::access::Role;
use roundel::domain::ids::ClientId;
use roundel::domain::people::Language;
use roundel::domain::reminders::{DeliveryKind as K, PreviewKey, PreviewWindow, ReminderWhy as W};
use roundel::domain::slice::Slice;
use roundel::mail::message::BuiltMail;
use roundel::storage::reminders::list_expected;
use serde_json::{Value, json};

use crate::support::{DEBOUNCE, ReadMail as _, ReminderFixture, TestDatabase, both};

const PREVIEW: &str = include_str!("../../../graphql/operations/reminders/mail_preview.graphql");

const BASE: &str = "https://appointments.example.org";
const NOW: &str = "2026-03-02T12:00:00Z";
/// A Tuesday, 18:30 in Berlin.
const START: &str = "2026-03-10T17:30:00Z";

/// When it leaves, to which address, its subject, its text.
type Line = (Timestamp, String, String, String);

/// The application with previews of mails that hold links.
fn app_of(fixture: &ReminderFixture) -> App {
    let previews = MailPreviews { link_base: Some(BASE.to_owned()), ..MailPreviews::default() };
    fixture.clinic.app.clone().with_mail_previews(previews)
}

/// At most so many of the mails of the next seven days, after that one.
async fn page(fixture: &ReminderFixture, limit: u64, after: Option<PreviewKey>) -> Vec<PreviewedMail> {
    let app = app_of(fixture);
    let window = PreviewWindow::parse(None, None, app.now()).unwrap();
    let wanted = PreviewMails { window, client_id: None };
    preview_mails(&app, &fixture.clinic.admin, wanted, Slice { after, limit }).await.unwrap()
}

/// The mails of the next seven days.
async fn previewed(fixture: &ReminderFixture) -> Vec<PreviewedMail> {
    page(fixture, 1000, None).await
}

/// What the worker's jobs do at one moment.
async fn tick(fixture: &ReminderFixture) {
    plan_welcomes(&fixture.clinic.app, &fixture.mailer, &|| true).await.unwrap();
    fixture.gather().await;
    fixture.plan().await;
    fixture.deliver().await;
}

/// The text with the secrets of its links taken out.
fn without_secrets(text: &str) -> String {
    let mut parts = text.split("/m/");
    let mut told = parts.next().unwrap().to_owned();
    for part in parts {
        let rest = part.find(char::is_whitespace).map_or("", |end| &part[end..]);
        told.push_str("/m/…");
        told.push_str(rest);
    }
    told.trim_end().to_owned()
}

fn line_of(mail: &PreviewedMail) -> Line {
    let (reader, words) = (mail.reader.as_ref().unwrap(), mail.words.as_ref().unwrap());
    let address = reader.address.as_ref().unwrap().as_str().to_owned();
    (mail.due_at, address, words.subject.clone(), words.text.trim_end().to_owned())
}

/// How many rows each table has.
async fn counts(fixture: &ReminderFixture) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["reminder_delivery", "notice", "mail_draft", "client_link", "change", "audit_event"] {
        let sql = format!("SELECT count(*) AS n FROM {table}");
        counts.push(TestDatabase::number_on(&fixture.clinic.database.url_text, &sql).await);
    }
    counts
}

/// Three people on three clocks; reminders in the outbox and others that are not, a change that can be undone still, and everybody's
/// welcome.
async fn a_busy_clinic(db: TestDatabase) -> ReminderFixture {
    let mut fixture = ReminderFixture::with_quiet_hours(db, NOW).await;
    fixture.mailer = fixture.mailer.clone().with_links(BASE);
    let zoe = fixture.member("Zoe", Language::Es, "Europe/Madrid").await;
    let max = fixture.member("Max", Language::En, "America/New_York").await;
    let kim = fixture.member("Kim", Language::En, "Asia/Tokyo").await;
    fixture.session("2026-03-04T17:30:00Z", &[zoe, max, kim]).await;
    assert_eq!(fixture.plan().await, 6);
    let moved = fixture.session("2026-03-06T09:00:00Z", &[zoe, kim]).await;
    fixture.session(START, &[zoe, max, kim]).await;
    fixture.move_session(moved, "2026-03-06T19:00:00").await;
    fixture
}

/// Lets the worker run for seven days, at every moment that was told and every six hours, and compares what it sends with what was
/// told: when, to whom, in which words. Answers what was told to go out.
async fn assert_sent_as_told(fixture: &ReminderFixture, expected: &[PreviewedMail]) -> Vec<Line> {
    let mut told: Vec<Line> = expected.iter().filter(|mail| mail.goes_out()).map(line_of).collect();
    let now = fixture.clinic.app.now();
    let mut ticks: BTreeSet<Timestamp> = expected.iter().map(|mail| mail.due_at).collect();
    ticks.extend((0..28).map(|n| now + SignedDuration::from_hours(6 * n)));
    for at in ticks {
        fixture.clinic.clock.set(at);
        tick(fixture).await;
    }
    let line = |mail: &BuiltMail| {
        let (to, subject) = (mail.to.as_str().to_owned(), mail.subject());
        (mail.dated_at, to, subject, without_secrets(&mail.text()))
    };
    let mut sent: Vec<Line> = fixture.mail.sent().iter().map(line).collect();
    told.sort();
    sent.sort();
    assert_eq!(told, sent);
    told
}

/// Who has that address.
fn client_at(address: &str, expected: &[PreviewedMail]) -> ClientId {
    let has_it = |mail: &&PreviewedMail| {
        let reader = mail.reader.as_ref().unwrap();
        reader.address.as_ref().is_some_and(|known| known.as_str() == address)
    };
    expected.iter().find(has_it).unwrap().client_id.unwrap()
}

both! {
    async fn what_a_preview_tells_is_what_is_then_sent(db) {
        let fixture = a_busy_clinic(db).await;
        let expected = previewed(&fixture).await;
        for (kind, is_written) in
            [(K::Reminder, true), (K::Reminder, false), (K::Welcome, false), (K::Notice, false)]
        {
            let is_such = |mail: &&PreviewedMail| mail.kind == kind && mail.delivery_id.is_some() == is_written;
            assert!(expected.iter().any(|mail| is_such(&mail)), "{kind} {is_written}: {expected:#?}");
        }
        let told = assert_sent_as_told(&fixture, &expected).await;
        for subject in ["Appointment reminder", "Appointment moved"] {
            let leads = |(_, _, of, text): &Line| of == subject && text.contains(&format!("{BASE}/m/…"));
            assert!(told.iter().any(leads), "{subject}: {told:#?}");
        }
    }

    async fn what_rules_and_answers_keep_back_is_not_sent_either(db) {
        let fixture = a_busy_clinic(db).await;
        let before = previewed(&fixture).await;
        let (zoe, max) = (client_at("zoe@clients.example", &before), client_at("max@clients.example", &before));
        for (sql, value) in [
            ("UPDATE reminder_rule SET of_sessions = 'START_OR_GAP' WHERE clinic_id = $1 AND minutes_before = $2", 2880_i64.into()),
            ("UPDATE client SET reminders_stopped_at = created_at WHERE clinic_id = $1 AND id = $2", zoe.uuid().into()),
            ("UPDATE participation SET rsvp = 'CONFIRMED' WHERE clinic_id = $1 AND client_id = $2", max.uuid().into()),
        ] {
            fixture.execute(sql, &[value]).await;
        }
        fixture.execute("UPDATE reminder_policy SET stops_when_confirmed = TRUE WHERE clinic_id = $1", &[]).await;
        let expected = previewed(&fixture).await;
        assert!(expected.len() < before.len(), "what no rule asks for is not foretold");
        let whys: BTreeSet<W> = expected.iter().filter_map(|mail| mail.why).collect();
        assert!(whys.contains(&W::OptedOut) && whys.contains(&W::Confirmed), "{whys:?}");
        let told = assert_sent_as_told(&fixture, &expected).await;
        assert!(!told.is_empty() && told.len() < before.len());
    }

    async fn a_welcome_that_waits_for_the_morning_stands_for_the_reminder_that_is_due_then(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, NOW).await;
        let kim = fixture.member("Kim", Language::En, "Asia/Tokyo").await;
        fixture.session("2026-03-04T17:30:00Z", &[kim]).await;
        let told: Vec<_> = previewed(&fixture).await.iter().map(|mail| (mail.kind, mail.due_at.to_string(), mail.why)).collect();
        assert_eq!(told, [
            (K::Welcome, "2026-03-02T23:00:00Z".to_owned(), None),
            (K::Reminder, "2026-03-02T23:00:00Z".to_owned(), Some(W::Overtaken)),
            (K::Reminder, "2026-03-04T12:00:00Z".to_owned(), None),
        ]);
    }

    async fn what_changed_within_a_minute_is_told_in_one_mail(db) {
        let mut fixture = ReminderFixture::open_at(db, NOW).await;
        fixture.mailer = fixture.mailer.clone().with_links(BASE);
        let members = fixture.members(1).await;
        let first = fixture.session("2026-03-06T09:00:00Z", &members).await;
        let second = fixture.session(START, &members).await;
        tick(&fixture).await;
        fixture.clinic.clock.advance(DEBOUNCE);
        tick(&fixture).await;
        assert_eq!(fixture.subjects().len(), 1, "their welcome has left");
        fixture.clinic.at("2026-03-02T13:00:05Z");
        fixture.move_session(first, "2026-03-06T19:00:00").await;
        fixture.clinic.at("2026-03-02T13:00:35Z");
        fixture.move_session(second, "2026-03-10T19:30:00").await;

        let mut notices = previewed(&fixture).await;
        notices.retain(|mail| mail.kind == K::Notice);
        assert_eq!(notices.len(), 1, "{notices:#?}");
        assert!(notices[0].goes_out(), "{notices:#?}");
        assert_eq!(notices[0].due_at.to_string(), "2026-03-02T13:03:35Z");
        let told = notices[0].words.as_ref().unwrap().text.trim_end().to_owned();
        fixture.clinic.at("2026-03-02T13:04:00Z");
        tick(&fixture).await;
        let sent: Vec<String> = fixture.mail.sent().iter().map(|mail| without_secrets(&mail.text())).collect();
        assert_eq!(sent[1..], [told]);
    }

    async fn what_a_welcome_tells_no_notice_is_foretold_to_tell(db) {
        let mut fixture = ReminderFixture::with_quiet_hours(db, NOW).await;
        fixture.mailer = fixture.mailer.clone().with_links(BASE);
        let zoe = fixture.member("Zoe", Language::Es, "Europe/Madrid").await;
        let soon = fixture.session("2026-03-06T09:00:00Z", &[zoe]).await;
        plan_welcomes(&fixture.clinic.app, &fixture.mailer, &|| true).await.unwrap();
        // Nobody has put this one's into the outbox yet, and it waits for the morning.
        let kim = fixture.member("Kim", Language::En, "Asia/Tokyo").await;
        let later = fixture.session(START, &[kim]).await;
        fixture.move_session(soon, "2026-03-06T19:00:00").await;
        fixture.move_session(later, "2026-03-10T19:30:00").await;

        let expected = previewed(&fixture).await;
        for (member, welcome_at, is_written) in
            [(zoe, "2026-03-02T12:03:00Z", true), (kim, "2026-03-02T23:00:00Z", false)]
        {
            let own = |kind| expected.iter().find(|mail| mail.kind == kind && mail.client_id == Some(member.client_id)).unwrap();
            let (welcome, notice) = (own(K::Welcome), own(K::Notice));
            assert_eq!((welcome.due_at.to_string(), welcome.goes_out()), (welcome_at.to_owned(), true));
            assert_eq!(welcome.delivery_id.is_some(), is_written);
            assert_eq!((notice.why, notice.goes_out()), (Some(W::NothingToTell), false), "{notice:#?}");
            assert_eq!(notice.words, None);
        }
        assert_sent_as_told(&fixture, &expected).await;
        let whys: Vec<_> = fixture.notices().await.iter().map(|mail| mail.why).collect();
        assert_eq!(whys, [Some(W::NothingToTell); 2]);
    }

    async fn a_reminder_of_a_time_that_was_just_changed_is_foretold_after_the_notice(db) {
        let mut fixture = ReminderFixture::open_at(db, NOW).await;
        fixture.mailer = fixture.mailer.clone().with_links(BASE);
        let members = fixture.members(2).await;
        fixture.execute("UPDATE enrollment SET welcome_settled_at = enrolled_at WHERE clinic_id = $1", &[]).await;
        let session = fixture.session(START, &members).await;
        let other = fixture.session("2026-03-17T17:30:00Z", &members[1..]).await;
        fixture.move_session(session, "2026-03-03T19:00:00").await;
        fixture.move_session(other, "2026-03-18T19:00:00").await;

        let expected = previewed(&fixture).await;
        let reminders = |member: usize| -> Vec<(String, Option<W>)> {
            let own = |mail: &&PreviewedMail| mail.kind == K::Reminder && mail.client_id == Some(members[member].client_id);
            expected.iter().filter(own).map(|mail| (mail.due_at.to_string(), mail.why)).collect()
        };
        let (after, before) = ("2026-03-02T12:05:00Z".to_owned(), "2026-03-03T15:00:00Z".to_owned());
        assert_eq!(reminders(0), [(after.clone(), Some(W::Overtaken)), (before.clone(), None)]);
        assert_eq!(reminders(1), [(after, None), (before, None)], "their notice tells of several appointments");
        assert_sent_as_told(&fixture, &expected).await;

        // One that waits in the outbox is found too.
        let fixture = &fixture;
        fixture.clinic.at("2026-03-09T12:00:00Z");
        fixture.move_session(other, "2026-03-10T19:00:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        assert_eq!(fixture.gather().await, 1);
        let told: Vec<_> = page(fixture, 1, None).await.iter().map(|mail| (mail.kind, mail.why)).collect();
        assert_eq!(told, [(K::Reminder, Some(W::Overtaken))], "the first page has not the notice itself");
    }

    async fn pages_go_on_where_they_ended(db) {
        let fixture = a_busy_clinic(db).await;
        let all = previewed(&fixture).await;
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let some = page(&fixture, 2, after).await;
            after = some.last().map(|mail| mail.key);
            paged.extend(some);
            if after.is_none() {
                break;
            }
            // What is foreseen moves with the clock, and not between the pages.
            fixture.clinic.clock.advance(Duration::from_secs(1));
        }
        assert_eq!(paged, all);
        assert!(all.is_sorted_by_key(|mail| mail.key));
    }

    async fn one_that_cannot_be_read_hides_no_other(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        let mut before = previewed(&fixture).await;
        before.retain(|mail| mail.kind == K::Reminder);
        assert_eq!(before.len(), 3);
        let spoilt = before.remove(0);
        let id = spoilt.delivery_id.unwrap().uuid();
        fixture.execute("UPDATE reminder_delivery SET sends = -1 WHERE clinic_id = $1 AND id = $2", &[id.into()]).await;
        let mut after = previewed(&fixture).await;
        after.retain(|mail| mail.kind == K::Reminder);
        assert_eq!(after, before);
        // A page is full all the same: whoever reads pages stops at the first that is not.
        let window = PreviewWindow::parse(None, None, fixture.clinic.app.now()).unwrap();
        let slice = Slice { after: None, limit: 1 };
        let of = (fixture.clinic.created.clinic.id, None);
        let page = list_expected(fixture.clinic.database.db.reader(), of, window, slice).await.unwrap();
        assert_eq!(page.iter().map(|mail| mail.mail.id).collect::<Vec<_>>(), [before[0].delivery_id.unwrap()]);
    }

    async fn nothing_is_written_but_that_it_was_read(db) {
        let fixture = a_busy_clinic(db).await;
        let before = counts(&fixture).await;
        assert!(!previewed(&fixture).await.is_empty());
        assert_eq!(counts(&fixture).await, before);
        assert!(fixture.mail.sent().is_empty());
        // The API notes whose records it showed.
        fixture.clinic.ask(PREVIEW, json!({})).await;
        let mut read = before;
        *read.last_mut().unwrap() += 1;
        let after = counts(&fixture).await;
        assert_eq!((&after[..4], after.last()), (&read[..4], read.last()));
    }

    async fn who_gets_none_is_told_with_the_reason(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(6).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        let none = "UPDATE client SET email = NULL, email_consent_at = NULL WHERE clinic_id = $1 AND id = $2";
        let suspended = "UPDATE client SET email_suspended_at = '2026-03-02 00:00:00+00:00' WHERE clinic_id = $1 AND id = $2";
        let unasked = "UPDATE client SET email_consent_at = NULL WHERE clinic_id = $1 AND id = $2";
        let stopped = "UPDATE client SET reminders_stopped_at = '2026-03-02 00:00:00+00:00' WHERE clinic_id = $1 AND id = $2";
        let declined = "UPDATE participation SET rsvp = 'DECLINED' WHERE clinic_id = $1 AND client_id = $2";
        for (sql, member) in [none, suspended, unasked, stopped, declined].iter().zip(&members) {
            fixture.execute(sql, &[member.client_id.uuid().into()]).await;
        }
        let all = previewed(&fixture).await;
        let reasons = [
            Some(W::NoAddress), Some(W::AddressSuspended), Some(W::NoConsent), Some(W::OptedOut), Some(W::ClientDeclined), None,
        ];
        for (member, reason) in members.iter().zip(reasons) {
            let own: Vec<_> = all.iter().filter(|mail| mail.client_id == Some(member.client_id) && mail.kind == K::Reminder).collect();
            assert_eq!(own.len(), 1, "{own:#?}");
            assert_eq!((own[0].why, own[0].goes_out()), (reason, reason.is_none()));
            assert_eq!(own[0].words.is_some(), reason.is_none());
        }
        pause_mails(&fixture.clinic.app, &fixture.clinic.admin, "moving".parse().unwrap()).await.unwrap();
        let paused = previewed(&fixture).await;
        assert_eq!(paused.len(), all.len());
        for mail in paused {
            assert!(mail.is_paused && !mail.goes_out(), "{mail:#?}");
            assert_eq!(mail.words.is_some(), mail.why.is_none(), "what it will say is told all the same");
        }
    }

    async fn a_mail_to_staff_tells_of_no_client(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        let other = fixture.session("2026-03-03T19:00:00Z", &members).await;
        let (tess, _) = fixture.clinic.staff_with_login("Tess", Role::Therapist, ("America/New_York", Language::Es)).await;
        let lead = "UPDATE session SET therapist_id = $2 WHERE clinic_id = $1 AND id = $3";
        fixture.execute(lead, &[tess.uuid().into(), other.uuid().into()]).await;
        fixture.clinic.at("2026-03-04T13:30:00Z");
        assert_eq!(nudge_therapists(&fixture.clinic.app, &fixture.mailer, &|| true).await.unwrap(), 2);
        let all = previewed(&fixture).await;
        assert_eq!(all.len(), 2, "{all:#?}");
        for (member, subject, days) in
            [(fixture.clinic.created.admin.id, "Records to complete", "March 3, 2026"), (tess, "", "3 de marzo de 2026")]
        {
            let mail = all.iter().find(|mail| mail.staff_member_id == Some(member)).unwrap();
            assert_eq!((mail.kind, mail.client_id, mail.goes_out()), (K::UnrecordedNudge, None, true));
            assert_eq!(mail.reader.as_ref().unwrap().address, None);
            let words = mail.words.as_ref().unwrap();
            assert!(words.subject.contains(subject) && !words.text.contains("Member"), "{}", words.text);
            assert_eq!(words.text.matches(days).count(), 1, "{}", words.text);
        }
    }

    async fn the_api_tells_whom_and_what_and_records_it(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        let clinic = &fixture.clinic;
        let own = json!({ "clientId": members[0].client_id.to_string() });
        let answer = clinic.ask(PREVIEW, own.clone()).await["mailPreview"]["nodes"].clone();
        let kinds: Vec<&Value> = answer.as_array().unwrap().iter().map(|mail| &mail["kind"]).collect();
        assert_eq!(kinds, ["WELCOME", "REMINDER"]);
        let reminder = &answer[1];
        assert_eq!(reminder["client"]["preferredName"], "Member0");
        assert_eq!(reminder["address"], "member0@clients.example");
        assert_eq!((&reminder["dueAt"], &reminder["dueLocal"], &reminder["zone"]),
            (&json!("2026-03-08T17:30:00Z"), &json!("2026-03-08T13:30:00"), &json!("America/New_York")));
        assert_eq!((&reminder["goesOut"], &reminder["why"], &reminder["language"]), (&json!(true), &Value::Null, &json!("en")));
        assert_eq!(reminder["subject"], "Appointment reminder");
        assert!(reminder["text"].as_str().unwrap().contains("Member0"), "{reminder:#}");
        assert!(reminder["html"].as_str().unwrap().contains("Member0"), "{reminder:#}");
        assert!(reminder["deliveryId"].is_string() && answer[0]["deliveryId"].is_null(), "{answer:#}");
        assert_eq!(reminder["rule"]["minutesBefore"], 2880);

        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, PREVIEW, json!({})).await;
        assert_eq!(foreign["data"]["mailPreview"]["nodes"], json!([]), "{foreign:#}");
        let foreign = clinic.run(&neighbour, PREVIEW, own).await;
        assert_eq!(foreign["errors"][0]["extensions"], json!({ "code": "NOT_FOUND", "field": "clientId" }), "{foreign:#}");
        for nobody in ["cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4", "nonsense"] {
            let unknown = clinic.run(&clinic.admin, PREVIEW, json!({ "clientId": nobody })).await;
            assert_eq!(unknown, foreign, "another clinic's client is as good as none");
        }
    }

    async fn bad_days_are_refused_by_name_and_value(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let clinic = &fixture.clinic;
        for (variables, told) in [
            (json!({ "days": 0 }), "days: 0 is out of range: from 1 to 14"),
            (json!({ "days": 15 }), "days: 15 is out of range: from 1 to 14"),
            (json!({ "from": "2026-03-01T12:00:00Z" }), "from: 2026-03-01T12:00:00Z is over"),
            (json!({ "from": "2026-03-17T12:00:00Z" }), "2026-03-16T12:00:00Z at the latest"),
            (json!({ "first": 101 }), "first: 101 is out of range"),
        ] {
            let refused = clinic.run(&clinic.admin, PREVIEW, variables).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{refused:#}");
            assert!(refused["errors"][0]["message"].as_str().unwrap().contains(told), "{refused:#}");
        }
        clinic.ask(PREVIEW, json!({ "days": 14, "from": "2026-03-16T12:00:00Z" })).await;
    }

    async fn a_preview_takes_as_many_statements_for_one_client_as_for_many(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(41).await;
        let clinic = &fixture.clinic;
        let cost = async || {
            let before = clinic.app.statement_count();
            let answer = clinic.ask(PREVIEW, json!({ "first": 100 })).await;
            (answer["mailPreview"]["nodes"].as_array().unwrap().len(), clinic.app.statement_count() - before)
        };
        fixture.session("2026-03-05T17:30:00Z", &members[..1]).await;
        fixture.plan().await;
        fixture.session(START, &members[..1]).await;
        let (rows, statements) = cost().await;
        assert_eq!(rows, 4, "two reminders of the first session, one of the second, and the welcome");
        fixture.session("2026-03-05T19:30:00Z", &members[1..]).await;
        fixture.session("2026-03-06T19:30:00Z", &members[1..]).await;
        let (more_rows, as_many) = cost().await;
        assert_eq!((more_rows, as_many), (100, statements));
        // Two of them for the audit log.
        assert!(statements <= 17, "{statements}");
    }
}
