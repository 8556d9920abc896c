//! Revoking an API token.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, ApiToken, Caller};
use crate::domain::ids::TokenId;
use crate::storage::tokens;

/// Revokes a token of the caller's clinic: its next request is not let in. One that is revoked already stays so since
/// when it was, and nothing is recorded; `revoked_at` of the answer says since when.
///
/// # Errors
/// `NotFound` if the clinic has no such token; otherwise `Failure` if denied or the database fails.
pub async fn revoke_token(app: &App, caller: &Caller, id: TokenId) -> Result<ApiToken, Failure> {
    require_on(app, caller, Action::ManageClinic, id).await?;
    let (clinic_id, now) = (caller.clinic_id, app.now());
    app.write(|tx| async move {
        let is_new = tokens::revoke_token(&tx, clinic_id, id, now).await.map_err(Failure::from)?;
        let token = tokens::find_token(&tx, clinic_id, id).await.map_err(Failure::from)?;
        let token = token.ok_or(Failure::NotFound)?;
        if is_new {
            let details = json!({ "staffMember": token.staff_member_id.to_string() });
            records::done(&tx, app, caller, now, "revokeApiToken", id, details)
                .await
                .map_err(Failure::from)?;
        }
        Ok(token)
    })
    .await
}
