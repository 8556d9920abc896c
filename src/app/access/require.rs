//! The check every use case begins with.

use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Denied, decide};

/// Passes if the caller may do this; otherwise records the refusal, in a transaction of its own, and refuses.
///
/// # Errors
/// `Denied`, or `Internal` if the refusal can't be recorded.
pub async fn require(
    app: &App,
    caller: &Caller,
    action: Action,
    concern: Concern<'_>,
) -> Result<(), Failure> {
    match decide(caller, action, concern) {
        Ok(()) => Ok(()),
        Err(denied) => Err(record_refusal(app, caller, denied).await),
    }
}

/// Passes if the caller may do this at least where they lead: the check before anything is locked or read. Whose
/// record it is decides afterwards.
///
/// # Errors
/// `Denied`, or `Internal` if the refusal can't be recorded.
pub async fn require_for_own(app: &App, caller: &Caller, action: Action) -> Result<(), Failure> {
    require(app, caller, action, Concern::LedBy(caller.staff_member().as_slice())).await
}

/// Records a refusal that was decided inside a transaction; call it once that one is over.
pub async fn record_refusal(app: &App, caller: &Caller, denied: Denied) -> Failure {
    let now = app.now();
    let recorded = app
        .write(|tx| async move {
            let operation = denied.action.word();
            records::refused(&tx, app, caller, now, operation).await.map_err(Failure::Internal)
        })
        .await;
    match recorded {
        Ok(()) => denied.into(),
        Err(failure) => failure,
    }
}
