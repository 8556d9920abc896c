//! Handing one mail over, and what to write down about it.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use jiff::Timestamp;

use super::deliver_due::Delivery;
use crate::domain::bounces::StatusCode;
use crate::domain::reminders::{ClaimedDelivery, DeliveryOutcome, ReminderWhy, retry_at};
use crate::mail::message::BuiltMail;
use crate::mail::transport::{Enhanced, Fault, SendFailure, Stage, Why};

/// What came of handing a mail over.
pub(super) struct HandedOver {
    /// What is to be written down.
    pub(super) outcome: DeliveryOutcome,
    /// The code, if the server said that the address is no good.
    pub(super) no_such_address: Option<StatusCode>,
}

impl From<DeliveryOutcome> for HandedOver {
    fn from(outcome: DeliveryOutcome) -> Self {
        Self { outcome, no_such_address: None }
    }
}

/// What a server says of the recipient while it is told of them. Any other step speaks of us, or of the mail.
fn hard_refusal(failure: SendFailure) -> Option<StatusCode> {
    match failure {
        SendFailure::Permanent(Why { stage: Stage::Recipient, fault: Fault::Reply(reply) }) => {
            let Enhanced { class, subject, detail } = reply.enhanced?;
            StatusCode::new(class, subject, detail).ok().filter(|code| code.is_hard())
        }
        SendFailure::Permanent(_)
        | SendFailure::Temporary(_)
        | SendFailure::Unknown(_)
        | SendFailure::Unbuildable(_) => None,
    }
}

/// How long handing a mail over may take, at `now`: the last tenth of its time is for writing down what came of it.
fn limit(now: Timestamp, deadline: Timestamp) -> Duration {
    let left = Duration::try_from(deadline.duration_since(now)).unwrap_or_default();
    left - left / 10
}

/// Hands one mail over, outside any transaction, and before its lease ends and it is of no use any more: what takes longer than
/// the transport was told, or panics, has an unknown outcome.
pub(super) async fn send_one(
    delivery: &Delivery<'_>,
    claimed: &ClaimedDelivery,
    mail: &BuiltMail,
    lease_end: Timestamp,
) -> HandedOver {
    let deadline = lease_end.min(claimed.not_after);
    let limit = limit(delivery.app.now(), deadline);
    let sending = AssertUnwindSafe(delivery.mailer.transport.send(mail, limit)).catch_unwind();
    match select(sending, delivery.timer.sleep_until(deadline)).await {
        Either::Left((Ok(Ok(accepted)), _)) if accepted.is_dry_run => {
            DeliveryOutcome::Suppressed(ReminderWhy::DryRun).into()
        }
        Either::Left((Ok(Ok(_accepted)), _)) => DeliveryOutcome::Sent.into(),
        Either::Left((Ok(Err(failure)), _)) => HandedOver {
            outcome: outcome_of(delivery, claimed, failure, lease_end),
            no_such_address: hard_refusal(failure),
        },
        Either::Left((Err(_panic), _)) => {
            unknown(claimed, "handing it over panicked".to_owned(), lease_end).into()
        }
        Either::Right(((), _)) => {
            unknown(claimed, "its time, or the lease, ended first".to_owned(), lease_end).into()
        }
    }
}

/// What a failure leads to: tried again while the mail is of use, if the server puts this very mail off no more than `max_attempts`
/// times; refused for good; or repeated once.
fn outcome_of(
    delivery: &Delivery<'_>,
    claimed: &ClaimedDelivery,
    failure: SendFailure,
    lease_end: Timestamp,
) -> DeliveryOutcome {
    let detail = Some(failure.to_string());
    match failure {
        SendFailure::Permanent(_) => DeliveryOutcome::Failed { why: ReminderWhy::Refused, detail },
        SendFailure::Unbuildable(_) => DeliveryOutcome::Failed { why: ReminderWhy::NotBuilt, detail },
        SendFailure::Unknown(_) => unknown(claimed, failure.to_string(), lease_end),
        SendFailure::Temporary(why) => {
            let (app, settings) = (delivery.app, &delivery.settings);
            let is_deferral = why.is_about_the_mail();
            if is_deferral && claimed.deferrals + 1 >= settings.max_attempts {
                return DeliveryOutcome::Failed { why: ReminderWhy::TriesExhausted, detail };
            }
            let failures = claimed.sends + 1;
            match retry_at(failures, settings.backoff, claimed.not_after, app.now(), app.entropy()) {
                Some(at) => {
                    let why = ReminderWhy::TemporaryFailure;
                    DeliveryOutcome::TryAgain { at, why, detail, is_deferral }
                }
                None => DeliveryOutcome::Expired(claimed.kind.why_too_late()),
            }
        }
    }
}

/// It may have arrived: repeated once, after the lease, when the server has surely given up on the first one.
fn unknown(claimed: &ClaimedDelivery, detail: String, lease_end: Timestamp) -> DeliveryOutcome {
    let (why, detail) = (ReminderWhy::OutcomeUnknown, Some(detail));
    if claimed.after_lost_answer().is_given_up() {
        DeliveryOutcome::Failed { why, detail }
    } else {
        DeliveryOutcome::TryAgain { at: lease_end, why, detail, is_deferral: false }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn the_last_tenth_is_for_the_record() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(limit(now, now + SignedDuration::from_secs(120)), Duration::from_secs(108));
        assert_eq!(limit(now, now - SignedDuration::from_secs(1)), Duration::ZERO);
    }
}
