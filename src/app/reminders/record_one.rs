//! Writing down what came of one mail.

use jiff::{SignedDuration, Timestamp};

use super::deliver_due::Delivery;
use super::send_one::HandedOver;
use crate::app::Failure;
use crate::app::bounces::record_refusal;
use crate::domain::reminders::{Backoff, ClaimedDelivery, retry_at};
use crate::mail::message::BuiltMail;
use crate::storage::bounces::lock_bounced_mail;
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
    built: &BuiltMail,
    handed_over: &HandedOver,
    lease_end: Timestamp,
) -> Result<bool, Failure> {
    let Delivery { app, timer, keep_going, .. } = delivery;
    let mut failures = 0;
    loop {
        let failure = match try_once(delivery, mail, built, handed_over).await {
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
    built: &BuiltMail,
    handed_over: &HandedOver,
) -> Result<bool, Failure> {
    let Delivery { app, worker, .. } = delivery;
    let HandedOver { outcome, no_such_address } = handed_over;
    let (now, outcomes) = (app.now(), &[(mail, outcome.clone())]);
    let recorded = app
        .write(|tx| async move {
            // The client's row first, as whoever changes it does.
            let of_client = match no_such_address {
                Some(code) => lock_bounced_mail(&tx, mail.clinic_id, mail.id)
                    .await
                    .map_err(Failure::from)?
                    .map(|bounced| (bounced, *code)),
                None => None,
            };
            let recorded =
                record_outcomes(&tx, worker.as_str(), outcomes, now).await.map_err(Failure::from)?;
            if let Some((bounced, code)) = of_client.filter(|_| recorded > 0) {
                record_refusal(&tx, app, mail, &bounced, &built.to, code, now)
                    .await
                    .map_err(Failure::from)?;
            }
            Ok::<_, Failure>(recorded)
        })
        .await?;
    Ok(recorded > 0)
}
