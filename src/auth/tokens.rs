//! The tokens that the clinics issued, and the browsers that people signed in with.

use futures_util::future::BoxFuture;

use super::{Authenticate, BearerToken, CannotAuthenticate};
use crate::app::accounts::{SignedInCaller, authenticate_sign_in};
use crate::app::staff::authenticate;
use crate::app::{App, Failure};
use crate::domain::access::Caller;

/// Knows the tokens and the sign-ins that the application keeps.
pub struct IssuedTokens(pub App);

impl Authenticate for IssuedTokens {
    fn authenticate<'a>(
        &'a self,
        token: &'a BearerToken,
    ) -> BoxFuture<'a, Result<Option<Caller>, CannotAuthenticate>> {
        Box::pin(async move { authenticate(&self.0, token.expose()).await.map_err(unknowable) })
    }

    fn authenticate_sign_in<'a>(
        &'a self,
        secret: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedInCaller>, CannotAuthenticate>> {
        Box::pin(async move { authenticate_sign_in(&self.0, secret).await.map_err(unknowable) })
    }
}

fn unknowable(failure: Failure) -> CannotAuthenticate {
    match failure {
        Failure::Unavailable(cause) => CannotAuthenticate::Unavailable(Box::new(cause)),
        other => CannotAuthenticate::Failed(Box::new(other)),
    }
}
