//! Writing down what came of mails that were handed over.

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::UnboundedReceiver;

use super::deliver_due::{Delivery, DeliveryReport};
use super::send_one::HandedOver;
use crate::app::Failure;
use crate::app::bounces::record_refusal;
use crate::domain::reminders::{Backoff, ClaimedDelivery, retry_at};
use crate::mail::message::BuiltMail;
use crate::storage::bounces::lock_bounced_mail;
use crate::storage::notices::{hand_on_unsent, lock_lines};
use crate::storage::reminders::record_outcomes;

/// How the waits grow between tries; the longest is how long a worker that is to stop may take for it.
const BACKOFF: Backoff = Backoff { base: SignedDuration::from_secs(1), cap: SignedDuration::from_secs(5) };

/// How many mails are written down in one transaction, at the most.
const AT_ONCE: usize = 128;

/// A mail that was handed over.
pub(super) struct Finished<'a> {
    /// Which.
    pub(super) mail: &'a ClaimedDelivery,
    /// Its bytes.
    pub(super) built: &'a BuiltMail,
    /// What came of it.
    pub(super) handed_over: HandedOver,
}

/// Writes down what came of mails as they are finished, until no more can come. Those that finish while others are being written down
/// are written down next, in one transaction: nobody waits for the sake of a batch. What isn't written down yet when the worker dies
/// is in doubt, and repeated as it was.
///
/// # Errors
/// The first `Failure` of them, after all others were written down too.
pub(super) async fn record_finished(
    delivery: &Delivery<'_>,
    mut finished: UnboundedReceiver<Finished<'_>>,
    lease_end: Timestamp,
    report: &mut DeliveryReport,
) -> Result<(), Failure> {
    let mut all = Ok(());
    let mut batch = Vec::new();
    while finished.recv_many(&mut batch, AT_ONCE).await > 0 {
        // A refused address is its client's affair, whose row comes first: by itself.
        let (alone, mut together): (Vec<_>, Vec<_>) =
            batch.drain(..).partition(|one| one.handed_over.no_such_address.is_some());
        together.sort_by_key(|one| one.mail.id);
        for group in std::iter::once(together.as_slice()).chain(alone.chunks(1)) {
            all = all.and(record_group(delivery, group, lease_end, report).await);
        }
    }
    all
}

/// Writes down mails in one transaction; or each by itself, if one of them is in the way of the others.
async fn record_group(
    delivery: &Delivery<'_>,
    group: &[Finished<'_>],
    lease_end: Timestamp,
    report: &mut DeliveryReport,
) -> Result<(), Failure> {
    if group.is_empty() {
        return Ok(());
    }
    let mut all = record(delivery, group, lease_end, report).await;
    if group.len() > 1 && matches!(all, Err(Failure::Internal(_))) {
        all = Ok(());
        for one in group.chunks(1) {
            all = all.and(record(delivery, one, lease_end, report).await);
        }
    }
    all
}

/// Writes down mails in one transaction, and counts them.
///
/// A mail that was sent and isn't recorded goes out again. So a database that is busy or away is asked again until the
/// mails' lease ends or the worker is to stop.
async fn record(
    delivery: &Delivery<'_>,
    group: &[Finished<'_>],
    lease_end: Timestamp,
    report: &mut DeliveryReport,
) -> Result<(), Failure> {
    let Delivery { app, timer, keep_going, .. } = delivery;
    let mut failures = 0;
    loop {
        let failure = match try_once(delivery, group).await {
            Ok(recorded) => {
                if usize::try_from(recorded) != Ok(group.len()) {
                    tracing::warn!(mails = group.len(), recorded, "a claim no longer counts");
                }
                group.iter().for_each(|one| report.count(&one.handed_over.outcome));
                return Ok(());
            }
            Err(failure @ (Failure::Busy | Failure::Unavailable(_))) => failure,
            Err(other) => return Err(other),
        };
        failures += 1;
        match retry_at(failures, BACKOFF, lease_end, app.now(), app.entropy()).filter(|_| keep_going()) {
            Some(at) => {
                let mails = group.len();
                tracing::warn!(mails, failures, "what came of mails cannot be recorded yet");
                timer.sleep_until(at).await;
            }
            None => return Err(failure),
        }
    }
}

/// Answers how many claims still counted.
async fn try_once(delivery: &Delivery<'_>, group: &[Finished<'_>]) -> Result<u64, Failure> {
    let Delivery { app, worker, .. } = delivery;
    let now = app.now();
    let outcomes: &Vec<_> = &group.iter().map(|one| (one.mail, one.handed_over.outcome.clone())).collect();
    // What a notice was to tell, if it was not sent: a change may have counted on it meanwhile.
    let unsent = group.iter().filter(|one| one.handed_over.outcome.is_surely_unsent());
    let unsent: &Vec<ClaimedDelivery> = &unsent.map(|one| one.mail.clone()).collect();
    app.write(|tx| async move {
        // The client's row first, as whoever changes it does.
        let mut refused = Vec::new();
        for Finished { mail, built, handed_over } in group {
            if let Some(code) = handed_over.no_such_address {
                let bounced = lock_bounced_mail(&tx, mail.clinic_id, mail.id).await.map_err(Failure::from)?;
                if bounced.is_some() || mail.kind.is_to_staff() {
                    refused.push((*mail, *built, bounced, code));
                }
            }
        }
        lock_lines(&tx, unsent).await.map_err(Failure::from)?;
        let recorded = record_outcomes(&tx, worker.as_str(), outcomes, now).await.map_err(Failure::from)?;
        hand_on_unsent(&tx, unsent).await.map_err(Failure::from)?;
        // Such a mail is by itself: if anything was recorded, it was that.
        for (mail, built, bounced, code) in refused.iter().filter(|_| recorded > 0) {
            record_refusal(&tx, app, mail, bounced.as_ref(), &built.to, *code, now)
                .await
                .map_err(Failure::from)?;
        }
        Ok::<_, Failure>(recorded)
    })
    .await
}
