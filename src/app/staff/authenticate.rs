//! Finding the caller behind a token.

use crate::app::{App, Failure};
use crate::domain::access::{Bearer, Caller, TokenSecret};
use crate::storage::tokens;

/// The caller whose token this is: one statement.
///
/// None, whatever the reason: malformed, unknown, expired, revoked, or its bearer's membership or login disabled.
/// A bearer of a token that doesn't count learns nothing by it.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn authenticate(app: &App, presented: &str) -> Result<Option<Caller>, Failure> {
    let Ok(secret) = TokenSecret::parse(presented) else { return Ok(None) };
    let bearer = tokens::find_bearer(app.db.reader(), &secret.hash()).await.map_err(Failure::from)?;
    Ok(bearer.and_then(|bearer: Bearer| bearer.caller(app.now())))
}
