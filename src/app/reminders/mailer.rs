//! By which way mails leave, and in whose name.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use crate::app::App;
use crate::domain::bounces::{BounceToken, bounce_address};
use crate::domain::ids::ReminderDeliveryId;
use crate::domain::people::EmailAddress;
use crate::domain::randomness::Entropy;
use crate::mail::message::{InvalidMessageId, MessageId, Sender};
use crate::mail::transport::MailTransport;

/// What a new mail is known by.
pub(in crate::app) struct MailNames {
    /// In the outbox.
    pub(in crate::app) id: ReminderDeliveryId,
    /// By mail servers: the Message-ID, angle brackets included.
    pub(in crate::app) message_id: String,
}

/// A transport, the sender of every mail, and the host that vouches for Message-IDs.
#[derive(Clone)]
pub struct Mailer {
    pub(super) transport: Arc<dyn MailTransport>,
    pub(super) from: Sender,
    bounce_base: Option<EmailAddress>,
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
        let message_id_host = message_id_host.to_owned();
        Ok(Self { transport, from, bounce_base: None, message_id_host, link_base: None })
    }

    /// The same mailer, whose mails lead to pages under `base` (an address without a slash at its end); without one they hold
    /// no links.
    #[must_use]
    pub fn with_links(mut self, base: &str) -> Self {
        self.link_base = Some(base.to_owned());
        self
    }

    /// The same mailer, to whose mails' envelopes reports come back at that address, with the mail's token in it.
    #[must_use]
    pub fn with_bounce_address(mut self, base: Option<EmailAddress>) -> Self {
        self.bounce_base = base;
        self
    }

    /// The envelope's sender of the mail with that Message-ID.
    pub(super) fn envelope_from(&self, id: &MessageId) -> EmailAddress {
        let with_token = |base| bounce_address(base, &id.opaque().parse().ok()?);
        self.bounce_base.as_ref().and_then(with_token).unwrap_or_else(|| self.from.address.clone())
    }

    /// The envelope's sender with a token that no mail has: for seeing whether a server takes mails from it.
    #[must_use]
    pub fn sample_sender(&self) -> EmailAddress {
        let sample = self.bounce_base.as_ref().and_then(|base| bounce_address(base, &BounceToken::sample()));
        sample.unwrap_or_else(|| self.from.address.clone())
    }

    /// Draws what a new mail is known by.
    pub(in crate::app) fn draw_names(&self, app: &App, now: Timestamp) -> MailNames {
        MailNames {
            id: ReminderDeliveryId::mint(now, app.entropy()),
            message_id: self.draw_message_id(app.entropy()),
        }
    }

    /// Draws a new Message-ID.
    pub(in crate::app) fn draw_message_id(&self, entropy: &dyn Entropy) -> String {
        draw_message_id(entropy, &self.message_id_host)
    }
}

/// Draws a new Message-ID, 128 random bits and the host that vouches for it: it tells neither whose session nor which.
pub(in crate::app) fn draw_message_id(entropy: &dyn Entropy, host: &str) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    let opaque = bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("<{opaque}@{host}>")
}
