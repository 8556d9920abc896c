//! Setting passwords.

use serde_json::json;

use super::attempts::are_too_many;
use crate::app::{App, Failure, records};
use crate::domain::access::{
    AttemptsOf, Caller, NewPassword, PasswordHash, PresentedPassword, Salt, UnfitPassword,
};
use crate::domain::ids::{AccountId, ClinicId};
use crate::domain::people::EmailAddress;
use crate::storage::StorageError;
use crate::storage::accounts::{self, Membership};

/// One's own password, and the next.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The one that counts now.
    pub current: PresentedPassword,
    /// The one that is to count.
    pub new: PresentedPassword,
}

/// Why a password can't be set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// It is not fit to be one.
    #[error(transparent)]
    Unfit(#[from] UnfitPassword),
    /// There is no such login.
    #[error("there is no login of this address")]
    NoLogin,
    /// The current password is another one.
    #[error("this is not your current password")]
    WrongPassword,
    /// There were too many tries at this login; this one was not looked at.
    #[error("too many tries: wait a quarter of an hour")]
    TooManyAttempts,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Sets the password of a login, whatever it was: for the console, which asks nobody's rights. `rule` names the command
/// in the audit logs of the clinics where the login may act. Every browser that is signed in is signed out.
///
/// # Errors
/// `NoLogin`, `Unfit`; `Failure` if the database fails.
pub async fn set_password(
    app: &App,
    email: &EmailAddress,
    new: PresentedPassword,
    rule: &'static str,
) -> Result<(), SetPasswordError> {
    let login = accounts::find_login(app.db.reader(), email).await.map_err(Failure::from)?;
    let id = login.ok_or(SetPasswordError::NoLogin)?.id;
    replace(app, id, email.as_str(), new, |clinic| Caller::system(clinic, rule)).await
}

/// Changes the caller's own password. Every browser they are signed in with is signed out, this one too.
///
/// # Errors
/// `NoLogin` if the caller acts without one, `WrongPassword`, `TooManyAttempts`, `Unfit`; `Failure` if the database
/// fails.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    command: ChangePassword,
) -> Result<(), SetPasswordError> {
    let ChangePassword { current, new } = command;
    let member = caller.staff_member().ok_or(SetPasswordError::NoLogin)?;
    let found = accounts::find_login_of(app.db.reader(), caller.clinic_id, member).await;
    let (login, email) = found.map_err(Failure::from)?.ok_or(SetPasswordError::NoLogin)?;
    // Whoever took over a browser must not guess the password through it.
    if are_too_many(app, &[AttemptsOf::Login(&email)], app.now()).await? {
        return Err(SetPasswordError::TooManyAttempts);
    }
    let stored = login.password.unwrap_or_else(PasswordHash::of_nobody);
    let matches = app.hashing().run(move || stored.is_of(&current)).await.unwrap_or(false);
    if !matches {
        return Err(SetPasswordError::WrongPassword);
    }
    // In another clinic the caller's membership of this one names nobody.
    let caller_in = |clinic| {
        if clinic == caller.clinic_id {
            caller.clone()
        } else {
            Caller::system(clinic, "accounts.change_password")
        }
    };
    replace(app, login.id, email.as_str(), new, caller_in).await
}

async fn replace(
    app: &App,
    id: AccountId,
    email: &str,
    new: PresentedPassword,
    caller_in: impl Fn(ClinicId) -> Caller,
) -> Result<(), SetPasswordError> {
    let memberships = accounts::load_memberships(app.db.reader(), id).await.map_err(Failure::from)?;
    let names: Vec<&str> = memberships
        .iter()
        .flat_map(|one| [one.display_name.as_str(), one.clinic_name.as_str()])
        .chain([email])
        .collect();
    let new = NewPassword::parse(new, &names)?;
    let salt = Salt::draw(app.entropy());
    let hashed = app.hashing().run(move || new.hash(salt)).await.and_then(Result::ok);
    let hash = &hashed.ok_or(Failure::Internal(StorageError::Corrupt("a new password's hash")))?;
    let (now, memberships, caller_in) = (app.now(), &memberships, &caller_in);
    app.write(|tx| async move {
        accounts::set_password(&tx, id, hash, now).await?;
        for Membership { clinic_id, staff_member_id, .. } in memberships {
            let caller = caller_in(*clinic_id);
            records::done(&tx, app, &caller, now, "setPassword", staff_member_id, json!({})).await?;
        }
        Ok::<_, Failure>(())
    })
    .await?;
    Ok(())
}
