//! A create that is sent twice makes one record: what a request made is kept under its key, in the transaction that
//! makes it.
//!
//! A key is kept as long as the clinic. A repetition answers the record as it is now, and leaves no second trace.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;

use super::Failure;
use crate::domain::access::Caller;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::storage::{StorageError, Transaction, idempotency};

/// The key stands for another request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "idempotencyKey: `{key}` was sent before with another {operation} request: \
     repeat that request as it was, or send this one with a new key"
)]
pub struct IdempotencyKeyReused {
    /// The key.
    pub key: IdempotencyKey,
    /// The operation, as the schema names it.
    pub operation: &'static str,
}

/// The record that the same request made before, if it did; otherwise the key is kept for `new_id`, which the caller
/// makes in this transaction. A request without a key is always a new one.
///
/// Call it first in the transaction: of two requests at the same time the second waits here for the first.
pub(super) async fn made_before<Id, E>(
    tx: &Transaction,
    caller: &Caller,
    now: Timestamp,
    request: Option<&KeyedRequest>,
    new_id: Id,
) -> Result<Option<Id>, E>
where
    Id: Display + FromStr,
    E: From<Failure> + From<IdempotencyKeyReused>,
{
    let Some(request) = request else { return Ok(None) };
    let clinic_id = caller.clinic_id;
    let is_new = idempotency::claim_key(tx, clinic_id, request, &new_id.to_string(), now)
        .await
        .map_err(Failure::from)?;
    if is_new {
        return Ok(None);
    }
    let KeyedRequest { operation, key, hash } = request;
    let corrupt = || Failure::Internal(StorageError::Corrupt("idempotency_key"));
    let first = idempotency::find_kept_request(tx, clinic_id, operation, key)
        .await
        .map_err(Failure::from)?
        .ok_or_else(corrupt)?;
    if first.request_hash != hash.to_string() {
        return Err(IdempotencyKeyReused { key: key.clone(), operation }.into());
    }
    let made = first.subject.parse().map_err(|_| corrupt())?;
    Ok(Some(made))
}
