//! From data to MIME. Never panics, whatever the data hold.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::Message;
use lettre::address::Address;
use lettre::message::header::{ContentDisposition, ContentType, Date, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use sha2::{Digest, Sha256};

use super::{BuiltMail, ExtraHeader, ForCalendar, OutgoingMail};
use crate::domain::calendars::CalendarPart;
use crate::domain::people::EmailAddress;

/// Why a mail cannot be built. Holds nothing of the mail's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A display name is empty, too long or not one line.
    #[error("a display name is empty, too long or not one line")]
    DisplayName,
    /// The subject is empty, too long or not one line.
    #[error("the subject is empty, too long or not one line")]
    Subject,
    /// A text holds a NUL.
    #[error("a body holds a NUL")]
    Body,
    /// An extra header's name is reserved or its value is not one line of printable ASCII.
    #[error("the header {0} is reserved, or its value is not one line of printable ASCII")]
    Header(&'static str),
    /// The mail library refuses an address that we accept.
    #[error("an address is refused by the mail library")]
    Address,
    /// The date lies before 1970 or after 9999.
    #[error("the date lies outside 1970 to 9999")]
    Date,
    /// The message as built breaks a rule of transport: ASCII, CRLF, lines of at most 998 bytes.
    #[error("the message as built cannot be transported")]
    Transport,
}

/// The greatest length of a subject or a display name, in characters.
const MAX_LINE_CHARS: usize = 200;
/// The longest line, without its CRLF (RFC 5322, 2.1.1).
const MAX_WIRE_LINE: usize = 998;
/// The first second that the library's date type cannot hold: the year 10000.
const END_OF_DATES: u64 = 253_402_300_800;
/// What building sets itself.
const RESERVED: [&str; 15] = [
    "Auto-Submitted",
    "Bcc",
    "Cc",
    "Content-Language",
    "Content-Transfer-Encoding",
    "Content-Type",
    "Date",
    "From",
    "Message-ID",
    "MIME-Version",
    "Reply-To",
    "Return-Path",
    "Sender",
    "Subject",
    "To",
];

impl OutgoingMail {
    /// Builds the message: text, then HTML, then the calendar's part if it is about one appointment, as alternatives; the
    /// calendar's files, if it has some, are attached to those. The same mail and date give the same bytes, so a retry that
    /// passes the first attempt's instant repeats the message exactly.
    ///
    /// # Errors
    /// The first thing that cannot stand in a message.
    pub fn build(&self, dated_at: Timestamp) -> Result<BuiltMail, BuildError> {
        if !is_one_line(&self.subject) {
            return Err(BuildError::Subject);
        }
        if self.text.contains('\0') || self.html.contains('\0') {
            return Err(BuildError::Body);
        }
        let to = address(&self.to)?;
        let to_name = self.to_name.as_ref().map(|name| name.as_str());
        let mut message = Message::builder()
            .from(mailbox(self.from.name.as_deref(), address(&self.from.address)?)?)
            .to(mailbox(to_name, to)?)
            .header(date(dated_at)?)
            .subject(self.subject.clone())
            .message_id(Some(self.message_id.to_string()))
            // RFC 3834: keeps vacation responders quiet.
            .raw_header(ascii_header("Auto-Submitted", "auto-generated".to_owned())?)
            .raw_header(ascii_header("Content-Language", self.language.word().to_owned())?);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(Mailbox::new(None, address(reply_to)?));
        }
        for ExtraHeader { name, value } in &self.headers {
            if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
                return Err(BuildError::Header(name));
            }
            message = message.raw_header(ascii_header(name, value.clone())?);
        }
        let alternatives = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(self.boundary("alt"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        let body = match &self.calendar {
            ForCalendar::Nothing => alternatives,
            ForCalendar::Alternative(part) => alternatives.singlepart(calendar_part(part)?),
            ForCalendar::Files(parts) => self.with_files(alternatives, parts)?,
        };
        let bytes = message.multipart(body).map_err(|_| BuildError::Transport)?.formatted();
        if can_be_transported(&bytes) {
            Ok(BuiltMail {
                message_id: self.message_id.clone(),
                dated_at,
                envelope_from: self.envelope_from.clone(),
                to: self.to.clone(),
                bytes,
            })
        } else {
            Err(BuildError::Transport)
        }
    }

    /// The alternatives with a file for each of these parts.
    fn with_files(&self, alternatives: MultiPart, parts: &[CalendarPart]) -> Result<MultiPart, BuildError> {
        if parts.is_empty() {
            return Ok(alternatives);
        }
        let whole = MultiPart::builder()
            .kind(MultiPartKind::Mixed)
            .boundary(self.boundary("mix"))
            .multipart(alternatives);
        (1_usize..)
            .zip(parts)
            .try_fold(whole, |whole, (number, part)| Ok(whole.singlepart(calendar_file(part, number)?)))
    }

    /// A boundary from the id alone: the library's own would be drawn by chance and change the bytes.
    fn boundary(&self, of: &str) -> String {
        let digest = Sha256::digest(self.message_id.as_str());
        digest.iter().take(20).fold(format!("{of}-"), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn calendar_part(part: &CalendarPart) -> Result<SinglePart, BuildError> {
    Ok(SinglePart::builder().header(calendar_type(part)?).body(part.text().to_owned()))
}

/// A file's name says no more than the mail's subject does.
fn calendar_file(part: &CalendarPart, number: usize) -> Result<SinglePart, BuildError> {
    let name = ContentDisposition::attachment(&format!("appointment-{number}.ics"));
    Ok(SinglePart::builder().header(calendar_type(part)?).header(name).body(part.text().to_owned()))
}

/// The type names the method, as the text does (RFC 6047, section 2.4).
fn calendar_type(part: &CalendarPart) -> Result<ContentType, BuildError> {
    ContentType::parse(&part.content_type()).map_err(|_| BuildError::Transport)
}

fn is_one_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_LINE_CHARS && !text.chars().any(char::is_control)
}

/// An address as the mail library has it.
pub(in crate::mail) fn address(ours: &EmailAddress) -> Result<Address, BuildError> {
    Address::new(ours.local_part(), ours.domain()).map_err(|_| BuildError::Address)
}

/// The library panics on CR, LF and NUL in a display name (seen in 0.11.23), so names are checked before.
fn mailbox(name: Option<&str>, address: Address) -> Result<Mailbox, BuildError> {
    if name.is_some_and(|name| !is_one_line(name)) {
        return Err(BuildError::DisplayName);
    }
    Ok(Mailbox::new(name.map(str::to_owned), address))
}

/// The library's date panics outside these bounds, so they are checked before.
fn date(at: Timestamp) -> Result<Date, BuildError> {
    let seconds = u64::try_from(at.as_second()).map_err(|_| BuildError::Date)?;
    if seconds >= END_OF_DATES {
        return Err(BuildError::Date);
    }
    Ok(Date::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)))
}

fn ascii_header(name: &'static str, value: String) -> Result<HeaderValue, BuildError> {
    let good_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let good_value = !value.is_empty() && value.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
    if !good_name || !good_value {
        return Err(BuildError::Header(name));
    }
    let name_checked = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| BuildError::Header(name))?;
    Ok(HeaderValue::new(name_checked, value))
}

/// ASCII without NUL, each line ended by CRLF and short enough (RFC 5321, 2.3.8; RFC 5322, 2.1.1).
fn can_be_transported(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\r\n")
        && bytes.is_ascii()
        && !bytes.contains(&0)
        && bytes.split_inclusive(|&b| b == b'\n').all(|line| {
            line.strip_suffix(b"\r\n")
                .is_some_and(|text| text.len() <= MAX_WIRE_LINE && !text.contains(&b'\r'))
        })
}
