//! From what is known about a reminder to the mail.

use super::Mailer;
use crate::domain::reminders::{ClaimedDelivery, ReminderContent};
use crate::mail::message::{InvalidMessageId, MessageId, OutgoingMail};
use crate::mail::render::{ReminderMail, RenderError};

/// Why no mail can be made. Holds nothing of its content.
#[derive(Debug, thiserror::Error)]
pub(super) enum ComposeError {
    /// There is no address; the check before sending answers that earlier.
    #[error("no address")]
    NoAddress,
    /// The stored Message-ID is none.
    #[error("Message-ID: {0}")]
    MessageId(#[from] InvalidMessageId),
    /// The words can't be found.
    #[error("{0}")]
    Render(#[from] RenderError),
}

/// Writes the mail, in the client's language and zone. The same facts give the same mail.
pub(super) fn compose(
    mailer: &Mailer,
    delivery: &ClaimedDelivery,
    content: &ReminderContent,
) -> Result<OutgoingMail, ComposeError> {
    let ReminderContent {
        email,
        preferred_name,
        language,
        zone,
        starts_at,
        minutes,
        clinic_name,
        clinic_phone,
        crisis_lines,
    } = content.clone();
    let words = ReminderMail {
        preferred_name: Some(preferred_name),
        language,
        starts_at,
        zone,
        minutes,
        clinic_name: clinic_name.to_string(),
        clinic_phone: clinic_phone.map(|phone| phone.to_string()),
        crisis_lines: crisis_lines.map(|lines| lines.to_string()),
    };
    let rendered = words.render()?;
    Ok(OutgoingMail {
        message_id: MessageId::parse(&delivery.message_id)?,
        to: email.ok_or(ComposeError::NoAddress)?,
        // The greeting says it already; a header is read by more eyes.
        to_name: None,
        from: mailer.from.clone(),
        reply_to: None,
        envelope_from: mailer.from.address.clone(),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        language: rendered.language,
        headers: Vec::new(),
    })
}
