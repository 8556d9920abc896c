//! Signing out.

use serde_json::json;

use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::SignInId;
use crate::storage::sign_ins;

/// Ends the caller's sign-in: its secret lets nobody in any more. One that is over stays so.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn sign_out(app: &App, caller: &Caller, id: SignInId) -> Result<(), Failure> {
    let now = app.now();
    app.write(|tx| async move {
        if sign_ins::end_sign_in(&tx, caller.clinic_id, id, now).await? {
            records::done(&tx, app, caller, now, "signOut", id, json!({})).await?;
        }
        Ok(())
    })
    .await
}
