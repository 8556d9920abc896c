//! The tokens that the clinics issued.

use futures_util::future::BoxFuture;

use super::{Authenticate, BearerToken, CannotAuthenticate};
use crate::app::staff::authenticate;
use crate::app::{App, Failure};
use crate::domain::access::Caller;

/// Knows the tokens that the application keeps.
pub struct IssuedTokens(pub App);

impl Authenticate for IssuedTokens {
    fn authenticate<'a>(
        &'a self,
        token: &'a BearerToken,
    ) -> BoxFuture<'a, Result<Option<Caller>, CannotAuthenticate>> {
        Box::pin(async move {
            authenticate(&self.0, token.expose()).await.map_err(|failure| match failure {
                Failure::Unavailable(cause) => CannotAuthenticate::Unavailable(Box::new(cause)),
                other => CannotAuthenticate::Failed(Box::new(other)),
            })
        })
    }
}
