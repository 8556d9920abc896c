//! What becomes of a claimed mail, from the facts as they are now.

use jiff::Timestamp;

use super::compose::MailContent;
use crate::domain::notices::{self, NoticeLine};
use crate::domain::reminders::{
    ClaimedDelivery, DeliveryFacts, DeliveryKind, DeliveryOutcome, Recheck, ReminderWhy, recheck,
};
use crate::storage::StorageError;

/// What to send, or what becomes of the mail instead. `lines` are a notice's.
pub(super) fn decide(
    mail: &ClaimedDelivery,
    facts: Option<Result<DeliveryFacts, StorageError>>,
    lines: Option<Result<Vec<NoticeLine>, StorageError>>,
    now: Timestamp,
) -> Result<MailContent, DeliveryOutcome> {
    let not_built =
        |detail: String| DeliveryOutcome::Failed { why: ReminderWhy::NotBuilt, detail: Some(detail) };
    let unreadable = |error: StorageError| not_built(error.to_string());
    let facts = facts.ok_or_else(|| not_built("what it is about is missing".to_owned()))?;
    let DeliveryFacts { current, content } = facts.map_err(unreadable)?;
    match mail.kind {
        DeliveryKind::Notice => {
            let lines = lines.transpose().map_err(unreadable)?.unwrap_or_default();
            let lines = notices::check(mail, &current, lines, &content.recipient.zone, now)?;
            Ok(MailContent::Notice(content.recipient, lines))
        }
        DeliveryKind::Reminder => match recheck(mail, &current, &content.recipient.zone, now) {
            Recheck::Send => Ok(MailContent::Reminder(content)),
            Recheck::Wait(until) => Err(DeliveryOutcome::Wait { until }),
            Recheck::Suppress(why) => Err(DeliveryOutcome::Suppressed(why)),
            Recheck::Expire(why) => Err(DeliveryOutcome::Expired(why)),
            Recheck::Fail(why) => Err(DeliveryOutcome::Failed { why, detail: None }),
        },
    }
}
