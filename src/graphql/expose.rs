//! What of a use case's failure a client may see: a code, and nothing of the cause.

use async_graphql::{Error, ErrorExtensions};

use crate::app::Failure;

/// The code of a denied request.
pub(crate) const FORBIDDEN: &str = "FORBIDDEN";
/// The code of a record that is missing, or another clinic's.
pub(crate) const NOT_FOUND: &str = "NOT_FOUND";
/// The code of an argument that can't be read.
pub(crate) const INVALID_INPUT: &str = "INVALID_INPUT";
/// The code of everything unexpected; the cause is in the log under the request's id.
pub(crate) const INTERNAL: &str = "INTERNAL";

/// An error with a code.
pub(crate) fn coded(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// The answer for a record that is missing, or another clinic's.
pub(crate) fn not_found() -> Error {
    coded(NOT_FOUND, "Not found")
}

/// The answer for a failed use case; the cause of an internal one goes to the log.
pub(crate) fn expose(failure: Failure) -> Error {
    match failure {
        Failure::Denied(denied) => coded(FORBIDDEN, format!("Not allowed: {}", denied.action.word())),
        Failure::NotFound => not_found(),
        Failure::Internal(cause) => {
            tracing::error!(cause = &cause as &dyn std::error::Error, "a use case failed");
            coded(INTERNAL, "Internal error")
        }
    }
}
