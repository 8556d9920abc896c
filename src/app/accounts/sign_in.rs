//! Signing in with a password.

use jiff::Timestamp;
use serde_json::json;

use super::attempts::are_too_many;
use crate::app::{App, Failure, records};
use crate::domain::access::{
    Actor, AttemptsOf, Caller, Origin, PasswordHash, PresentedPassword, Role, Scope, SignIn, TokenSecret,
};
use crate::domain::ids::{ClinicId, SignInId, StaffMemberId};
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;
use crate::storage::accounts::{self, Membership};
use crate::storage::{sign_in_attempts, sign_ins};

/// Who wants in, with what, and where.
#[derive(Debug, Clone)]
pub struct SignInCommand {
    /// The login's address.
    pub email: EmailAddress,
    /// The password presented.
    pub password: PresentedPassword,
    /// The clinic; may be left out by who works in one only.
    pub clinic_id: Option<ClinicId>,
    /// By which request, from where.
    pub origin: Origin,
}

/// A browser that is signed in now.
#[derive(Debug)]
pub struct SignedInNow {
    /// What the browser presents from now on, once.
    pub secret: TokenSecret,
    /// Where.
    pub clinic_id: ClinicId,
    /// As whom.
    pub staff_member_id: StaffMemberId,
    /// With what role.
    pub role: Role,
    /// The latest instant it counts.
    pub expires_at: Timestamp,
}

/// A clinic to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicChoice {
    /// Its id.
    pub id: ClinicId,
    /// Its name as its staff see it.
    pub name: Name,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Address, password and clinic don't belong together. Which of them is wrong is not told.
    #[error("address and password don't match, or not in this clinic")]
    WrongCredentials,
    /// There were too many tries at this login, or from this source; this one was not looked at.
    #[error("too many tries: wait a quarter of an hour")]
    TooManyAttempts,
    /// The credentials are right, and belong to several clinics.
    #[error("choose a clinic")]
    ClinicNeeded(Vec<ClinicChoice>),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Signs in with a password: counts the try, compares, and makes a sign-in with a secret of its own. For an address
/// without a login, a login without a password and a disabled one, it takes the same steps and as long as for a wrong
/// password.
///
/// # Errors
/// `WrongCredentials`, `TooManyAttempts`, `ClinicNeeded`; `Failure` if the database fails.
pub async fn sign_in(app: &App, command: SignInCommand) -> Result<SignedInNow, SignInError> {
    let SignInCommand { email, password, clinic_id, origin } = command;
    let now = app.now();
    // A proxy on this machine that nobody named would make one source of everybody.
    let source = origin.source.filter(|address| !address.is_loopback());
    let counted: Vec<_> =
        [Some(AttemptsOf::Login(&email)), source.map(AttemptsOf::Source)].into_iter().flatten().collect();
    if are_too_many(app, &counted, now).await? {
        return Err(SignInError::TooManyAttempts);
    }
    let login = accounts::find_login(app.db.reader(), &email).await.map_err(Failure::from)?;
    let (id, stored) = match login.filter(|login| !login.is_disabled) {
        Some(login) => (login.password.is_some().then_some(login.id), login.password),
        None => (None, None),
    };
    let stored = stored.unwrap_or_else(PasswordHash::of_nobody);
    let matches = app.hashing().run(move || stored.is_of(&password)).await.unwrap_or(false);
    let Some(id) = id.filter(|_| matches) else { return Err(SignInError::WrongCredentials) };

    let memberships = accounts::load_memberships(app.db.reader(), id).await.map_err(Failure::from)?;
    let membership = choose(memberships, clinic_id)?;
    admit(app, &email, membership, now, origin).await
}

fn choose(memberships: Vec<Membership>, wanted: Option<ClinicId>) -> Result<Membership, SignInError> {
    let is_wanted = |membership: &Membership| wanted.is_none_or(|clinic| clinic == membership.clinic_id);
    let mut fitting: Vec<Membership> = memberships.into_iter().filter(is_wanted).collect();
    match (fitting.pop(), fitting.is_empty()) {
        (None, _) => Err(SignInError::WrongCredentials),
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            fitting.push(last);
            let choice = |one: Membership| ClinicChoice { id: one.clinic_id, name: one.clinic_name };
            Err(SignInError::ClinicNeeded(fitting.into_iter().map(choice).collect()))
        }
    }
}

async fn admit(
    app: &App,
    email: &EmailAddress,
    membership: Membership,
    now: Timestamp,
    origin: Origin,
) -> Result<SignedInNow, SignInError> {
    let Membership { clinic_id, clinic_name: _, staff_member_id, display_name: _, role } = membership;
    let secret = TokenSecret::mint(app.entropy());
    let made = SignIn::begin(SignInId::mint(now, app.entropy()), staff_member_id, now);
    let (actor, scopes) = (Actor::Staff(staff_member_id), Scope::ALL.to_vec());
    // Nothing is shown yet, so that no zone is needed.
    let caller = Caller { clinic_id, actor, role, scopes, zone: None, origin };
    let (hash, made, caller) = (&secret.hash(), &made, &caller);
    app.write(|tx| async move {
        sign_ins::insert_sign_in(&tx, clinic_id, made, hash).await?;
        sign_in_attempts::forget_attempts(&tx, AttemptsOf::Login(email), now).await?;
        records::done(&tx, app, caller, now, "signIn", made.id, json!({})).await?;
        Ok::<_, Failure>(())
    })
    .await?;
    Ok(SignedInNow { clinic_id, staff_member_id, role, expires_at: made.expires_at, secret })
}
