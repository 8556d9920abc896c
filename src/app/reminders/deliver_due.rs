//! Emptying the outbox of what is due.

use futures_util::future::join;
use futures_util::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::unbounded_channel;

use super::Mailer;
use super::check_and_begin::check_and_begin;
use super::record_finished::{Finished, record_finished};
use super::send_one::{HandedOver, send_one};
use super::wave_size::{LONGEST_WAIT, STILL_FRESH, WaveSize};
use crate::app::ambient::Timer;
use crate::app::{App, Failure};
use crate::domain::jobs::WorkerName;
use crate::domain::reminders::{Backoff, ClaimedDelivery, DeliveryOutcome, ReminderState, ReminderWhy};
use crate::mail::message::BuiltMail;
use crate::storage::reminders::{Claims, UnreadableMail, claim_due, hand_back, is_claimed};

/// How mails are delivered.
#[derive(Debug, Clone, Copy)]
pub struct DeliverySettings {
    /// How long a claimed mail belongs to one worker. Sending one is cut off when it ends.
    pub lease: SignedDuration,
    /// How many mails are claimed at once.
    pub batch_size: u32,
    /// How many of them are handed over at once: as many connections as the transport keeps.
    pub at_once: usize,
    /// How often a server may put a mail off before it has failed.
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
    /// Not yet to be sent: in quiet hours, or while another mail comes first.
    pub waiting: u64,
    /// Failed for good.
    pub failed: u64,
    /// Not to be sent, as things stand.
    pub suppressed: u64,
    /// Too late.
    pub expired: u64,
    /// Claimed, and handed back because no connection was free for it in time, the worker stops or the clinic's mails were paused.
    pub handed_back: u64,
}

impl DeliveryReport {
    pub(super) fn count(&mut self, outcome: &DeliveryOutcome) {
        match outcome {
            DeliveryOutcome::Sent => self.sent += 1,
            DeliveryOutcome::TryAgain { .. } => self.put_off += 1,
            DeliveryOutcome::Wait { .. } => self.waiting += 1,
            DeliveryOutcome::HandedBack { .. } => self.handed_back += 1,
            DeliveryOutcome::Failed { .. } => self.failed += 1,
            DeliveryOutcome::Suppressed(_) => self.suppressed += 1,
            DeliveryOutcome::Expired(_) => self.expired += 1,
        }
    }
}

/// The database failed in between.
#[derive(Debug, thiserror::Error)]
#[error("{failure}")]
pub struct Interrupted {
    /// What had come of the mails by then.
    pub so_far: DeliveryReport,
    /// Why it didn't go on.
    pub failure: Failure,
}

/// Delivers what is due, of all clinics, until nothing is or the worker stops.
///
/// Claimed in one transaction; checked again and begun in another, as many together as are soon handed over; handed over outside
/// any; recorded in as few as come of writing down together what has finished meanwhile. A worker that dies in between loses nothing: what it had not begun is claimed again
/// once its lease is over, what it had begun is repeated once.
///
/// # Errors
/// `Interrupted` if the database fails.
pub async fn deliver_due(delivery: &Delivery<'_>) -> Result<DeliveryReport, Interrupted> {
    let mut report = DeliveryReport::default();
    match deliver_all(delivery, &mut report).await {
        Ok(()) => Ok(report),
        Err(failure) => Err(Interrupted { so_far: report, failure }),
    }
}

async fn deliver_all(delivery: &Delivery<'_>, report: &mut DeliveryReport) -> Result<(), Failure> {
    let Delivery { app, settings, worker, keep_going, .. } = delivery;
    let mut size = WaveSize::new(settings.at_once);
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
            let (wave, later) = rest.split_at(size.mails().min(rest.len()));
            match deliver_wave(delivery, wave, report).await {
                Ok(took) => size.adapt(took),
                Err(failure) => {
                    // Those of other waves need not wait for the lease to end. If that fails too, they do.
                    let _ = hand_back_rest(delivery, later, report).await;
                    return Err(failure);
                }
            }
            rest = later;
        }
        hand_back_rest(delivery, rest, report).await?;
    }
    Ok(())
}

fn lease_end(now: Timestamp, settings: &DeliverySettings) -> Timestamp {
    now.saturating_add(settings.lease).unwrap_or(Timestamp::MAX)
}

/// Mails that are begun together. Tells how long it took until each was handed over.
async fn deliver_wave(
    delivery: &Delivery<'_>,
    wave: &[ClaimedDelivery],
    report: &mut DeliveryReport,
) -> Result<SignedDuration, Failure> {
    let Delivery { app, settings, .. } = delivery;
    let now = app.now();
    let end = lease_end(now, settings);
    let checked = app
        .write(
            |tx| async move { check_and_begin(&tx, delivery, wave, now, end).await.map_err(Failure::from) },
        )
        .await?;
    report.handed_back += checked.handed_back;
    for (mail, outcome) in &checked.decided {
        tell(mail, outcome);
        report.count(outcome);
    }
    let begun_at = app.now();
    let (finished, to_record) = unbounded_channel();
    let sending = checked.begun.iter().map(|(mail, built)| {
        let finished = finished.clone();
        async move {
            let handed_over = send_in_turn(delivery, mail, built, begun_at, end).await;
            tell(mail, &handed_over.outcome);
            // Whoever records goes on for as long as this may send.
            let _ = finished.send(Finished { mail, built, handed_over });
        }
    });
    let sending: Vec<_> = sending.collect();
    drop(finished);
    // All of them are waited for, whatever fails: each has been begun.
    let sending = async {
        stream::iter(sending).buffer_unordered(settings.at_once.max(1)).collect::<()>().await;
        app.now().duration_since(begun_at)
    };
    let (took, recorded) = join(sending, record_finished(delivery, to_record, end, report)).await;
    recorded.map(|()| took)
}

/// Whether no change has taken the mail back since it was begun. If nobody can tell, it isn't to go.
async fn still_stands(delivery: &Delivery<'_>, mail: &ClaimedDelivery) -> bool {
    is_claimed(delivery.app.db.reader(), delivery.worker.as_str(), mail).await.unwrap_or(false)
}

/// Hands a mail over once a connection is free for it; or leaves it to another wave, if that took too long, a change took it back
/// meanwhile or the worker stops.
async fn send_in_turn(
    delivery: &Delivery<'_>,
    mail: &ClaimedDelivery,
    built: &BuiltMail,
    begun_at: Timestamp,
    lease_end: Timestamp,
) -> HandedOver {
    let now = delivery.app.now();
    let waited = now.duration_since(begun_at);
    let is_to_go = waited <= STILL_FRESH
        || waited <= LONGEST_WAIT && (delivery.keep_going)() && still_stands(delivery, mail).await;
    if !is_to_go {
        return DeliveryOutcome::HandedBack { at: now }.into();
    }
    send_one(delivery, mail, built, lease_end).await
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
