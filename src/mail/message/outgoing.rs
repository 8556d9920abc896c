//! What one mail holds.

use std::fmt;

use super::MessageId;
use crate::domain::calendars::CalendarPart;
use crate::domain::people::{EmailAddress, Language, PreferredName};

/// One mail to one person. There is no field for a second recipient: membership is the secret.
///
/// `Debug` shows the id only.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Stored before the first attempt; the same on every attempt.
    pub message_id: MessageId,
    /// The one recipient.
    pub to: EmailAddress,
    /// The name beside the recipient's address, if the clinic wants one there.
    pub to_name: Option<PreferredName>,
    /// Whom the mail comes from, as its reader sees it.
    pub from: Sender,
    /// Where answers go, if not to `from`.
    pub reply_to: Option<EmailAddress>,
    /// The envelope's sender: bounces come back here, found by its opaque token.
    pub envelope_from: EmailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The plain text alternative.
    pub text: String,
    /// The HTML alternative.
    pub html: String,
    /// What it brings for its reader's calendar, if they asked for that.
    pub calendar: ForCalendar,
    /// The language of subject, text and HTML.
    pub language: Language,
    /// Headers beyond those every mail carries, such as `List-Unsubscribe`.
    pub headers: Vec<ExtraHeader>,
}

/// What a mail brings for its reader's calendar. A part is about one appointment (RFC 5546, section 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForCalendar {
    /// Nothing.
    Nothing,
    /// The one appointment that the mail is about, as its last alternative.
    Alternative(CalendarPart),
    /// Appointments that the mail tells of, as an attached file each, in this order; without any it brings nothing.
    Files(Vec<CalendarPart>),
}

/// The visible sender of a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address.
    pub address: EmailAddress,
    /// The clinic's neutral name, one line.
    pub name: Option<String>,
}

/// A header that only some mails carry.
#[derive(Clone, PartialEq, Eq)]
pub struct ExtraHeader {
    /// The name: ASCII letters, digits and hyphens; none of those that building sets.
    pub name: &'static str,
    /// The value: one line of printable ASCII.
    pub value: String,
}

impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutgoingMail({})", self.message_id)
    }
}
