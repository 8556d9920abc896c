//! What mails bring for the calendar.

use std::collections::BTreeSet;

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
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.tell().await;
        fixture.cancel_session(session, false).await;
        fixture.tell().await;
        let sent = fixture.mail.sent();
        assert!(sent.iter().all(|sent| sent.calendar_files().is_empty()));
        let parts: Vec<_> = sent.iter().map(|sent| sent.calendar()).collect();
        let [Some(moved), Some(cancelled)] = &parts[..] else { panic!("each brings its entry: {parts:?}") };
        assert_eq!((moved.0.as_str(), cancelled.0.as_str()), ("REQUEST", "CANCEL"));
        let (moved, cancelled) = (events(&moved.1).remove(0), events(&cancelled.1).remove(0));
        assert_eq!((moved["DTSTART"].as_str(), moved["STATUS"].as_str()), ("20260311T180000Z", "CONFIRMED"));
        assert_eq!((cancelled["UID"].as_str(), cancelled["STATUS"].as_str()), (moved["UID"].as_str(), "CANCELLED"));
        assert!(cancelled["SEQUENCE"].parse::<u32>().unwrap() > moved["SEQUENCE"].parse::<u32>().unwrap());
    }
    async fn a_notice_of_several_changes_brings_a_file_for_each(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let zoe = fixture.member("Zoë", Language::En, "America/New_York").await;
        let ana = fixture.member("Ana", Language::Es, "America/Bogota").await;
        opt_in(&fixture, zoe, true).await;
        let first = fixture.session("2026-03-10T17:30:00Z", &[zoe, ana]).await;
        let second = fixture.session("2026-03-17T17:30:00Z", &[zoe, ana]).await;
        let third = fixture.session("2026-03-24T17:30:00Z", &[zoe, ana]).await;
        let fourth = fixture.session("2026-03-31T16:30:00Z", &[zoe, ana]).await;
        fixture.cancel_session(second, false).await;
        fixture.cancel_session(first, false).await;
        for (session, local_start) in [(third, "2026-03-25T19:00:00"), (fourth, "2026-04-01T19:00:00")] {
            fixture.move_session(session, local_start).await;
        }
        let away = "UPDATE participation SET attendance = 'EXCUSED' WHERE clinic_id = $1 AND session_id = $2 AND client_id = $3";
        fixture.execute(away, &[fourth.uuid().into(), zoe.client_id.uuid().into()]).await;
        assert_eq!(fixture.tell().await, 2);
        let sent = fixture.mail.sent();
        let (to_zoe, to_ana): (Vec<_>, Vec<_>) =
            sent.iter().partition(|sent| sent.to.as_str().starts_with("zoe@"));
        let ([to_zoe], [to_ana]) = (&to_zoe[..], &to_ana[..]) else { panic!("a mail each: {sent:?}") };
        assert!(to_ana.calendar_files().is_empty() && to_ana.calendar().is_none());
        assert!(to_zoe.text().contains("Wednesday, April 1, 2026"), "it is told of all four: {}", to_zoe.text());

        assert_eq!(to_zoe.calendar(), None, "none of them is what the whole mail says");
        let files = to_zoe.calendar_files();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["appointment-1.ics", "appointment-2.ics", "appointment-3.ics"], "none of what she does not come to");
        let told: Vec<_> = files
            .iter()
            .map(|(_, (method, text))| {
                assert!(text.contains(&format!("METHOD:{method}\r\n")), "{text}");
                let [event] = &events(text)[..] else { panic!("one appointment each: {text}") };
                (method.clone(), event["DTSTART"].clone(), event["STATUS"].clone())
            })
            .collect();
        let line = |method: &str, start: &str, status: &str| (method.to_owned(), start.to_owned(), status.to_owned());
        assert_eq!(told, [
            line("CANCEL", "20260310T173000Z", "CANCELLED"),
            line("CANCEL", "20260317T173000Z", "CANCELLED"),
            line("REQUEST", "20260325T180000Z", "CONFIRMED"),
        ]);
        let uids: BTreeSet<String> = files.iter().map(|(_, (_, text))| events(text)[0]["UID"].clone()).collect();
        assert_eq!(uids.len(), 3);
        let bytes = String::from_utf8(to_zoe.bytes.clone()).unwrap();
        let kinds: Vec<&str> = bytes.split("Content-Type: ").skip(1).map(|part| part.split(';').next().unwrap()).collect();
        assert_eq!(kinds, ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "text/calendar", "text/calendar"]);
        assert!(!bytes.contains("ana@"), "{bytes}");
    }

    async fn a_struck_out_entry_has_the_uid_under_which_it_was_put_in(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let zoe = fixture.member("Zoë", Language::En, "America/New_York").await;
        opt_in(&fixture, zoe, true).await;
        let first = fixture.session("2026-03-10T17:30:00Z", &[zoe]).await;
        let second = fixture.session("2026-03-17T17:30:00Z", &[zoe]).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let put_in = entry(&fixture.mail.sent()[0]);
        for session in [first, second] {
            fixture.cancel_session(session, false).await;
        }
        assert_eq!(fixture.tell().await, 1);
        let files = fixture.mail.sent().last().unwrap().calendar_files();
        let [(_, (method, text)), _] = &files[..] else { panic!("one for each: {files:?}") };
        let struck = events(text).remove(0);
        assert_eq!((method.as_str(), &struck["UID"]), ("CANCEL", &put_in["UID"]));
        assert!(struck["SEQUENCE"].parse::<u32>().unwrap() > put_in["SEQUENCE"].parse::<u32>().unwrap());
    }
}
