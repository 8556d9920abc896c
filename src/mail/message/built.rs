//! A message as it goes over the wire, and between whom.

use std::fmt;

use jiff::Timestamp;
use lettre::address::Envelope;

use super::MessageId;
use super::build::{BuildError, address};
use crate::domain::people::EmailAddress;

/// A message ready for a transport: its bytes never change again, so it can be kept and repeated.
///
/// `Debug` shows the id only.
#[derive(Clone, PartialEq, Eq)]
pub struct BuiltMail {
    /// The id of every attempt.
    pub message_id: MessageId,
    /// Its `Date` header.
    pub dated_at: Timestamp,
    /// The envelope's sender.
    pub envelope_from: EmailAddress,
    /// The one recipient.
    pub to: EmailAddress,
    /// The message: ASCII, lines end in CRLF.
    pub bytes: Vec<u8>,
}

impl BuiltMail {
    /// The message: ASCII, lines end in CRLF.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Between whom, as the mail library has it.
    ///
    /// # Errors
    /// `Address` if the library refuses an address that we accept.
    pub(in crate::mail) fn envelope(&self) -> Result<Envelope, BuildError> {
        Envelope::new(Some(address(&self.envelope_from)?), vec![address(&self.to)?])
            .map_err(|_| BuildError::Address)
    }
}

impl fmt::Debug for BuiltMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BuiltMail({})", self.message_id)
    }
}
