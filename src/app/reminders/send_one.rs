//! Handing one mail over, and what to write down about it.

use futures_util::future::{Either, select};
use jiff::Timestamp;

use super::compose::{MailContent, compose};
use super::deliver_due::Delivery;
use crate::domain::reminders::{ClaimedDelivery, DeliveryOutcome, ReminderWhy, UNKNOWN_OUTCOMES, retry_at};
use crate::mail::transport::SendFailure;

/// Hands one mail over, outside any transaction, and before its lease ends: what takes longer has an unknown outcome.
pub(super) async fn send_one(
    delivery: &Delivery<'_>,
    claimed: &ClaimedDelivery,
    content: &MailContent,
    begun_at: Timestamp,
    lease_end: Timestamp,
) -> DeliveryOutcome {
    let dated_at = claimed.first_attempt_at.unwrap_or(begun_at);
    let mail = match compose(delivery.mailer, claimed, content, dated_at) {
        Ok(mail) => mail,
        Err(error) => {
            return DeliveryOutcome::Failed { why: ReminderWhy::NotBuilt, detail: Some(error.to_string()) };
        }
    };
    let sending = delivery.mailer.transport.send(&mail, dated_at);
    match select(sending, delivery.timer.sleep_until(lease_end)).await {
        Either::Left((Ok(_accepted), _)) => DeliveryOutcome::Sent,
        Either::Left((Err(failure), _)) => outcome_of(delivery, claimed, failure, lease_end),
        Either::Right(((), _)) => unknown(claimed, "the lease ended first".to_owned(), lease_end),
    }
}

/// What a failure leads to: tried again until `max_attempts`, refused for good, or repeated once.
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
        SendFailure::Temporary(_) => {
            let (app, settings) = (delivery.app, &delivery.settings);
            let failures = claimed.sends + 1;
            if failures >= settings.max_attempts {
                return DeliveryOutcome::Failed { why: ReminderWhy::TriesExhausted, detail };
            }
            match retry_at(failures, settings.backoff, claimed.not_after, app.now(), app.entropy()) {
                Some(at) => DeliveryOutcome::TryAgain { at, why: ReminderWhy::TemporaryFailure, detail },
                None => DeliveryOutcome::Expired(ReminderWhy::SessionBegun),
            }
        }
    }
}

/// It may have arrived: repeated once, after the lease, when the server has surely given up on the first one.
fn unknown(claimed: &ClaimedDelivery, detail: String, lease_end: Timestamp) -> DeliveryOutcome {
    let (why, detail) = (ReminderWhy::OutcomeUnknown, Some(detail));
    if claimed.unknowns + 1 >= UNKNOWN_OUTCOMES {
        DeliveryOutcome::Failed { why, detail }
    } else {
        DeliveryOutcome::TryAgain { at: lease_end, why, detail }
    }
}
