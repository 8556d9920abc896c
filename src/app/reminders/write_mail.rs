//! From what a mail is to say to the bytes that go out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use super::Mailer;
use super::compose::{ComposeError, MailContent, compose, recipient_of};
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

/// The bytes of a mail: those kept of it if nobody knows what came of them and the client's address is the same, or else written
/// now. That one can't be written is that mail's own outcome, whatever goes wrong.
pub(super) fn write_mail(
    mailer: &Mailer,
    claimed: &ClaimedDelivery,
    content: &MailContent,
    draft: Option<MailDraft>,
    now: Timestamp,
) -> Result<BuiltMail, DeliveryOutcome> {
    let is_current = |draft: &MailDraft| Some(&draft.recipient) == recipient_of(content).email.as_ref();
    let written = match draft.filter(is_current) {
        Some(draft) => kept(claimed, draft),
        None => written_now(mailer, claimed, content, now),
    };
    written.map_err(|error| DeliveryOutcome::Failed {
        why: ReminderWhy::NotBuilt,
        detail: Some(error.to_string()),
    })
}

fn kept(claimed: &ClaimedDelivery, draft: MailDraft) -> Result<BuiltMail, WriteError> {
    let MailDraft { envelope_from, recipient, dated_at, message } = draft;
    Ok(BuiltMail {
        message_id: MessageId::parse(&claimed.message_id)?,
        dated_at,
        envelope_from,
        to: recipient,
        bytes: message.into_bytes(),
    })
}

fn written_now(
    mailer: &Mailer,
    claimed: &ClaimedDelivery,
    content: &MailContent,
    now: Timestamp,
) -> Result<BuiltMail, WriteError> {
    let dated_at = claimed.first_attempt_at.unwrap_or(now);
    catch_unwind(AssertUnwindSafe(|| Ok(compose(mailer, claimed, content, dated_at)?.build(dated_at)?)))
        .unwrap_or(Err(WriteError::Panicked))
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
