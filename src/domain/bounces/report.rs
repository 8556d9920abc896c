//! Reading a delivery status notification.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _};
use sha2::{Digest as _, Sha256};

use super::error::UnreadableReport;
use super::fields::{OfRecipient, recipients};
use super::reference::token_of;
use super::status::{StatusCode, Verdict};
use super::token::BounceToken;

/// The longest message that is read. A report returns headers, or a mail of a few kilobytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// How many parts it may speak of. A report has three, and in the last the mail's own; messages within messages are
/// taken apart, and let go of, one within the other.
const MAX_PARTS: usize = 50;

/// What a report says of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Leads to the mail.
    pub token: BounceToken,
    /// Why it did not arrive.
    pub code: StatusCode,
    /// What that means.
    pub verdict: Verdict,
    /// Tells this report from others: the same message has the same.
    pub digest: String,
}

/// Reads a message as a delivery status notification (RFC 3464) about a mail of ours.
///
/// Whatever the bytes are, this ends in a report or in a named error; it neither trusts nor keeps any of its words.
///
/// # Errors
/// The first reason why it is none.
pub fn read_report(message: &[u8]) -> Result<Report, UnreadableReport> {
    if message.len() > MAX_BYTES {
        return Err(UnreadableReport::TooLong);
    }
    if part_count(message) > MAX_PARTS {
        return Err(UnreadableReport::TooManyParts);
    }
    let parsed = MessageParser::default().parse(message).ok_or(UnreadableReport::NoMessage)?;
    let status = status_part(&parsed)?;
    let all = recipients(&String::from_utf8_lossy(status.contents()));
    let (code, verdict) = worst(&all)?;
    let token = token_of(&parsed).ok_or(UnreadableReport::NoReference)?;
    Ok(Report { token, code, verdict, digest: hex::encode(Sha256::digest(message)) })
}

/// How many parts the message may have, at least: each but a plain text names its type.
fn part_count(message: &[u8]) -> usize {
    let is_named = |at: &&[u8]| {
        [&b"message/"[..], b"multipart/"]
            .iter()
            .any(|name| at.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)))
    };
    (0..message.len()).filter_map(|at| message.get(at..)).filter(is_named).count()
}

/// The part with the codes: of a `multipart/report`, which a `message/delivery-status` tells as surely as its parameter.
fn status_part<'a>(message: &'a Message<'a>) -> Result<&'a MessagePart<'a>, UnreadableReport> {
    let is_report = message.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    if !is_report {
        return Err(UnreadableReport::NoReport);
    }
    let is_status = |part: &&MessagePart<'_>| {
        part.content_type().is_some_and(|kind| {
            let subtype = kind.subtype().unwrap_or_default();
            kind.ctype().eq_ignore_ascii_case("message")
                && (subtype.eq_ignore_ascii_case("delivery-status")
                    || subtype.eq_ignore_ascii_case("global-delivery-status"))
        })
    };
    message.parts.iter().find(is_status).ok_or(UnreadableReport::NoReport)
}

/// What is said for good before what is said for now. Our mails have one recipient each; where that one stands for
/// several, any of them that failed counts.
fn worst(all: &[OfRecipient]) -> Result<(StatusCode, Verdict), UnreadableReport> {
    let with = |action: &str| all.iter().find(|one| one.action.as_deref() == Some(action));
    if let Some(failed) = with("failed") {
        let code = code_of(failed);
        let code = code.or(failed.action.as_ref().map(|_| StatusCode::UNDEFINED));
        let code = code.ok_or(UnreadableReport::NoStatus)?;
        return Ok((code, code.verdict()));
    }
    if let Some(delayed) = with("delayed") {
        return Ok((code_of(delayed).ok_or(UnreadableReport::NoStatus)?, Verdict::Delayed));
    }
    if all.iter().any(|one| one.action.is_some()) {
        Err(UnreadableReport::NoFailure)
    } else {
        Err(UnreadableReport::NoStatus)
    }
}

/// The code itself, or the other server's if that one says no more than that it failed: Exim always writes 5.0.0.
fn code_of(one: &OfRecipient) -> Option<StatusCode> {
    match (one.status, one.diagnostic) {
        (Some(status), Some(diagnostic)) if status.is_undefined() => Some(diagnostic),
        (status, diagnostic) => status.or(diagnostic),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::super::samples::{EXCHANGE, EXIM, OUT_OF_OFFICE, POSTFIX, POSTFIX_DELAYED, TOKEN};
    use super::*;

    fn read(text: &str) -> Result<Report, UnreadableReport> {
        read_report(text.replace('\n', "\r\n").as_bytes())
    }

    #[rstest]
    #[case::postfix(POSTFIX, "5.1.1", Verdict::Hard)]
    #[case::postfix_delayed(POSTFIX_DELAYED, "4.4.1", Verdict::Delayed)]
    #[case::exim(EXIM, "5.1.1", Verdict::Hard)]
    #[case::exchange(EXCHANGE, "5.7.1", Verdict::Failed)]
    fn a_report_names_the_mail_and_what_became_of_it(
        #[case] text: &str,
        #[case] code: &str,
        #[case] verdict: Verdict,
    ) {
        for report in [read(text).unwrap(), read_report(text.as_bytes()).unwrap()] {
            assert_eq!((report.code.to_string().as_str(), report.verdict), (code, verdict));
            assert_eq!(report.token.to_string(), TOKEN);
        }
    }

    #[test]
    fn without_a_token_in_its_address_the_returned_message_id_leads_to_the_mail() {
        for text in [POSTFIX, EXIM, EXCHANGE] {
            let plain = text.replace(&format!("bounces+{TOKEN}"), "bounces");
            assert_eq!(read(&plain).unwrap().token.to_string(), TOKEN);
            let neither = plain.replace(TOKEN, "lost");
            assert_eq!(read(&neither), Err(UnreadableReport::NoReference));
        }
    }

    #[test]
    fn the_same_message_is_the_same_report() {
        assert_eq!(read(POSTFIX).unwrap().digest, read(POSTFIX).unwrap().digest);
        assert_ne!(read(POSTFIX).unwrap().digest, read(EXIM).unwrap().digest);
    }

    #[rstest]
    #[case("", UnreadableReport::NoMessage)]
    #[case(OUT_OF_OFFICE, UnreadableReport::NoReport)]
    #[case(&POSTFIX.replace("Action: failed", "Action: relayed"), UnreadableReport::NoFailure)]
    #[case(&POSTFIX.replace("Action: failed", "X-Action: failed").replace("Status:", "X-Status:")
        .replace("Diagnostic-Code", "X-Code"), UnreadableReport::NoStatus)]
    #[case(&POSTFIX.replace("message/delivery-status", "text/x-other"), UnreadableReport::NoReport)]
    fn what_is_no_report_of_a_failure_is_named(#[case] text: &str, #[case] why: UnreadableReport) {
        assert_eq!(read(text), Err(why));
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_refused_unread() {
        assert_eq!(read_report(&vec![b'a'; MAX_BYTES + 1]), Err(UnreadableReport::TooLong));
        let nested = "Content-Type: message/rfc822\n\n".repeat(30_000);
        assert_eq!(read(&nested), Err(UnreadableReport::TooManyParts));
        let shallow = format!("{}{POSTFIX}", "Content-Type: message/rfc822\n\n".repeat(40));
        assert!(read(&shallow).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = read_report(&bytes);
        }

        #[test]
        fn no_spoilt_report_makes_it_panic(at in 0..POSTFIX.len(), with in "\\PC{0,8}", cut in any::<bool>()) {
            let (mut head, tail) = POSTFIX.split_at((0..=at).rev().find(|n| POSTFIX.is_char_boundary(*n)).unwrap());
            if cut { head = head.get(..head.len() / 2).unwrap_or(head); }
            let _ = read(&format!("{head}{with}{tail}"));
        }
    }
}
