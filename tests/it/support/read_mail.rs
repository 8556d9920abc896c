//! Reading a mail as its reader's program does, with a parser that we did not write.

use mail_parser::{ContentType, MessageParser, MessagePart, MimeHeaders as _, PartType};
use roundel::mail::message::BuiltMail;

/// What a mail shows.
pub(crate) trait ReadMail {
    /// The subject.
    fn subject(&self) -> String;
    /// The plain text, lines ended by LF.
    fn text(&self) -> String;
    /// The calendar's alternative, if it brings one: the method that its type names, and its text.
    fn calendar(&self) -> Option<(String, String)>;
    /// The calendars that it brings as files, in their order: their names, and the same of each.
    fn calendar_files(&self) -> Vec<(String, (String, String))>;
}

/// The calendars in a mail, with their names if they are attached, in their order.
fn calendars(mail: &BuiltMail) -> Vec<(Option<String>, (String, String))> {
    let message = MessageParser::default().parse(mail.bytes()).unwrap();
    let calendar = |part: &MessagePart<'_>| {
        let kind = part.content_type().filter(|kind| kind.subtype() == Some("calendar"))?;
        let text = match &part.body {
            PartType::Text(text) => text.to_string(),
            other => panic!("a calendar that is no text: {other:?}"),
        };
        let is_attached = part.content_disposition().is_some_and(ContentType::is_attachment);
        let name = is_attached.then(|| part.attachment_name().unwrap().to_owned());
        Some((name, (kind.attribute("method").unwrap().to_owned(), text)))
    };
    message.parts.iter().filter_map(calendar).collect()
}

impl ReadMail for BuiltMail {
    fn subject(&self) -> String {
        MessageParser::default().parse(self.bytes()).unwrap().subject().unwrap().to_owned()
    }

    fn text(&self) -> String {
        let message = MessageParser::default().parse(self.bytes()).unwrap();
        message.body_text(0).unwrap().replace("\r\n", "\n")
    }

    fn calendar(&self) -> Option<(String, String)> {
        let alternative = |(name, calendar): (Option<String>, _)| name.is_none().then_some(calendar);
        calendars(self).into_iter().find_map(alternative)
    }

    fn calendar_files(&self) -> Vec<(String, (String, String))> {
        let file = |(name, calendar): (Option<String>, _)| Some((name?, calendar));
        calendars(self).into_iter().filter_map(file).collect()
    }
}
