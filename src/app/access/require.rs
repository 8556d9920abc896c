//! The check every use case begins with.

use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, decide};

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
    let Err(denied) = decide(caller, action, concern) else { return Ok(()) };
    let now = app.now();
    app.write(|tx| async move {
        records::refused(&tx, app, caller, now, action.word()).await.map_err(Failure::Internal)
    })
    .await?;
    Err(denied.into())
}
