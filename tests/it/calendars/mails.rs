//! A reminder's part for the calendar.

use roundel::domain::people::Language;
use roundel::mail::message::BuiltMail;
use serde_json::json;

use super::desk::{CREATE, Event, events};
use crate::support::{Member, ReadMail, ReminderFixture, both, done};

const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

async fn opt_in(fixture: &ReminderFixture, member: Member, wanted: bool) {
    let client = fixture.clinic.ask(
        "query ($id: ID!) { node(id: $id) { ... on Client { rowVersion } } }",
        json!({ "id": member.client_id.to_string() }),
    );
    let version = client.await["node"]["rowVersion"].clone();
    let input = json!({ "id": member.client_id.to_string(), "rowVersion": version, "calendarParts": wanted });
    let edited = fixture.clinic.ask(UPDATE, json!({ "input": input })).await;
    let client = done(edited["updateClient"].clone(), "client");
    assert_eq!(client["calendarParts"], json!(wanted));
}

fn entry(sent: &BuiltMail) -> Event {
    let (method, text) = sent.calendar().unwrap();
    assert_eq!(method, "REQUEST");
    events(&text).remove(0)
}

both! {
    async fn a_reminder_brings_the_appointment_to_who_asked_for_it_and_to_nobody_else(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let zoe = fixture.member("Zoë", Language::En, "America/New_York").await;
        let ana = fixture.member("Ana", Language::Es, "America/Bogota").await;
        opt_in(&fixture, zoe, true).await;
        fixture.session("2026-03-10T17:30:00Z", &[zoe, ana]).await;
        fixture.execute("UPDATE session SET notice_version = 2 WHERE clinic_id = $1", &[]).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let sent = fixture.mail.sent();
        let (to_zoe, to_ana): (Vec<_>, Vec<_>) =
            sent.iter().partition(|sent| sent.to.as_str().starts_with("zoe@"));
        assert!(!to_ana.is_empty() && to_ana.iter().all(|sent| sent.calendar().is_none()));
        let (event, bytes) = (entry(to_zoe[0]), String::from_utf8(to_zoe[0].bytes.clone()).unwrap());
        assert_eq!((event["DTSTART"].as_str(), event["DTEND"].as_str()), ("20260310T173000Z", "20260310T182000Z"));
        assert_eq!(event["SEQUENCE"], "1");
        assert_eq!(event["DTSTAMP"], "20260308T173000Z", "the mail's date");
        let attendees: Vec<_> = event.iter().filter(|(name, _)| name.starts_with("ATTENDEE")).collect();
        assert!(matches!(attendees[..], [(_, address)] if address == "mailto:zoe@clients.example"), "{attendees:?}");
        // The last alternative, its type naming the method.
        let parts: Vec<&str> = bytes.split("Content-Type: ").skip(1).collect();
        let kinds: Vec<&str> = parts.iter().map(|part| part.split(';').next().unwrap()).collect();
        assert_eq!(kinds, ["multipart/alternative", "text/plain", "text/html", "text/calendar"]);
        assert!(parts[3].starts_with("text/calendar; method=REQUEST; charset=utf-8\r\n"), "{}", parts[3]);
        assert!(!bytes.contains("ana@"), "{bytes}");
        let feed = json!({ "input": { "clientId": zoe.client_id.to_string() } });
        let made = fixture.clinic.ask(CREATE, feed).await["createCalendarFeed"].clone();
        let path = done(made, "created")["url"].clone();
        assert!(path.as_str().unwrap().starts_with("/calendars/rdl_"), "a path where no address is configured: {path}");
    }

    async fn who_changes_their_mind_gets_plain_reminders(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let zoe = fixture.member("Zoë", Language::En, "America/New_York").await;
        opt_in(&fixture, zoe, true).await;
        fixture.clinic.at("2026-03-02T12:00:01Z");
        opt_in(&fixture, zoe, false).await;
        fixture.session("2026-03-10T17:30:00Z", &[zoe]).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let sent = fixture.mail.sent();
        assert!(!sent.is_empty() && sent.iter().all(|sent| sent.calendar().is_none()));
        let event = fixture.clinic.audit_events(json!({ "first": 1, "subject": zoe.client_id.to_string() })).await[0].clone();
        assert_eq!(event["details"], json!({ "fields": ["calendarParts"] }));
    }

    async fn a_notice_of_one_change_brings_the_entry_up_to_date_or_strikes_it_out(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let zoe = fixture.member("Zoë", Language::En, "America/New_York").await;
        opt_in(&fixture, zoe, true).await;
        let session = fixture.session("2026-03-10T17:30:00Z", &[zoe]).await;
        let others = [
            fixture.session("2026-03-17T17:30:00Z", &[zoe]).await,
            fixture.session("2026-03-24T17:30:00Z", &[zoe]).await,
        ];
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.tell().await;
        fixture.cancel_session(session, false).await;
        fixture.tell().await;
        for other in others {
            fixture.cancel_session(other, false).await;
        }
        fixture.tell().await;
        let sent = fixture.mail.sent();
        let parts: Vec<_> = sent.iter().map(|sent| sent.calendar()).collect();
        let [Some(moved), Some(cancelled), None] = &parts[..] else { panic!("of several changes there is none: {parts:?}") };
        assert_eq!((moved.0.as_str(), cancelled.0.as_str()), ("REQUEST", "CANCEL"));
        let (moved, cancelled) = (events(&moved.1).remove(0), events(&cancelled.1).remove(0));
        assert_eq!((moved["DTSTART"].as_str(), moved["STATUS"].as_str()), ("20260311T180000Z", "CONFIRMED"));
        assert_eq!((cancelled["UID"].as_str(), cancelled["STATUS"].as_str()), (moved["UID"].as_str(), "CANCELLED"));
        assert!(cancelled["SEQUENCE"].parse::<u32>().unwrap() > moved["SEQUENCE"].parse::<u32>().unwrap());
    }
}
