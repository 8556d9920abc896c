//! The check every use case begins with.

use std::fmt::Display;

use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Denied, decide};
use crate::domain::ids::StaffMemberId;
use crate::storage::StorageError;

/// Passes if the caller may do this; otherwise records the refusal, in a transaction of its own, and refuses.
///
/// # Errors
/// `Denied`, or another `Failure` if the refusal can't be recorded.
pub async fn require(
    app: &App,
    caller: &Caller,
    action: Action,
    concern: Concern<'_>,
) -> Result<(), Failure> {
    match decide(caller, action, concern) {
        Ok(()) => Ok(()),
        Err(denied) => Err(record(app, caller, denied, None).await),
    }
}

/// The same where one record was asked for by its id: the refusal names it, whether the clinic has it or not.
///
/// # Errors
/// `Denied`, or another `Failure` if the refusal can't be recorded.
pub async fn require_on(
    app: &App,
    caller: &Caller,
    action: Action,
    subject: impl Display,
) -> Result<(), Failure> {
    match decide(caller, action, Concern::Clinic) {
        Ok(()) => Ok(()),
        Err(denied) => Err(record_refusal(app, caller, denied, subject).await),
    }
}

/// The same for a record that concerns those therapists, known before anything is read.
///
/// # Errors
/// `Denied`, or another `Failure` if the refusal can't be recorded.
pub async fn require_on_led_by(
    app: &App,
    caller: &Caller,
    action: Action,
    led_by: &[StaffMemberId],
    subject: impl Display,
) -> Result<(), Failure> {
    match decide(caller, action, Concern::LedBy(led_by)) {
        Ok(()) => Ok(()),
        Err(denied) => Err(record_refusal(app, caller, denied, subject).await),
    }
}

/// Passes if the caller may do this at least where they lead: the check before anything is locked or read. Whose
/// record it is decides afterwards.
///
/// # Errors
/// `Denied`, or another `Failure` if the refusal can't be recorded.
pub async fn require_for_own(
    app: &App,
    caller: &Caller,
    action: Action,
    subject: impl Display,
) -> Result<(), Failure> {
    match decide(caller, action, Concern::LedBy(caller.staff_member().as_slice())) {
        Ok(()) => Ok(()),
        Err(denied) => Err(record_refusal(app, caller, denied, subject).await),
    }
}

/// Records a refusal that was decided inside a transaction; call it once that one is over.
async fn record_refusal(app: &App, caller: &Caller, denied: Denied, subject: impl Display) -> Failure {
    record(app, caller, denied, Some(subject.to_string())).await
}

/// The same where the caller may not know of every record: one that `seen`, the search within their reach, did not find
/// is answered as one that does not exist. That they tried is on record all the same.
pub async fn record_refusal_of_seen<Row>(
    app: &App,
    caller: &Caller,
    denied: Denied,
    subject: impl Display,
    seen: Result<Option<Row>, StorageError>,
) -> Failure {
    let refusal = record_refusal(app, caller, denied, subject).await;
    match (refusal, seen) {
        (Failure::Denied(_), Ok(None)) => Failure::NotFound,
        (Failure::Denied(_), Err(error)) => error.into(),
        (refusal, _) => refusal,
    }
}

async fn record(app: &App, caller: &Caller, denied: Denied, subject: Option<String>) -> Failure {
    let now = app.now();
    let subject = &subject;
    let recorded = app
        .write(|tx| async move {
            let operation = denied.action.word();
            records::refused(&tx, app, caller, now, operation, subject.clone()).await.map_err(Failure::from)
        })
        .await;
    match recorded {
        Ok(()) => denied.into(),
        Err(failure) => failure,
    }
}
