//! What of a use case's failure a client may see: a code, and nothing of the cause.

use async_graphql::Error;

use super::error::ApiError;
use crate::app::Failure;

/// The answer for a record that is missing, or another clinic's.
pub(super) fn not_found() -> Error {
    ApiError::NotFound.into()
}

/// The answer for a failed use case; the cause of an internal one goes to the log only.
pub(super) fn expose(failure: Failure) -> Error {
    match failure {
        Failure::Denied(denied) => ApiError::from(denied).into(),
        Failure::NotFound => not_found(),
        Failure::Busy => ApiError::Busy.into(),
        Failure::Internal(cause) => ApiError::Internal(Box::new(cause)).into(),
    }
}

/// The only element of what was loaded for one record.
pub(super) fn only<T>(loaded: Vec<T>) -> Result<T, Error> {
    loaded.into_iter().next().ok_or_else(not_found)
}
