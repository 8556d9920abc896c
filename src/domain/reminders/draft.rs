//! What is kept of a mail until it is known what came of handing it over.

use std::fmt;

use jiff::Timestamp;

use crate::domain::people::EmailAddress;

/// A mail's bytes, kept from before it is handed over until its outcome is known: an unknown outcome is repeated with the same
/// bytes (RFC 1047 leaves the doubt; equal bytes let the reader's program see one mail).
///
/// `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct MailDraft {
    /// The envelope's sender.
    pub envelope_from: EmailAddress,
    /// The one recipient. A client whose address has changed since gets a new mail, with a Message-ID of its own.
    pub recipient: EmailAddress,
    /// Its `Date` header.
    pub dated_at: Timestamp,
    /// The message as it goes over the wire: ASCII, lines end in CRLF.
    pub message: String,
}

impl fmt::Debug for MailDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailDraft")
    }
}
