//! A calendar's part in a mail: what RFC 5546 calls a scheduling message, and RFC 6047 puts into MIME.

use icalendar::{Component as _, Property};
use jiff::Timestamp;

use super::CalendarEntry;
use super::document::{begun, event, mailto, text, utc};
use crate::domain::people::EmailAddress;
use crate::domain::words::words;

words! {
    /// What a part asks its recipient's calendar to do (RFC 5546, section 1.4).
    pub enum Method {
        /// To put the entry in, or to bring it up to date.
        Request = "REQUEST",
        /// To strike it out.
        Cancel = "CANCEL",
    }
}

/// One appointment as a part of a mail. Its `Debug` shows no address.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarPart {
    method: Method,
    text: String,
}

impl CalendarPart {
    /// What is asked: the same in the text and in the MIME type.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The part's type (RFC 6047, section 2.4).
    #[must_use]
    pub fn content_type(&self) -> String {
        format!("text/calendar; method={}; charset=utf-8", self.method)
    }

    /// The calendar.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Debug for CalendarPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CalendarPart({})", self.method)
    }
}

/// Writes the part for one recipient: a CANCEL if the entry is struck out, a REQUEST otherwise. Nobody but `organizer` and
/// `attendee` is in it. `sent_at` is the mail's date, the same on every attempt.
#[must_use]
pub fn invite(
    entry: &CalendarEntry,
    organizer: &EmailAddress,
    attendee: &EmailAddress,
    sent_at: Timestamp,
) -> CalendarPart {
    let method = if entry.is_cancelled { Method::Cancel } else { Method::Request };
    let mut calendar = begun(Some(method.word()));
    let mut event = event(entry);
    // Nothing is asked back: a reply by mail would reach nobody who reads it.
    let attendee = Property::new("ATTENDEE", mailto(attendee))
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "NEEDS-ACTION")
        .add_parameter("RSVP", "FALSE")
        .done();
    event.append_property(attendee);
    event.append_property(Property::new("ORGANIZER", mailto(organizer)));
    event.add_property("DTSTAMP", utc(sent_at));
    calendar.push(event);
    CalendarPart { method, text: text(&calendar) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::calendars::{EntryFacts, EntryOf};
    use crate::domain::ids::ParticipationId;
    use crate::domain::series::SessionStatus;

    fn part(session: SessionStatus) -> CalendarPart {
        let facts = EntryFacts {
            of: EntryOf::Place(ParticipationId::from_uuid(Uuid::max())),
            session,
            attendance: None,
            starts_at: "2026-03-03T23:00:00Z".parse().unwrap(),
            ends_at: "2026-03-04T00:30:00Z".parse().unwrap(),
            sequence: 2,
            room: Some("Trauma group".parse().unwrap()),
        };
        let address = |text: &str| EmailAddress::parse(text).unwrap();
        let sent_at = "2026-03-02T12:00:00Z".parse().unwrap();
        invite(&facts.entry(), &address("desk@clinic.example"), &address("a+b%c@clients.example"), sent_at)
    }

    #[test]
    fn an_invitation_says_when_and_to_whom_and_nothing_more() {
        let expected = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Roundel//Appointments//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
ATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:a+b%2
 5c@clients.example
CLASS:PRIVATE
DTEND:20260304T003000Z
DTSTAMP:20260302T120000Z
DTSTART:20260303T230000Z
ORGANIZER:mailto:desk@clinic.example
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Appointment
UID:the id
END:VEVENT
END:VCALENDAR
";
        let part = part(SessionStatus::Planned);
        let id =
            crate::domain::calendars::EntryUid::of(EntryOf::Place(ParticipationId::from_uuid(Uuid::max())));
        assert_eq!(part.text().replace(&id.to_string(), "the id"), expected.replace('\n', "\r\n"));
        assert_eq!(part.content_type(), "text/calendar; method=REQUEST; charset=utf-8");
    }

    #[test]
    fn a_session_that_does_not_take_place_cancels() {
        let part = part(SessionStatus::Cancelled);
        assert_eq!(part.method(), Method::Cancel);
        assert!(part.text().contains("METHOD:CANCEL\r\n") && part.text().contains("STATUS:CANCELLED\r\n"));
        assert!(!format!("{part:?}").contains("clients.example"));
    }
}
