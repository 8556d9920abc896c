//! A mail for the tests of this module and of the transports.

use super::{BuiltMail, ExtraHeader, ForCalendar, MessageId, OutgoingMail, Sender};
use crate::domain::people::{EmailAddress, Language, PreferredName};

pub(in crate::mail) fn built(opaque: &str) -> BuiltMail {
    mail(opaque).build(jiff::Timestamp::UNIX_EPOCH).unwrap()
}

pub(in crate::mail) fn mail(opaque: &str) -> OutgoingMail {
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
