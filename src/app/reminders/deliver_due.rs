//! Emptying the outbox of what is due.

use futures_util::future::{join, join_all};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::unbounded_channel;

use super::Mailer;
use super::decide::{Known, decide};
use super::record_finished::{Finished, record_finished};
use super::send_one::send_one;
use super::write_mail::{draft_of, write_mail};
use crate::app::ambient::Timer;
use crate::app::{App, Failure};
use crate::domain::jobs::WorkerName;
use crate::domain::reminders::{Backoff, ClaimedDelivery, DeliveryOutcome, ReminderState, ReminderWhy};
use crate::mail::message::BuiltMail;
use crate::storage::client_links::replace_links;
use crate::storage::notices::{load_lines, lock_lines};
use crate::storage::reminders::{
    Claims, UnreadableMail, begin_sending, claim_due, hand_back, keep_drafts, load_delivery_facts,
    load_drafts, load_weekly, lock_clients, record_outcomes, replace_message_id,
};
use crate::storage::staff_mails::load_staff_facts;
use crate::storage::{StorageError, Transaction};

/// How mails are delivered.
#[derive(Debug, Clone, Copy)]
pub struct DeliverySettings {
    /// How long a claimed mail belongs to one worker. Sending one is cut off when it ends.
    pub lease: SignedDuration,
    /// How many mails are claimed at once.
    pub batch_size: u32,
    /// How many of them are under way at once: as many connections as the transport keeps.
    pub at_once: usize,
    /// How often a mail is tried before it has failed.
    pub max_attempts: u32,
    /// How the waits between tries grow.
    pub backoff: Backoff,
}

/// One worker at its outbox.
pub struct Delivery<'a> {
    /// The application.
    pub app: &'a App,
    /// By which way mails leave.
    pub mailer: &'a Mailer,
    /// Ends what outlasts its lease.
    pub timer: &'a dyn Timer,
    /// How.
    pub settings: DeliverySettings,
    /// In whose name mails are claimed.
    pub worker: &'a WorkerName,
    /// Asked before mails are claimed and before any is begun; once it answers no, the rest is handed back.
    pub keep_going: &'a (dyn Fn() -> bool + Sync),
}

/// What came of the mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeliveryReport {
    /// Taken on by a server.
    pub sent: u64,
    /// To be tried again.
    pub put_off: u64,
    /// Failed for good.
    pub failed: u64,
    /// Not to be sent, as things stand.
    pub suppressed: u64,
    /// Too late.
    pub expired: u64,
    /// Claimed, and handed back untouched because the worker stops or the clinic's mails were paused.
    pub handed_back: u64,
}

impl DeliveryReport {
    pub(super) fn count(&mut self, outcome: &DeliveryOutcome) {
        match outcome.state() {
            ReminderState::Sent => self.sent += 1,
            ReminderState::Planned | ReminderState::Claimed => self.put_off += 1,
            ReminderState::Failed => self.failed += 1,
            ReminderState::Suppressed => self.suppressed += 1,
            ReminderState::Expired => self.expired += 1,
        }
    }
}

/// Delivers what is due, of all clinics, until nothing is or the worker stops.
///
/// Claimed in one transaction; checked again and begun in another; handed over outside any; recorded in as few as come of writing
/// down together what has finished meanwhile. A worker that dies in between loses nothing: what it had not begun is claimed again
/// once its lease is over, what it had begun is repeated once.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn deliver_due(delivery: &Delivery<'_>) -> Result<DeliveryReport, Failure> {
    let Delivery { app, settings, worker, keep_going, .. } = delivery;
    let mut report = DeliveryReport::default();
    while keep_going() {
        let now = app.now();
        let end = lease_end(now, settings);
        let claimed = app
            .write(|tx| async move {
                claim_due(&tx, worker.as_str(), now, end, settings.batch_size).await.map_err(Failure::from)
            })
            .await?;
        if claimed.is_empty() {
            break;
        }
        let Claims { mails, unreadable } = &claimed;
        unreadable.iter().for_each(tell_unreadable);
        report.failed += unreadable.len() as u64;
        let mut rest = mails.as_slice();
        while !rest.is_empty() && keep_going() {
            let (wave, later) = rest.split_at(settings.at_once.clamp(1, rest.len()));
            deliver_wave(delivery, wave, &mut report).await?;
            rest = later;
        }
        hand_back_rest(delivery, rest, &mut report).await?;
    }
    Ok(report)
}

fn lease_end(now: Timestamp, settings: &DeliverySettings) -> Timestamp {
    now.saturating_add(settings.lease).unwrap_or(Timestamp::MAX)
}

/// Mails that are under way at once.
async fn deliver_wave(
    delivery: &Delivery<'_>,
    wave: &[ClaimedDelivery],
    report: &mut DeliveryReport,
) -> Result<(), Failure> {
    let now = delivery.app.now();
    let end = lease_end(now, &delivery.settings);
    let checked = delivery
        .app
        .write(
            |tx| async move { check_and_begin(&tx, delivery, wave, now, end).await.map_err(Failure::from) },
        )
        .await?;
    report.handed_back += checked.handed_back;
    for (mail, outcome) in &checked.decided {
        tell(mail, outcome);
        report.count(outcome);
    }
    let begun = &checked.begun;
    let (finished, to_record) = unbounded_channel();
    let sending = async move {
        let finished = &finished;
        // All of them are waited for, whatever fails: each has been begun.
        join_all(begun.iter().map(|(mail, built)| async move {
            let handed_over = send_one(delivery, mail, built, end).await;
            tell(mail, &handed_over.outcome);
            // Whoever records goes on for as long as this may send.
            let _ = finished.send(Finished { mail, built, handed_over });
        }))
        .await;
    };
    let ((), recorded) = join(sending, record_finished(delivery, to_record, end, report)).await;
    recorded
}

/// What the check before sending gave.
struct Checked<'a> {
    decided: Vec<(&'a ClaimedDelivery, DeliveryOutcome)>,
    begun: Vec<(&'a ClaimedDelivery, BuiltMail)>,
    handed_back: u64,
}

/// Reads the facts anew, writes down what is not to be sent, and that sending the others begins now, with their bytes.
///
/// A change that supersedes a mail either comes before this, which then sees it, or after, and then sending had begun.
async fn check_and_begin<'a>(
    tx: &Transaction,
    delivery: &Delivery<'_>,
    wave: &'a [ClaimedDelivery],
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<Checked<'a>, StorageError> {
    let worker = delivery.worker.as_str();
    lock_clients(tx, wave).await?;
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

async fn hand_back_rest(
    delivery: &Delivery<'_>,
    rest: &[ClaimedDelivery],
    report: &mut DeliveryReport,
) -> Result<(), Failure> {
    if rest.is_empty() {
        return Ok(());
    }
    let Delivery { app, worker, .. } = delivery;
    let now = app.now();
    let mails: &Vec<&ClaimedDelivery> = &rest.iter().collect();
    report.handed_back += app
        .write(|tx| async move { hand_back(&tx, worker.as_str(), mails, now).await.map_err(Failure::from) })
        .await?;
    Ok(())
}

/// Ids and codes only: never a name or an address.
fn tell(mail: &ClaimedDelivery, outcome: &DeliveryOutcome) {
    tracing::info!(
        clinic = %mail.clinic_id,
        delivery = %mail.id,
        kind = mail.kind.word(),
        attempt = mail.attempt,
        state = outcome.state().word(),
        why = outcome.why().map(ReminderWhy::word),
        detail = outcome.detail(),
        "mail"
    );
}

/// The same of one whose kind may be what can't be read.
fn tell_unreadable(mail: &UnreadableMail) {
    let UnreadableMail { clinic_id, id, detail } = mail;
    let (state, why) = (ReminderState::Failed.word(), ReminderWhy::NotBuilt.word());
    tracing::info!(clinic = %clinic_id, delivery = %id, state, why, detail, "mail");
}
