//! Which mail a report is about: by the address it came to, or by what it returns.

use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders as _, PartType};

use super::token::BounceToken;

/// Where the address stands that a report was delivered to: Postfix, qmail and others, Exim.
const DELIVERED_TO: [&str; 4] = ["Delivered-To", "X-Original-To", "Envelope-To", "To"];

/// The token of the mail.
pub(super) fn token_of(report: &Message<'_>) -> Option<BounceToken> {
    by_address(report).or_else(|| report.parts.iter().find_map(|part| by_returned(part)))
}

fn by_address(report: &Message<'_>) -> Option<BounceToken> {
    let raw: Vec<(&str, &str)> = report.headers_raw().collect();
    DELIVERED_TO
        .iter()
        .flat_map(|name| raw.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)))
        .flat_map(|(_, value)| value.split([',', ' ', '\t', '\r', '\n', ';', '"']))
        .find_map(BounceToken::of_address)
}

/// What the report returns: the whole message, or its headers alone.
fn by_returned(part: &mail_parser::MessagePart<'_>) -> Option<BounceToken> {
    match &part.body {
        PartType::Message(returned) => of_returned(returned),
        _ => {
            let kind = part.content_type()?;
            let subtype = kind.subtype().unwrap_or_default();
            let is_headers = kind.ctype().eq_ignore_ascii_case("text")
                && (subtype.eq_ignore_ascii_case("rfc822-headers")
                    || subtype.eq_ignore_ascii_case("rfc822-header"))
                || kind.ctype().eq_ignore_ascii_case("message")
                    && subtype.eq_ignore_ascii_case("global-headers");
            if !is_headers {
                return None;
            }
            let returned = MessageParser::default().parse_headers(part.contents())?;
            of_returned(&returned)
        }
    }
}

fn of_returned(returned: &Message<'_>) -> Option<BounceToken> {
    let id = returned.header(HeaderName::MessageId).and_then(|value| value.as_text());
    let id = id.and_then(BounceToken::of_message_id);
    // Some servers write an id of their own over it, and keep the envelope's sender.
    let return_path = || returned.header(HeaderName::ReturnPath).and_then(|value| value.as_text());
    id.or_else(|| return_path().and_then(BounceToken::of_address))
}
