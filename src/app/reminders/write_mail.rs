//! From what a mail is to say to the bytes that go out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use super::compose::{ComposeError, MailContent, address_of, compose};
use super::deliver_due::Delivery;
use super::mint_links::MailLinks;
use crate::domain::access::TokenHash;
use crate::domain::links::NewLink;
use crate::domain::reminders::{ClaimedDelivery, DeliveryOutcome, MailDraft, ReminderWhy};
use crate::mail::message::{BuildError, BuiltMail, InvalidMessageId, MessageId};

/// Why there are no bytes. Holds nothing of the mail's content.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    /// The words can't be found.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// The words can't stand in a message.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The stored Message-ID is none.
    #[error("Message-ID: {0}")]
    MessageId(#[from] InvalidMessageId),
    /// A fault of ours, or of a library.
    #[error("writing it panicked")]
    Panicked,
}

/// A mail as it goes out.
pub(super) struct WrittenMail {
    /// Its bytes.
    pub(super) mail: BuiltMail,
    /// What is to be kept of the links that were made with them; none of bytes that were kept.
    pub(super) links: Vec<(NewLink, TokenHash)>,
}

/// The bytes of a mail: those kept of it if nobody knows what came of them and the client's address is the same, or else written
/// now; under another Message-ID then, if others may have arrived under its own. That one can't be written is that mail's own
/// outcome, whatever goes wrong.
pub(super) fn write_mail(
    delivery: &Delivery<'_>,
    claimed: &ClaimedDelivery,
    content: &MailContent,
    draft: Option<MailDraft>,
    now: Timestamp,
) -> Result<WrittenMail, DeliveryOutcome> {
    let is_current = |draft: &MailDraft| Some(&draft.recipient) == address_of(content);
    let written = match draft.filter(is_current) {
        Some(draft) => kept(claimed, draft),
        None => written_now(delivery, claimed, content, now),
    };
    written.map_err(|error| DeliveryOutcome::Failed {
        why: ReminderWhy::NotBuilt,
        detail: Some(error.to_string()),
    })
}

fn kept(claimed: &ClaimedDelivery, draft: MailDraft) -> Result<WrittenMail, WriteError> {
    let MailDraft { envelope_from, recipient, dated_at, message } = draft;
    let mail = BuiltMail {
        message_id: MessageId::parse(&claimed.message_id)?,
        dated_at,
        envelope_from,
        to: recipient,
        bytes: message.into_bytes(),
    };
    Ok(WrittenMail { mail, links: Vec::new() })
}

fn written_now(
    delivery: &Delivery<'_>,
    claimed: &ClaimedDelivery,
    content: &MailContent,
    now: Timestamp,
) -> Result<WrittenMail, WriteError> {
    let Delivery { app, mailer, .. } = delivery;
    let renewed = (claimed.unknowns > 0)
        .then(|| ClaimedDelivery { message_id: mailer.draw_message_id(app.entropy()), ..claimed.clone() });
    let claimed = renewed.as_ref().unwrap_or(claimed);
    let dated_at = claimed.first_attempt_at.unwrap_or(now);
    let base = mailer.link_base.as_deref();
    let links = base.and_then(|base| MailLinks::mint(app.entropy(), base, claimed, content, now));
    let mail = catch_unwind(AssertUnwindSafe(|| {
        Ok(compose(mailer, claimed, content, links.as_ref(), dated_at)?.build(dated_at)?)
    }));
    let mail = mail.unwrap_or(Err(WriteError::Panicked))?;
    Ok(WrittenMail { mail, links: links.map(|links| links.kept).unwrap_or_default() })
}

/// What is kept of a mail until it is known what came of it.
pub(super) fn draft_of(mail: &BuiltMail) -> MailDraft {
    MailDraft {
        envelope_from: mail.envelope_from.clone(),
        recipient: mail.to.clone(),
        dated_at: mail.dated_at,
        // Built of ASCII, so nothing is lost.
        message: String::from_utf8_lossy(mail.bytes()).into_owned(),
    }
}
