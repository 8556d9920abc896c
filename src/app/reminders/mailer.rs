//! By which way mails leave, and in whose name.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::domain::randomness::Entropy;
use crate::mail::message::{InvalidMessageId, MessageId, Sender};
use crate::mail::transport::MailTransport;

/// A transport, the sender of every mail, and the host that vouches for Message-IDs.
#[derive(Clone)]
pub struct Mailer {
    pub(super) transport: Arc<dyn MailTransport>,
    pub(super) from: Sender,
    message_id_host: String,
    pub(super) link_base: Option<String>,
}

impl Mailer {
    /// Puts a mailer together.
    ///
    /// # Errors
    /// `InvalidMessageId` if no Message-ID can have that host.
    pub fn new(
        transport: Arc<dyn MailTransport>,
        from: Sender,
        message_id_host: &str,
    ) -> Result<Self, InvalidMessageId> {
        MessageId::new(&"0".repeat(32), message_id_host)?;
        Ok(Self { transport, from, message_id_host: message_id_host.to_owned(), link_base: None })
    }

    /// The same mailer, whose mails lead to pages under `base` (an address without a slash at its end); without one they hold
    /// no links.
    #[must_use]
    pub fn with_links(mut self, base: &str) -> Self {
        self.link_base = Some(base.to_owned());
        self
    }

    /// Draws a new Message-ID, 128 random bits: it tells neither whose session nor which.
    pub(in crate::app) fn draw_message_id(&self, entropy: &dyn Entropy) -> String {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        let opaque = bytes.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        format!("<{opaque}@{}>", self.message_id_host)
    }
}
