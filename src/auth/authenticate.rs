//! The seam between a token and the caller it stands for.

use axum::http::HeaderMap;
use futures_util::future::BoxFuture;

use super::bearer::BearerToken;
use crate::app::accounts::SignedInCaller;
use crate::domain::access::Caller;

/// The lookup itself failed: the database, not the token.
#[derive(Debug, thiserror::Error)]
pub enum CannotAuthenticate {
    /// The database can't be reached; trying again later may work.
    #[error("cannot look up a token: the database is away")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Anything else.
    #[error("cannot look up a token")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Knows tokens and sign-ins. `app` implements it over storage, tests over a constant.
pub trait Authenticate: Send + Sync {
    /// The caller a token stands for; `None` if it is unknown, expired or revoked.
    ///
    /// # Errors
    /// `CannotAuthenticate` if the answer could not be found out.
    fn authenticate<'a>(
        &'a self,
        token: &'a BearerToken,
    ) -> BoxFuture<'a, Result<Option<Caller>, CannotAuthenticate>>;

    /// The caller whose browser presents this secret in its cookie; `None` if it is unknown or its sign-in over.
    ///
    /// # Errors
    /// `CannotAuthenticate` if the answer could not be found out.
    fn authenticate_sign_in<'a>(
        &'a self,
        secret: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedInCaller>, CannotAuthenticate>>;
}

/// The caller behind a request's headers; a missing or malformed token is like an unknown one.
///
/// # Errors
/// `CannotAuthenticate` if the answer could not be found out.
pub async fn authenticate(
    authenticator: &dyn Authenticate,
    headers: &HeaderMap,
) -> Result<Option<Caller>, CannotAuthenticate> {
    match BearerToken::find(headers) {
        Some(token) => authenticator.authenticate(&token).await,
        None => Ok(None),
    }
}
