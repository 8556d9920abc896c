//! The check before mails are handed over, and that they are about to be.

use jiff::{SignedDuration, Timestamp};

use super::decide::{Known, decide};
use super::deliver_due::Delivery;
use super::write_mail::{draft_of, write_mail};
use crate::domain::reminders::{ClaimedDelivery, DeliveryOutcome};
use crate::mail::message::BuiltMail;
use crate::storage::client_links::replace_links;
use crate::storage::notices::{load_lines, lock_lines};
use crate::storage::reminders::{
    begin_sending, hand_back, keep_drafts, load_delivery_facts, load_drafts, load_weekly, lock_clients,
    record_outcomes, replace_message_id,
};
use crate::storage::staff_mails::load_staff_facts;
use crate::storage::{StorageError, Transaction};

/// How long a mail waits whose client's record is being changed at the moment.
const WHILE_IN_CHANGE: SignedDuration = SignedDuration::from_secs(2);

/// What the check before sending gave.
pub(super) struct Checked<'a> {
    /// What became of the others.
    pub(super) decided: Vec<(&'a ClaimedDelivery, DeliveryOutcome)>,
    /// What is to be handed over.
    pub(super) begun: Vec<(&'a ClaimedDelivery, BuiltMail)>,
    /// How many were given back unbegun.
    pub(super) handed_back: u64,
}

/// Reads the facts anew, writes down what is not to be sent, and that sending the others begins now, with their bytes.
///
/// A change that supersedes a mail either comes before this, which then sees it, or after, and then sending had begun.
///
/// # Errors
/// `StorageError` if the database fails; of a mail that can't be read or written, that is its own outcome.
pub(super) async fn check_and_begin<'a>(
    tx: &Transaction,
    delivery: &Delivery<'_>,
    wave: &'a [ClaimedDelivery],
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<Checked<'a>, StorageError> {
    let worker = delivery.worker.as_str();
    let in_change = lock_clients(tx, wave).await?;
    lock_lines(tx, wave).await?;
    let mut known = Known {
        facts: load_delivery_facts(tx, wave, now).await?,
        lines: load_lines(tx, wave).await?,
        staff: load_staff_facts(tx, wave, now).await?,
        weekly: load_weekly(tx, wave).await?,
    };
    let mut drafts = load_drafts(tx, wave).await?;
    let mut decided = Vec::new();
    let mut to_send = Vec::new();
    for mail in wave {
        if in_change.contains(&mail.id) {
            let until = now.saturating_add(WHILE_IN_CHANGE).unwrap_or(now);
            decided.push((mail, DeliveryOutcome::Wait { until }));
            continue;
        }
        let content = decide(mail, &mut known, now);
        let draft = drafts.remove(&mail.id);
        match content.and_then(|content| write_mail(delivery, mail, &content, draft, now)) {
            Ok(written) => to_send.push((mail, written)),
            Err(outcome) => decided.push((mail, outcome)),
        }
    }
    record_outcomes(tx, worker, &decided, now).await?;
    let mails: Vec<&ClaimedDelivery> = to_send.iter().map(|(mail, _)| *mail).collect();
    let still_ours = begin_sending(tx, worker, &mails, now, lease_end).await?;
    let (to_send, kept_back): (Vec<_>, Vec<_>) =
        to_send.into_iter().partition(|(mail, _)| still_ours.contains(&mail.id));
    // The clinic's mails were paused: they wait unclaimed. Of a claim that counts no more, nothing changes.
    let kept_back: Vec<&ClaimedDelivery> = kept_back.iter().map(|(mail, _)| *mail).collect();
    let handed_back = hand_back(tx, worker, &kept_back, now).await?;
    let drafts: Vec<_> = to_send.iter().map(|(mail, written)| (*mail, draft_of(&written.mail))).collect();
    keep_drafts(tx, &drafts).await?;
    for (mail, written) in &to_send {
        let message_id = written.mail.message_id.as_str();
        if message_id != mail.message_id {
            replace_message_id(tx, mail.clinic_id, mail.id, message_id, now).await?;
        }
    }
    let (begun, links): (Vec<_>, Vec<_>) =
        to_send.into_iter().map(|(mail, written)| ((mail, written.mail), written.links)).unzip();
    replace_links(tx, &links.concat(), now).await?;
    Ok(Checked { decided, begun, handed_back })
}
