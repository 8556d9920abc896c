//! Signing browsers in and out.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use crate::app::App;
use crate::app::accounts::{self, SignInCommand, SignInError, SignedInNow};
use crate::domain::access::{self as domain, Caller, Origin, PresentedPassword};
use crate::domain::people::EmailAddress;
use crate::graphql::browser::{Browser, CookieChange};
use crate::graphql::expose::expose;
use crate::graphql::ids::id;
use crate::graphql::payload::payload;
use crate::graphql::scalars::Instant;
use crate::graphql::types::Role;
use crate::graphql::{ApiError, RequestId};
use crate::metrics::Metrics;

/// Who wants in.
#[derive(InputObject)]
pub(crate) struct SignInInput {
    /// The address of the login.
    email: String,
    /// Its password.
    password: String,
    /// The clinic (`cln_…`); may be left out by who works in one only.
    clinic_id: Option<ID>,
}

/// Why nobody was signed in.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignInErrorCode {
    /// Address, password and clinic don't belong together. Which of them is wrong is not told.
    WrongCredentials,
    /// There were too many tries at this login or from this place: wait a quarter of an hour.
    TooManyAttempts,
    /// The login may act in several clinics: choose one of `clinics`.
    ClinicNeeded,
}

/// One reason why nobody was signed in.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct SignInUserError {
    /// What kind of reason, for programs.
    code: SignInErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words, with the way out.
    pub(crate) message: String,
}

/// A clinic that the login may act in.
#[derive(SimpleObject)]
pub(crate) struct ClinicChoice {
    /// The clinic's id.
    id: ID,
    /// Its name as its staff see it.
    name: String,
}

/// A browser that is signed in.
#[derive(SimpleObject)]
pub(crate) struct SignIn {
    /// The clinic it acts in.
    clinic_id: ID,
    /// The member of staff it acts as.
    staff_member_id: ID,
    /// With what role.
    role: Role,
    /// When it ends at the latest; an hour without a request ends it earlier.
    expires_at: Instant,
}

/// The answer to `signIn`; the secret is in the answer's cookie alone.
#[derive(SimpleObject, Default)]
pub(crate) struct SignInPayload {
    /// The sign-in; null if there is none.
    sign_in: Option<SignIn>,
    /// The clinics to choose from, if `userErrors` says that one is needed.
    clinics: Vec<ClinicChoice>,
    /// Why nobody was signed in; empty if somebody was.
    user_errors: Vec<SignInUserError>,
}

payload! {
    /// The answer to `signOut`.
    "signOut" => SignOutPayload {
        /// Whether the browser was signed in before.
        signed_out: bool
    }
    SignOutUserError, SignOutErrorCode {}
}

/// The word by which a try is counted.
const fn outcome(tried: &std::result::Result<SignedInNow, SignInError>) -> &'static str {
    match tried {
        Ok(_) => "signed_in",
        Err(SignInError::WrongCredentials) => "wrong_credentials",
        Err(SignInError::TooManyAttempts) => "too_many_attempts",
        Err(SignInError::ClinicNeeded(_)) => "clinic_needed",
        Err(SignInError::Failure(_)) => "fault",
    }
}

#[derive(Default)]
pub(crate) struct SignInMutations;

#[Object]
impl SignInMutations {
    /// Signs a browser in: the one mutation that needs neither token nor cookie. It stands alone in its request, which a
    /// page of this service sends (its `Origin` is checked). The answer sets a cookie that scripts can't read.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who wants in.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let (app, browser) = (ctx.data::<App>()?, ctx.data::<Arc<Browser>>()?);
        if !browser.may_try() {
            let message = "email: one request signs in once".to_owned();
            return Err(ApiError::InvalidInput { field: "email", message }.into());
        }
        let Some(command) = command(input, browser, *ctx.data::<RequestId>()?) else {
            return Ok(refused(&SignInError::WrongCredentials));
        };
        let tried = accounts::sign_in(app, command).await;
        ctx.data::<Metrics>()?.tried_to_sign_in(outcome(&tried));
        match tried {
            Ok(SignedInNow { secret, clinic_id, staff_member_id, role, expires_at }) => {
                browser.change_cookie(CookieChange::Set { secret, lasts: domain::SignIn::LONGEST });
                let sign_in = SignIn {
                    clinic_id: id(clinic_id),
                    staff_member_id: id(staff_member_id),
                    role: role.into(),
                    expires_at: Instant(expires_at),
                };
                Ok(SignInPayload { sign_in: Some(sign_in), ..SignInPayload::default() })
            }
            Err(SignInError::Failure(failure)) => Err(expose(failure)),
            Err(error) => Ok(refused(&error)),
        }
    }

    /// Signs the browser out that sends this: its cookie lets nobody in any more. With a token it does nothing.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let browser = ctx.data::<Arc<Browser>>()?;
        if let Some(sign_in) = browser.sign_in {
            accounts::sign_out(app, caller, sign_in).await.map_err(expose)?;
            browser.change_cookie(CookieChange::Remove);
        }
        SignOutPayload::done(ctx, browser.sign_in.is_some())
    }
}

/// The command; none if the address or the clinic's id can't be one, which is as good as a wrong one.
fn command(input: SignInInput, browser: &Browser, request: RequestId) -> Option<SignInCommand> {
    let SignInInput { email, password, clinic_id } = input;
    Some(SignInCommand {
        email: EmailAddress::parse(&email).ok()?,
        password: PresentedPassword::new(password),
        clinic_id: clinic_id.map(|given| given.parse()).transpose().ok()?,
        origin: Origin { request_id: Some(request.to_string()), source: browser.source },
    })
}

fn refused(error: &SignInError) -> SignInPayload {
    let (code, field, clinics) = match error {
        SignInError::TooManyAttempts => (SignInErrorCode::TooManyAttempts, None, &[][..]),
        SignInError::ClinicNeeded(clinics) => {
            (SignInErrorCode::ClinicNeeded, Some("clinicId"), clinics.as_slice())
        }
        SignInError::WrongCredentials | SignInError::Failure(_) => {
            (SignInErrorCode::WrongCredentials, None, &[][..])
        }
    };
    let clinics = clinics.iter().map(|one| ClinicChoice { id: id(one.id), name: one.name.to_string() });
    let error = SignInUserError { code, field: field.map(str::to_owned), message: error.to_string() };
    SignInPayload { sign_in: None, clinics: clinics.collect(), user_errors: vec![error] }
}
