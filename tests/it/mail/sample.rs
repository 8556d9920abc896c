//! A mail with what makes mails hard: letters beyond ASCII, a line that is a dot, an envelope of its own.

use roundel::domain::people::{EmailAddress, Language, PreferredName};
use roundel::mail::message::{ExtraHeader, ForCalendar, MessageId, OutgoingMail, Sender};

/// The mail of that id.
pub(super) fn mail(opaque: &str) -> OutgoingMail {
    OutgoingMail {
        message_id: MessageId::new(opaque, "mail.example.org").unwrap(),
        to: EmailAddress::parse("zoe@example.com").unwrap(),
        to_name: Some(PreferredName::parse("Zoë").unwrap()),
        from: Sender {
            address: EmailAddress::parse("hello@example.org").unwrap(),
            name: Some("Harbour House".to_owned()),
        },
        reply_to: Some(EmailAddress::parse("desk@example.org").unwrap()),
        envelope_from: EmailAddress::parse("bounce+t0k3n@example.org").unwrap(),
        subject: "Recordatorio de cita".to_owned(),
        text: "Hola, Zoë:\n\n.\nUn punto solo en su línea.\n".to_owned(),
        html: "<p>Hola, Zoë:</p>\n".to_owned(),
        calendar: ForCalendar::Nothing,
        language: Language::Es,
        headers: vec![ExtraHeader {
            name: "List-Unsubscribe",
            value: "<https://example.org/u/abc>".to_owned(),
        }],
    }
}
