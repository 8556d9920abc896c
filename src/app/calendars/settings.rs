//! How calendars are published.

use crate::domain::access::TokenSecret;
use crate::domain::people::EmailAddress;

/// Where feeds are reached, and who publishes single files.
#[derive(Debug, Clone, Default)]
pub struct CalendarSettings {
    /// What links begin with, without a slash at the end: the service's public address. Empty: links are paths.
    pub link_base: String,
    /// The organizer of single files: the sender of the clinic's mails.
    pub organizer: Option<EmailAddress>,
}

impl CalendarSettings {
    /// The link of a feed. It holds the secret: it is given once, and never logged.
    pub(super) fn link(&self, secret: &TokenSecret) -> String {
        format!("{}/calendars/{}.ics", self.link_base, secret.expose())
    }
}
