//! What of a use case's failure a client may see: a code, and nothing of the cause.

use async_graphql::Error;

use super::error::ApiError;
use crate::app::Failure;

/// The answer for a failed use case; the cause of a failed database goes to the log only.
pub(super) fn expose(failure: Failure) -> Error {
    match failure {
        Failure::Denied(denied) => ApiError::from(denied).into(),
        Failure::NotFound => absent(),
        Failure::Busy => ApiError::Busy.into(),
        Failure::VanishedZone(vanished) => ApiError::VanishedZone(vanished).into(),
        Failure::Unavailable(cause) => ApiError::Unavailable(Box::new(cause)).into(),
        Failure::Internal(cause) => ApiError::Internal(Box::new(cause)).into(),
    }
}

/// The same for a use case about the record with the id in `field`.
pub(super) fn expose_on(field: &'static str, failure: Failure) -> Error {
    match failure {
        Failure::NotFound => no_such_record(field),
        other => expose(other),
    }
}

/// The answer for a record that is missing, or another clinic's, or whose id is none: all alike.
pub(super) fn no_such_record(field: &'static str) -> Error {
    ApiError::NoSuchRecord(field).into()
}

/// The same where no argument named the record.
pub(super) fn absent() -> Error {
    ApiError::NotFound.into()
}

/// The only element of what was loaded for one record.
pub(super) fn only<T>(loaded: Vec<T>) -> Result<T, Error> {
    loaded.into_iter().next().ok_or_else(absent)
}
