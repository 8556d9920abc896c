//! What a request brings beside its document if it comes by HTTP, and what its answer takes along.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;

use crate::domain::access::TokenSecret;
use crate::domain::ids::SignInId;

/// The browser, or whatever else sends a request: shared by the resolvers of that request alone.
#[derive(Debug, Default)]
pub struct Browser {
    /// The network address the request came from, if it is known.
    pub source: Option<IpAddr>,
    /// The sign-in the request was let in by, if it was one.
    pub sign_in: Option<SignInId>,
    has_tried: AtomicBool,
    cookie: Mutex<Option<CookieChange>>,
}

/// What is to become of the browser's cookie.
#[derive(Debug)]
pub enum CookieChange {
    /// It holds this secret.
    Set {
        /// The secret.
        secret: TokenSecret,
        /// For how long at the most.
        lasts: SignedDuration,
    },
    /// It is removed.
    Remove,
}

impl Browser {
    /// One that comes from there, let in by that sign-in.
    #[must_use]
    pub fn new(source: Option<IpAddr>, sign_in: Option<SignInId>) -> Self {
        Self { source, sign_in, ..Self::default() }
    }

    /// Whether a password may be tried: once in a request.
    pub(super) fn may_try(&self) -> bool {
        !self.has_tried.swap(true, Ordering::Relaxed)
    }

    /// Says what is to become of the cookie.
    pub(super) fn change_cookie(&self, change: CookieChange) {
        *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = Some(change);
    }

    /// What is to become of the cookie, told once.
    #[must_use]
    pub fn take_cookie(&self) -> Option<CookieChange> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
