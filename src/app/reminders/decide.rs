//! What becomes of a claimed mail, from the facts as they are now.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::compose::MailContent;
use crate::domain::ids::ReminderDeliveryId;
use crate::domain::notices::{self, NoticeLine};
use crate::domain::reminders::{
    ClaimedDelivery, DeliveryFacts, DeliveryKind, DeliveryOutcome, Recheck, ReminderWhy, recheck,
    recheck_welcome,
};
use crate::domain::staff_mails::{StaffFacts, recheck_staff};
use crate::storage::StorageError;

/// What was read anew about the mails that are about to be sent.
pub(super) struct Known {
    /// About each mail to a client.
    pub(super) facts: HashMap<ReminderDeliveryId, Result<DeliveryFacts, StorageError>>,
    /// What each notice tells.
    pub(super) lines: HashMap<ReminderDeliveryId, Result<Vec<NoticeLine>, StorageError>>,
    /// About each mail to staff.
    pub(super) staff: HashMap<ReminderDeliveryId, Result<StaffFacts, StorageError>>,
    /// Those welcomes whose next appointments are a week apart.
    pub(super) weekly: HashSet<ReminderDeliveryId>,
}

fn not_built(detail: String) -> DeliveryOutcome {
    DeliveryOutcome::Failed { why: ReminderWhy::NotBuilt, detail: Some(detail) }
}

fn unreadable(error: StorageError) -> DeliveryOutcome {
    not_built(error.to_string())
}

fn missing() -> DeliveryOutcome {
    not_built("what it is about is missing".to_owned())
}

/// What to send, or what becomes of the mail instead.
pub(super) fn decide(
    mail: &ClaimedDelivery,
    known: &mut Known,
    now: Timestamp,
) -> Result<MailContent, DeliveryOutcome> {
    match mail.kind {
        DeliveryKind::Reminder | DeliveryKind::Notice | DeliveryKind::Welcome => to_client(mail, known, now),
        DeliveryKind::ClientDeclined | DeliveryKind::UnrecordedNudge | DeliveryKind::StaffDigest => {
            let facts = known.staff.remove(&mail.id).ok_or_else(missing)?.map_err(unreadable)?;
            go_on(recheck_staff(mail, &facts, now))?;
            Ok(MailContent::Staff(facts.recipient, facts.content))
        }
    }
}

fn to_client(
    mail: &ClaimedDelivery,
    known: &mut Known,
    now: Timestamp,
) -> Result<MailContent, DeliveryOutcome> {
    let facts = known.facts.remove(&mail.id).ok_or_else(missing)?;
    let DeliveryFacts { current, welcome, content } = facts.map_err(unreadable)?;
    let zone = &content.recipient.zone;
    match mail.kind {
        DeliveryKind::Notice => {
            let lines = known.lines.remove(&mail.id).transpose().map_err(unreadable)?.unwrap_or_default();
            let lines = notices::check(mail, &current, lines, zone, now)?;
            Ok(MailContent::Notice(content.recipient, lines))
        }
        DeliveryKind::Welcome => {
            go_on(recheck_welcome(mail, &current, welcome, zone, now))?;
            Ok(MailContent::Welcome(content, known.weekly.contains(&mail.id)))
        }
        DeliveryKind::Reminder
        | DeliveryKind::ClientDeclined
        | DeliveryKind::UnrecordedNudge
        | DeliveryKind::StaffDigest => {
            go_on(recheck(mail, &current, zone, now))?;
            Ok(MailContent::Reminder(content))
        }
    }
}

fn go_on(checked: Recheck) -> Result<(), DeliveryOutcome> {
    match checked {
        Recheck::Send => Ok(()),
        Recheck::Wait(until) => Err(DeliveryOutcome::Wait { until }),
        Recheck::Suppress(why) => Err(DeliveryOutcome::Suppressed(why)),
        Recheck::Expire(why) => Err(DeliveryOutcome::Expired(why)),
        Recheck::Fail(why) => Err(DeliveryOutcome::Failed { why, detail: None }),
    }
}
