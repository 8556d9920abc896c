//! Building, with friendly and hostile content.

use std::panic::catch_unwind;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{BuildError, ExtraHeader, ForCalendar, OutgoingMail, sample};
use crate::domain::calendars::{CalendarPart, EntryFacts, EntryOf, invite};
use crate::domain::ids::ParticipationId;
use crate::domain::people::{EmailAddress, PreferredName};
use crate::domain::series::SessionStatus;

fn june() -> Timestamp {
    "2026-06-02T16:30:00Z".parse().unwrap()
}

fn built(mail: &OutgoingMail) -> String {
    String::from_utf8(mail.build(june()).unwrap().bytes().to_vec()).unwrap()
}

/// The names of the message's own headers, in their order.
fn header_names(message: &str) -> Vec<String> {
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    head.split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0.to_owned())
        .collect()
}

const EXPECTED_HEADERS: [&str; 11] = [
    "From",
    "To",
    "Date",
    "Subject",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "Reply-To",
    "List-Unsubscribe",
    "MIME-Version",
    "Content-Type",
];

#[test]
fn a_mail_carries_its_headers_and_text_before_html() {
    let message = built(&sample::mail("0198-abc"));
    assert_eq!(header_names(&message), EXPECTED_HEADERS);
    for line in [
        "Message-ID: <0198-abc@mail.example.org>",
        "Date: Tue, 02 Jun 2026 16:30:00 +0000",
        "Auto-Submitted: auto-generated",
        "Content-Language: es",
        "List-Unsubscribe: <https://example.org/u/abc>",
        "To: =?utf-8?b?Wm/Dqw==?= <zoe@example.com>",
        "Reply-To: desk@example.org",
    ] {
        assert!(message.contains(&format!("{line}\r\n")), "{line} in\n{message}");
    }
    assert!(message.contains("multipart/alternative"));
    assert!(message.find("text/plain").unwrap() < message.find("text/html").unwrap());
}

#[test]
fn the_same_mail_and_date_give_the_same_bytes() {
    assert_eq!(built(&sample::mail("a")), built(&sample::mail("a")));
    assert_ne!(built(&sample::mail("a")), built(&sample::mail("b")));
}

/// A calendar's part of an appointment in June that stands so.
fn part(session: SessionStatus) -> CalendarPart {
    let facts = EntryFacts {
        of: EntryOf::Place(ParticipationId::from_uuid(uuid::Uuid::max())),
        session,
        attendance: None,
        starts_at: june(),
        ends_at: june(),
        sequence: 0,
        room: None,
    };
    let address = |text: &str| EmailAddress::parse(text).unwrap();
    invite(&facts.entry(), &address("desk@example.org"), &address("zoe@example.com"), june())
}

/// The types of a message's parts, in their order.
fn part_types(message: &str) -> Vec<&str> {
    let kinds = message.split("\r\nContent-Type: ").skip(1);
    kinds.map(|rest| rest.split(['\r', ';']).next().unwrap()).collect()
}

#[test]
fn one_appointment_is_the_last_alternative_and_several_are_files_beside_them() {
    let with = |calendar| built(&OutgoingMail { calendar, ..sample::mail("a") });
    let (request, cancel) = (part(SessionStatus::Planned), part(SessionStatus::Cancelled));
    let alternatives = ["multipart/alternative", "text/plain", "text/html"];
    let one = with(ForCalendar::Alternative(request.clone()));
    assert_eq!(part_types(&one), [&alternatives[..], &["text/calendar"]].concat());
    assert!(!one.contains("Content-Disposition"), "{one}");
    let files = with(ForCalendar::Files(vec![cancel.clone(), request.clone()]));
    assert_eq!(
        part_types(&files),
        [&["multipart/mixed"][..], &alternatives, &["text/calendar", "text/calendar"]].concat()
    );
    for line in [
        "Content-Type: text/calendar; method=CANCEL; charset=utf-8",
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
        "Content-Disposition: attachment; filename=\"appointment-1.ics\"",
        "Content-Disposition: attachment; filename=\"appointment-2.ics\"",
    ] {
        assert!(files.contains(&format!("{line}\r\n")), "{line} in\n{files}");
    }
    assert!(files.find("method=CANCEL").unwrap() < files.find("method=REQUEST").unwrap());
    assert_eq!(header_names(&files), EXPECTED_HEADERS);
    assert_eq!(files, with(ForCalendar::Files(vec![cancel, request.clone()])), "the same bytes");
    assert_eq!(
        part_types(&with(ForCalendar::Files(vec![request]))).len(),
        5,
        "a file, however many there are"
    );
    assert_eq!(with(ForCalendar::Files(Vec::new())), with(ForCalendar::Nothing));
}

#[test]
fn what_cannot_stand_in_a_message_is_refused_by_name() {
    let refused = |change: fn(&mut OutgoingMail)| {
        let mut mail = sample::mail("a");
        change(&mut mail);
        mail.build(june()).err()
    };
    assert_eq!(refused(|m| m.from.name = Some("A\r\nBcc: x@y.zz".into())), Some(BuildError::DisplayName));
    assert_eq!(refused(|m| m.from.name = Some("\0".into())), Some(BuildError::DisplayName));
    assert_eq!(refused(|m| m.subject = "A\nB".into()), Some(BuildError::Subject));
    assert_eq!(refused(|m| m.subject = " ".into()), Some(BuildError::Subject));
    assert_eq!(refused(|m| m.html = "\0".into()), Some(BuildError::Body));
    assert_eq!(
        refused(|m| m.headers[0].value = "a\r\nBcc: b".into()),
        Some(BuildError::Header("List-Unsubscribe"))
    );
    assert_eq!(refused(|m| m.headers[0].name = "bcc"), Some(BuildError::Header("bcc")));
    assert_eq!(refused(|m| m.headers[0].name = "X:Y"), Some(BuildError::Header("X:Y")));
    for far in [Timestamp::MIN, Timestamp::from_second(-1).unwrap()] {
        assert_eq!(sample::mail("a").build(far).err(), Some(BuildError::Date));
    }
    assert!(catch_unwind(|| sample::mail("a").build(Timestamp::MAX).map(drop)).is_ok());
}

/// Any text, biased towards what breaks headers.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,20}",
        any::<String>(),
        prop::sample::select(vec![
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\r\nBcc: eve@example.com\r\n",
            "\"",
            "\\",
            "<",
            ">",
            "@",
            ",",
            ";",
            ":",
            "=?utf-8?b?DQo=?=",
            "\r\n\r\n",
            "\r\n.\r\n",
            "\u{202e}",
            "\u{2028}",
            "é",
            "🌍",
            "\t",
            " ",
        ])
        .prop_map(str::to_owned),
        (1_usize..1200).prop_map(|n| "x".repeat(n)),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_address_we_accept_can_stand_in_a_message(
        local in "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}",
        domain in "[a-z0-9.-]{1,40}\\.[a-z]{2,6}",
    ) {
        if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
            let mut mail = sample::mail("a");
            mail.to = address.clone();
            mail.envelope_from = address;
            prop_assert!(mail.build(june()).is_ok());
        }
    }

    #[test]
    fn hostile_content_is_refused_or_harmless_and_never_panics(
        from_name in proptest::option::of(hostile()),
        to_name in hostile(),
        subject in hostile(),
        text in hostile(),
        html in hostile(),
        value in hostile(),
        at in any::<i64>(),
    ) {
        let mut mail = sample::mail("a");
        mail.from.name = from_name;
        mail.to_name = PreferredName::parse(&to_name).ok();
        mail.subject = subject;
        mail.text = text;
        mail.html = html;
        mail.headers = vec![ExtraHeader { name: "List-Unsubscribe", value }];
        let at = Timestamp::from_second(at).unwrap_or(june());
        let outcome = catch_unwind(|| mail.build(at));
        prop_assert!(outcome.is_ok(), "panicked");
        if let Ok(Ok(message)) = outcome {
            let message = String::from_utf8(message.bytes().to_vec()).unwrap();
            prop_assert_eq!(header_names(&message), EXPECTED_HEADERS);
        }
    }

    #[test]
    fn one_hostile_field_in_a_good_mail_never_panics(field in 0..5, content in hostile()) {
        let mut mail = sample::mail("a");
        match field {
            0 => mail.from.name = Some(content),
            1 => mail.subject = content,
            2 => mail.text = content,
            3 => mail.html = content,
            _ => mail.to_name = PreferredName::parse(&content).ok(),
        }
        let outcome = catch_unwind(|| mail.build(june()));
        prop_assert!(outcome.is_ok(), "panicked");
        if let Ok(Ok(message)) = outcome {
            let message = String::from_utf8(message.bytes().to_vec()).unwrap();
            prop_assert_eq!(header_names(&message), EXPECTED_HEADERS);
        }
    }
}
