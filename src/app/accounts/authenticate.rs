//! Finding the caller behind a sign-in.

use crate::app::{App, Failure};
use crate::domain::access::{Caller, SignedIn, TokenSecret};
use crate::domain::ids::SignInId;
use crate::storage::sign_ins;

/// A caller who is signed in with a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInCaller {
    /// Who.
    pub caller: Caller,
    /// By which sign-in.
    pub sign_in: SignInId,
}

/// The caller whose browser presents this secret: one statement, and another once a minute that notes the request.
///
/// None, whatever the reason: malformed, unknown, ended, idle for too long, or the membership or login disabled.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn authenticate_sign_in(app: &App, presented: &str) -> Result<Option<SignedInCaller>, Failure> {
    let Ok(secret) = TokenSecret::parse(presented) else { return Ok(None) };
    let Some(found) = sign_ins::find_signed_in(app.db.reader(), &secret.hash()).await? else {
        return Ok(None);
    };
    let SignedIn { sign_in, bearer } = found;
    let (now, clinic_id) = (app.now(), bearer.clinic_id);
    let Some(caller) = bearer.caller(now) else { return Ok(None) };
    if sign_in.is_to_be_noted(now) {
        let noted: Result<(), Failure> = app
            .write(|tx| async move { Ok(sign_ins::note_request(&tx, clinic_id, sign_in.id, now).await?) })
            .await;
        // The next request notes it: nobody is kept out because others are in the way.
        if let Err(failure) = noted {
            tracing::warn!(sign_in = %sign_in.id, %failure, "a sign-in's request cannot be noted");
        }
    }
    Ok(Some(SignedInCaller { caller, sign_in: sign_in.id }))
}
