//! Writing down what came of one mail.

use jiff::{SignedDuration, Timestamp};

use super::deliver_due::Delivery;
use crate::app::Failure;
use crate::domain::reminders::{Backoff, ClaimedDelivery, DeliveryOutcome, retry_at};
use crate::storage::reminders::record_outcomes;

/// How the waits grow between tries; the longest is how long a worker that is to stop may take for it.
const BACKOFF: Backoff = Backoff { base: SignedDuration::from_secs(1), cap: SignedDuration::from_secs(5) };

/// Writes down what came of a mail; answers whether its claim still counted.
///
/// A mail that was sent and isn't recorded goes out again. So a database that is busy or away is asked again until the
/// mail's lease ends or the worker is to stop.
///
/// # Errors
/// `Failure` if the database fails, in the end or in another way.
pub(super) async fn record_one(
    delivery: &Delivery<'_>,
    mail: &ClaimedDelivery,
    outcome: &DeliveryOutcome,
    lease_end: Timestamp,
) -> Result<bool, Failure> {
    let Delivery { app, timer, keep_going, .. } = delivery;
    let mut failures = 0;
    loop {
        let failure = match try_once(delivery, mail, outcome).await {
            Ok(recorded) => return Ok(recorded),
            Err(failure @ (Failure::Busy | Failure::Unavailable(_))) => failure,
            Err(other) => return Err(other),
        };
        failures += 1;
        match retry_at(failures, BACKOFF, lease_end, app.now(), app.entropy()).filter(|_| keep_going()) {
            Some(at) => {
                tracing::warn!(delivery = %mail.id, failures, "what came of a reminder cannot be recorded yet");
                timer.sleep_until(at).await;
            }
            None => return Err(failure),
        }
    }
}

async fn try_once(
    delivery: &Delivery<'_>,
    mail: &ClaimedDelivery,
    outcome: &DeliveryOutcome,
) -> Result<bool, Failure> {
    let Delivery { app, worker, .. } = delivery;
    let (now, outcomes) = (app.now(), &[(mail, outcome.clone())]);
    let recorded = app
        .write(|tx| async move {
            record_outcomes(&tx, worker.as_str(), outcomes, now).await.map_err(Failure::from)
        })
        .await?;
    Ok(recorded > 0)
}
