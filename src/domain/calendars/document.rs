//! Entries as iCalendar text (RFC 5545).

use icalendar::{Calendar, Class, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;

use super::CalendarEntry;
use super::fold::refold;
use crate::domain::people::EmailAddress;

/// Who made the text.
const PRODUCT: &str = "-//Roundel//Appointments//EN";
/// What every entry is called: it shows on screens that others see.
const SUMMARY: &str = "Appointment";
/// What a calendar is called.
const NAME: &str = "Appointments";
/// How long a calendar may wait before it reads a feed again (RFC 7986, section 5.7; RFC 5545, section 3.3.6).
const REFRESHED_EVERY: &str = "PT1H";

/// A calendar that others subscribe to. It has no `METHOD`: nobody is asked anything.
#[must_use]
pub fn publish(entries: &[CalendarEntry]) -> String {
    let mut calendar = begun(None);
    calendar.name(NAME);
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESHED_EVERY).add_parameter("VALUE", "DURATION").done(),
    );
    calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESHED_EVERY));
    calendar.extend(entries.iter().map(event));
    text(&calendar)
}

/// One entry as a file to open: `METHOD:PUBLISH`, in the organizer's name if one is given (RFC 5546, section 3.2.1).
#[must_use]
pub fn file(entry: &CalendarEntry, organizer: Option<&EmailAddress>) -> String {
    let mut calendar = begun(Some("PUBLISH"));
    let mut event = event(entry);
    if let Some(organizer) = organizer {
        event.append_property(Property::new("ORGANIZER", mailto(organizer)));
    }
    calendar.push(event);
    text(&calendar)
}

/// A calendar without an event yet.
pub(super) fn begun(method: Option<&'static str>) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", PRODUCT));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    if let Some(method) = method {
        calendar.append_property(("METHOD", method));
    }
    calendar
}

/// The event: nothing of it is drawn by chance or read off a clock, as the library would for what is left out.
pub(super) fn event(entry: &CalendarEntry) -> Event {
    let CalendarEntry { uid, sequence, stamped_at, starts_at, ends_at, is_cancelled, location } = entry;
    let mut event = Event::new();
    event
        .add_property("UID", uid.to_string())
        .add_property("SEQUENCE", sequence.to_string())
        .add_property("DTSTAMP", utc(*stamped_at))
        .add_property("DTSTART", utc(*starts_at))
        .add_property("DTEND", utc(*ends_at))
        .summary(SUMMARY)
        .class(Class::Private)
        .status(if *is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if let Some(location) = location {
        event.location(location.as_str());
    }
    event.done()
}

/// Date and time in UTC (RFC 5545, section 3.3.5, form 2).
pub(super) fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// An address as a URI (RFC 6068, section 2): what has a meaning there is encoded.
pub(super) fn mailto(address: &EmailAddress) -> String {
    let local = address.local_part().chars().fold(String::new(), |mut text, character| {
        match character {
            '%' => text.push_str("%25"),
            '/' => text.push_str("%2F"),
            '?' => text.push_str("%3F"),
            '#' => text.push_str("%23"),
            '&' => text.push_str("%26"),
            '=' => text.push_str("%3D"),
            '^' => text.push_str("%5E"),
            '`' => text.push_str("%60"),
            '{' => text.push_str("%7B"),
            '|' => text.push_str("%7C"),
            '}' => text.push_str("%7D"),
            other => text.push(other),
        }
        text
    });
    format!("mailto:{local}@{}", address.domain())
}

/// The calendar's text: lines of at most 75 octets that end in CRLF.
pub(super) fn text(calendar: &Calendar) -> String {
    refold(&calendar.to_string())
}
