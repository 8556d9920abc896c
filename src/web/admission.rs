//! Who a request comes from, before anything else of it is looked at.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::answer::{internal, refused, unauthenticated, unavailable};
use super::state::WebState;
use crate::app::accounts::SignedInCaller;
use crate::auth::{CannotAuthenticate, authenticate, find_cookie};
use crate::domain::access::Caller;
use crate::graphql::{Browser, Code};

/// Who sends a request, and by what.
pub(super) struct Sender {
    /// Who; nobody known may sign in.
    pub(super) caller: Option<Caller>,
    /// By what.
    pub(super) browser: Arc<Browser>,
}

impl Sender {
    /// The bearer of a token.
    ///
    /// # Errors
    /// The answer to whoever has none that counts.
    pub(super) async fn by_token(
        state: &WebState,
        headers: &HeaderMap,
        source: Option<IpAddr>,
    ) -> Result<Self, Response> {
        let caller = bearer(state, headers).await?;
        Ok(Self { caller: Some(caller), browser: Arc::new(Browser::new(source, None)) })
    }

    /// The bearer of a token; or a page of this service, by its cookie or without, if it may only sign in.
    ///
    /// A browser adds its cookie to whatever page asks it to. So a request without a token counts only from a page whose
    /// `Origin` is ours; a body of JSON, which the caller checks, is nothing that a foreign form can send either.
    ///
    /// # Errors
    /// The answer to whoever is neither.
    pub(super) async fn by_token_or_page(
        state: &WebState,
        headers: &HeaderMap,
        source: Option<IpAddr>,
    ) -> Result<Self, Response> {
        if headers.contains_key(AUTHORIZATION) || !headers.contains_key(ORIGIN) {
            return Self::by_token(state, headers, source).await;
        }
        if !state.pages.sent(headers) {
            let message = "requests without a token are taken from this service's own pages only";
            return Err(refused(StatusCode::FORBIDDEN, Code::Forbidden, message));
        }
        let found = match find_cookie(headers) {
            Some(secret) => state.authenticator.authenticate_sign_in(secret).await.map_err(unknowable)?,
            None => None,
        };
        let (caller, sign_in) = found.map(|SignedInCaller { caller, sign_in }| (caller, sign_in)).unzip();
        Ok(Self { caller, browser: Arc::new(Browser::new(source, sign_in)) })
    }
}

/// The bearer of a request's token.
///
/// # Errors
/// The answer to whoever has none that counts.
pub(super) async fn bearer(state: &WebState, headers: &HeaderMap) -> Result<Caller, Response> {
    let found = authenticate(state.authenticator.as_ref(), headers).await.map_err(unknowable)?;
    found.ok_or_else(unauthenticated)
}

fn unknowable(fault: CannotAuthenticate) -> Response {
    let cause: &(dyn std::error::Error + 'static) = &fault;
    tracing::error!(cause, "cannot authenticate");
    match fault {
        CannotAuthenticate::Unavailable(_) => unavailable(),
        CannotAuthenticate::Failed(_) => internal(),
    }
}
