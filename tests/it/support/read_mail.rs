//! Reading a mail as its reader's program does, with a parser that we did not write.

use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use roundel::mail::message::BuiltMail;

/// What a mail shows.
pub(crate) trait ReadMail {
    /// The subject.
    fn subject(&self) -> String;
    /// The plain text, lines ended by LF.
    fn text(&self) -> String;
    /// The calendar's part, if it brings one: the method that its type names, and its text.
    fn calendar(&self) -> Option<(String, String)>;
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
        let message = MessageParser::default().parse(self.bytes()).unwrap();
        message.parts.iter().find_map(|part| {
            let kind = part.content_type().filter(|kind| kind.subtype() == Some("calendar"))?;
            let text = match &part.body {
                PartType::Text(text) => text.to_string(),
                other => panic!("a calendar that is no text: {other:?}"),
            };
            Some((kind.attribute("method").unwrap().to_owned(), text))
        })
    }
}
