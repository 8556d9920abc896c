//! What holds for every calendar, whatever a room is called.

use proptest::prelude::*;
use uuid::Uuid;

use super::{EntryFacts, EntryOf, file, publish};
use crate::domain::ids::SessionId;
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;
use crate::domain::series::SessionStatus;

fn facts(room: Name, sequence: i64) -> EntryFacts {
    EntryFacts {
        of: EntryOf::Session(SessionId::from_uuid(Uuid::max())),
        session: SessionStatus::Planned,
        attendance: None,
        starts_at: "2026-03-03T23:00:00Z".parse().unwrap(),
        ends_at: "2026-03-04T00:30:00Z".parse().unwrap(),
        sequence,
        room: Some(room),
    }
}

/// The value of a property, unfolded and unescaped (RFC 5545, sections 3.1 and 3.3.11).
fn value(text: &str, property: &str) -> Option<String> {
    let unfolded = text.replace("\r\n ", "");
    let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix(&format!("{property}:")))?.to_owned();
    let (mut value, mut characters) = (String::new(), line.chars());
    while let Some(character) = characters.next() {
        value.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(value)
}

proptest! {
    #[test]
    fn lines_are_short_and_end_rightly_and_a_rooms_name_comes_back(
        name in r"[ -~äß世界🦀é\u{301},;:\\]{1,120}",
        sequence in 0..i64::from(u32::MAX),
    ) {
        let Ok(room) = name.parse::<Name>() else { return Ok(()) };
        let text = publish(&[facts(room.clone(), sequence).entry()]);
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{}", text);
        prop_assert_eq!(value(&text, "LOCATION"), Some(room.to_string()));
        prop_assert_eq!(value(&text, "SEQUENCE"), Some(sequence.to_string()));
    }
}

#[test]
fn the_same_entries_are_the_same_text_and_no_entries_a_calendar_too() {
    let entries = || [facts("Blue".parse().unwrap(), 1).entry()];
    assert_eq!(publish(&entries()), publish(&entries()));
    assert!(
        !publish(&[]).contains("VEVENT") && publish(&[]).starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    );
}

#[test]
fn a_file_is_published_by_the_organizer_and_a_feed_by_nobody() {
    let entry = facts("Blue".parse().unwrap(), 0).entry();
    let organizer = EmailAddress::parse("desk@clinic.example").unwrap();
    let text = file(&entry, Some(&organizer));
    assert_eq!(value(&text, "METHOD").as_deref(), Some("PUBLISH"));
    assert_eq!(value(&text, "ORGANIZER").as_deref(), Some("mailto:desk@clinic.example"));
    assert_eq!(value(&file(&entry, None), "ORGANIZER"), None);
    assert_eq!(value(&publish(&[entry]), "METHOD"), None);
}
